/** Runs a step on the trace backend, twice, and keeps the program if it was the same both times. */
import * as tf from "@tensorflow/tfjs-core";
import { messageOf } from "../../basics/errors.js";
import { difference, NotTraceableError, type Program, type Value, type ValueId, withoutDeadCode } from "../program/program.js";
import type { Recorder } from "./recorder.js";
import { recording } from "./traceBackend.js";

export type Tensors = Readonly<Record<string, tf.Tensor>>;

/** Pure: the same variables and inputs give the same outputs, whatever else happens. */
export type Step = (variables: Tensors, inputs: Tensors) => Tensors;

export interface StepSignature {
  readonly variables: Readonly<Record<string, Value>>;
  readonly inputs: Readonly<Record<string, Value>>;
  /** The output whose gradient by every variable in `trained` is wanted, a scalar: 0 by variables that it does not reach, but not by all. */
  readonly objective?: string;
  readonly trained: readonly string[];
}

/** @throws NotTraceableError with the reason, in words that say what to do about it */
export function trace(step: Step, signature: StepSignature): Program {
  const [once, again] = [traceOnce(step, signature), traceOnce(step, signature)];
  const changed = difference(once, again);
  if (changed) throw new NotTraceableError(`it is not the same every time: ${changed}`);
  return withoutDeadCode(once);
}

function traceOnce(step: Step, signature: StepSignature): Program {
  try {
    return recording((recorder) => record(step, signature, recorder));
  } catch (error) {
    if (error instanceof NotTraceableError) throw error;
    const unknown = /Kernel '(\w+)' not registered/.exec(messageOf(error))?.[1];
    throw new NotTraceableError(unknown ? `the operation ${unknown} cannot be compiled` : messageOf(error));
  }
}

function record(step: Step, { variables, inputs, objective, trained }: StepSignature, recorder: Recorder): Program {
  let program: Program | undefined;
  tf.tidy(() => {
    const given = (values: Readonly<Record<string, Value>>) =>
      Object.entries(values).map(([name, { shape, dtype }]) => {
        const { id, info } = recorder.given(shape, dtype);
        return { name, id, tensor: tf.engine().makeTensorFromDataId(info.dataId, [...shape], dtype) };
      });
    const [vars, ins] = [given(variables), given(inputs)];
    const tensorsOf = (list: typeof vars) => Object.fromEntries(list.map(({ name, tensor }) => [name, tensor]));
    const idsOf = (list: typeof vars) => Object.fromEntries(list.map(({ name, id }) => [name, id]));
    const called = () => step(tensorsOf(vars), tensorsOf(ins));
    const found = objective === undefined ? { outputs: ids(called(), recorder), gradients: {} } : differentiate();
    program = {
      values: recorder.values,
      inputs: idsOf(ins),
      variables: idsOf(vars),
      constants: recorder.constants,
      operations: recorder.operations,
      ...found,
    };

    function differentiate(): Pick<Program, "outputs" | "gradients"> {
      let outputs: Record<string, ValueId> = {};
      const moved = vars.filter(({ name }) => trained.includes(name));
      const { grads } = tf.engine().gradients(
        () => {
          const made = called();
          outputs = ids(made, recorder);
          const y = made[objective as string];
          if (!y) throw new NotTraceableError(`it does not return its objective "${objective}"`);
          if (y.size !== 1)
            throw new NotTraceableError(`its objective "${objective}" has shape [${y.shape}] instead of one number`);
          return tf.reshape(y, []);
        },
        moved.map(({ tensor }) => tensor),
      );
      const gradients = moved.map(({ name, tensor }, i): [string, ValueId] => {
        // What the objective does not reach does not move: e.g. a policy's memory where there is one measurement only.
        return [name, recorder.idOf(grads[i] ?? tf.zerosLike(tensor))];
      });
      return { outputs, gradients: Object.fromEntries(gradients) };
    }
  });
  return program as Program;
}

function ids(tensors: Tensors, recorder: Recorder): Record<string, ValueId> {
  if (!tensors || typeof tensors !== "object" || tensors instanceof Promise)
    throw new NotTraceableError("it must return its tensors by name, at once and not by a promise");
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      if (!(tensor instanceof tf.Tensor)) throw new NotTraceableError(`its output "${name}" is not a tensor`);
      return [name, recorder.idOf(tensor)];
    }),
  );
}
