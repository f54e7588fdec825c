/** Compiled steps: the only thing that the rest of Floe needs to know about this folder is `compileStep`. */
import type * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../basics/errors.js";
import { adamDefaults } from "../adam.js";
import { runningBackend } from "../backend.js";
import { type DType, NotTraceableError, type Value } from "../program/program.js";
import { EagerExecutable } from "./eager.js";
import { nativeExecutor } from "./native/executor.js";
import { simplify } from "./simplify.js";
import { type Step, type StepSignature, type Tensors, trace } from "./trace.js";
import type { AdamOptions, Executable, ExecutableOptions, Executor } from "./types.js";
import { wasmExecutor } from "./wasm/executor.js";

export type { Step } from "./trace.js";
export type { AdamOptions, Executable, Update, VariableState } from "./types.js";

export interface CompileOptions {
  /** First weights by name, float32; they are copied. */
  readonly variables: Tensors;
  /** Examples: their shapes and dtypes are those of every run. */
  readonly inputs: Tensors;
  /** What is trained, and along what; without it the step only computes. */
  readonly optimizer?: {
    /** Name of the output, one number, whose gradients are taken. */
    readonly objective: string;
    /** Variables that are clipped and moved together. What is in no group stays as it is. */
    readonly groups: Readonly<Record<string, readonly string[]>>;
    /** Where a group's constants are not the usual ones. */
    readonly adam?: Readonly<Record<string, Partial<AdamOptions>>>;
  };
  /** Do not compile: for comparisons. */
  readonly eager?: boolean;
}

export interface CompiledStep extends Executable {
  /** "native": one TensorFlow graph. "wasm": kernel calls on fixed buffers. "eager": TensorFlow.js as it comes. */
  readonly how: "native" | "wasm" | "eager";
  /** For the run's log: how it runs, and where it could not be compiled, why. */
  readonly about: string;
}

const executors: Readonly<Record<string, { readonly how: "native" | "wasm"; readonly executor: Executor }>> = {
  native: { how: "native", executor: nativeExecutor },
  wasm: { how: "wasm", executor: wasmExecutor },
};

/**
 * Makes a step fast: it is traced once, with the gradients that TensorFlow.js finds, into a list of operations of fixed shapes, which
 * then run without TensorFlow.js's engine between them: as one graph on the native backend, as calls of own kernels with WebAssembly.
 * The step must be pure: tensors that change come in as inputs, nothing inside reads numbers or draws, and shapes stay the same. A step
 * that cannot be compiled is refused with the reason in `about` and runs eagerly, with the same results.
 * @param step variables and inputs by name to outputs by name; called twice, with tensors that hold no numbers
 * @throws InputError for variables or inputs that were disposed of, or an objective or group that names what is not there
 */
export function compileStep(step: Step, options: CompileOptions): CompiledStep {
  const signature = signatureOf(options);
  const { groups = {}, adam: given = {} } = options.optimizer ?? {};
  const adam = Object.fromEntries(Object.keys(groups).map((group) => [group, { ...adamDefaults, ...given[group] }]));
  const { executable, how, about } = build(step, signature, { groups, adam }, options.eager ?? false);
  executable.push(
    Object.fromEntries(
      Object.entries(options.variables).map(([name, tensor]) => [name, { value: tensor.dataSync() as Float32Array }]),
    ),
  );
  return Object.assign(executable, { how, about });
}

function build(
  step: Step,
  signature: StepSignature,
  options: ExecutableOptions,
  eager: boolean,
): { executable: Executable; how: CompiledStep["how"]; about: string } {
  const { name } = runningBackend();
  const compiled = eager ? undefined : executors[name];
  const eagerly = (why: string) => ({
    executable: new EagerExecutable(step, signature, options),
    how: "eager" as const,
    about: `not compiled: ${why}`,
  });
  if (!compiled) return eagerly(eager ? "as asked" : `there is no executor for the backend "${name}"`);
  try {
    const program = simplify(trace(step, signature));
    const executable = compiled.executor(program, options);
    return { executable, how: compiled.how, about: `compiled for ${name} (${program.operations.length} operations)` };
  } catch (error) {
    if (error instanceof NotTraceableError) return eagerly(error.message);
    throw error;
  }
}

function signatureOf({ variables, inputs, optimizer }: CompileOptions): StepSignature {
  const trained = Object.values(optimizer?.groups ?? {}).flat();
  for (const name of trained)
    if (!variables[name])
      throw new InputError(`compileStep: a group names the variable "${name}", which is not among the variables`);
  if (new Set(trained).size < trained.length) throw new InputError("compileStep: a variable is in two groups");
  return {
    variables: valuesOf(variables, "variable"),
    inputs: valuesOf(inputs, "input"),
    ...(optimizer ? { objective: optimizer.objective } : {}),
    trained,
  };
}

function valuesOf(tensors: Tensors, what: string): Readonly<Record<string, Value>> {
  const described = (name: string, tensor: tf.Tensor): Value => {
    if (tensor.isDisposed) throw new InputError(`compileStep: the ${what} "${name}" was disposed of`);
    const allowed = what === "variable" ? ["float32"] : ["float32", "int32", "bool"];
    if (!allowed.includes(tensor.dtype))
      throw new InputError(`compileStep: the ${what} "${name}" is ${tensor.dtype}; it must be ${allowed.join(" or ")}`);
    return { shape: tensor.shape, dtype: tensor.dtype as DType };
  };
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, described(name, tensor)]));
}
