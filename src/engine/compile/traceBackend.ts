/**
 * A TensorFlow.js backend that computes nothing: its kernels infer shapes and write down what was asked for, so that a step and the
 * gradients that TensorFlow.js derives from it become a `Program`. Whatever needs a number that is not there yet is refused.
 */
import * as tf from "@tensorflow/tfjs-core";
import { type KernelShape, kernelShapes } from "../program/kernelShapes.js";
import { foreignKernels } from "../program/plainKernels.js";
import { NotTraceableError } from "../program/program.js";
import { WithoutKernels } from "../withoutKernels.js";
import { loweredKernels } from "./loweredKernels.js";
import { type ConstantData, Recorder } from "./recorder.js";

export const traceBackendName = "floe-trace";

/** The recorder of the trace that runs; there is one at a time, because tracing is synchronous. */
let current: Recorder | undefined;

function recorder(): Recorder {
  if (!current) throw new Error("a tensor of a trace was used after the trace");
  return current;
}

class TraceBackend extends WithoutKernels {
  override write(values: tf.BackendValues | null, shape: number[], dtype: tf.DataType): tf.DataId {
    if (dtype === "string" || dtype === "complex64" || !values)
      throw new NotTraceableError(`it makes a tensor of dtype ${dtype}, which cannot be compiled`);
    return recorder().constant((values as ConstantData).slice(), shape, dtype).dataId;
  }
  override readSync(): never {
    throw new NotTraceableError(readsData);
  }
  override async read(): Promise<never> {
    throw new NotTraceableError(readsData);
  }
  override disposeData(): boolean {
    return true;
  }
  override incRef(): void {}
  override refCount(): number {
    return 1;
  }
  override numDataIds(): number {
    return 0;
  }
}

export const readsData =
  "it reads the numbers of a tensor (dataSync, arraySync, data ...): what is computed may not depend on them";

function register(): void {
  for (const [kernelName, { inputs: names, results }] of foreignKernels) {
    if (tf.getKernel(kernelName, traceBackendName)) continue;
    tf.registerKernel({
      kernelName,
      backendName: traceBackendName,
      kernelFunc({ inputs, attrs }) {
        const list = inputList(names, inputs);
        const made = results(
          list.map((info) => recorder().described(info)),
          attrs ?? {},
        );
        const infos = recorder().emit(kernelName, list, attrs ?? {}, made);
        return infos.length === 1 ? (infos[0] as tf.TensorInfo) : infos;
      },
    });
  }
  if (tf.findBackendFactory(traceBackendName)) return;
  tf.registerBackend(traceBackendName, () => new TraceBackend(), -1);
  for (const [kernelName, { inputs: names }] of Object.entries(kernelShapes))
    tf.registerKernel({
      kernelName,
      backendName: traceBackendName,
      kernelFunc({ inputs, attrs }) {
        return recorder().operate(kernelName, inputList(names, inputs), attrs ?? {});
      },
    });
  for (const [kernelName, lower] of Object.entries(loweredKernels))
    tf.registerKernel({
      kernelName,
      backendName: traceBackendName,
      kernelFunc: ({ inputs, attrs }) =>
        lower(recorder(), inputs as Record<string, tf.TensorInfo>, (attrs ?? {}) as Record<string, unknown>),
    });
}

function inputList(names: KernelShape["inputs"], inputs: unknown): tf.TensorInfo[] {
  const given = inputs as Record<string, tf.TensorInfo>;
  return names === "list" ? Object.values(given) : names.map((name) => given[name] as tf.TensorInfo);
}

/** What the tracer needs of TensorFlow.js's engine that is not public (4.22; test/engine/compile/conformance.test.ts holds it to this). */
interface EngineInternals {
  backendName: string;
  backendInstance: tf.KernelBackend;
  readSync(dataId: object): unknown;
  read(dataId: object): unknown;
  keep(tensor: tf.Tensor): tf.Tensor;
}

/** Runs `body` with TensorFlow.js on the trace backend; everything is as before when it returns or throws. */
export function recording<T>(body: (recorder: Recorder) => T): T {
  register();
  if (current) throw new NotTraceableError("it compiles another step inside");
  const engine = tf.engine() as unknown as EngineInternals;
  const { backendName, backendInstance, readSync, read, keep } = engine;
  const kept: tf.Tensor[] = [];
  const refuse = (): never => {
    throw new NotTraceableError(readsData);
  };
  current = new Recorder();
  try {
    engine.backendName = traceBackendName;
    engine.backendInstance = tf.findBackend(traceBackendName);
    // also for tensors of other backends, whose numbers would be frozen into the program without a word
    engine.readSync = refuse;
    engine.read = refuse;
    // what gradients keep for later is left behind when a step fails between
    engine.keep = (tensor) => {
      kept.push(tensor);
      return keep.call(engine, tensor);
    };
    return body(current);
  } finally {
    for (const tensor of kept) if (!tensor.isDisposed) tensor.dispose();
    current = undefined;
    Object.assign(engine, { backendName, backendInstance, readSync, read, keep });
  }
}
