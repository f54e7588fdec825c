/**
 * The kernel behind `additiveScores`: sums f(outcome - mean) over coordinates for all pairs in one pass, by a WebAssembly
 * kernel on a memory of its own, whichever backend runs.
 * As tensor operations the noise of the linear model takes twenty passes over an [n, m, q] array, four times the time (on WASM,
 * and without any care for the tails), and for an evaluation more memory than there is. It is registered like a kernel of
 * TensorFlow.js itself, so that whoever records operations sees it and knows that it is not one of the backend's own.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Kernels } from "../engine/kernels/kernels.js";
import { borrowMemory, reserve } from "../engine/kernels/memory.js";
import { addForeignKernel } from "../engine/program/plainKernels.js";
import type { Value } from "../engine/program/program.js";
import type { Tabulated } from "../numbers/tabulated.js";

const SCORES = "FloeDifferenceScores";
const GRADIENTS = "FloeDifferenceScoresGradient";

interface Sizes {
  readonly n: number;
  readonly m: number;
  readonly q: number;
}

/** @param mean [n, q] @param outcome [m, q] @returns [n, m]: f(outcome_j - mean_i) summed over coordinates; differentiable in both */
export function differenceScores(f: Tabulated, mean: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor2D {
  return run(SCORES, { mean, outcome }, f);
}

function run<T>(kernel: string, inputs: Record<string, tf.Tensor>, f: Tabulated): T {
  const attrs: object = { f }; // TensorFlow.js passes them on, whatever they are, and has a type for numbers and texts only
  return tf.engine().runKernel(kernel, inputs as tf.NamedTensorMap, attrs as tf.NamedAttrMap) as T;
}

const tableIn = (attrs: unknown): Tabulated => (attrs as { readonly f: Tabulated }).f;

/** Lays arrays one behind the other on a memory with kernels. @returns copies of the results */
function onMemory(
  given: readonly Float32Array[],
  sizes: readonly number[],
  scratch: number,
  call: (kernels: Kernels, inputs: readonly number[], outputs: readonly number[], room: number) => void,
): Float32Array[] {
  const lent = borrowMemory();
  const { memory, kernels, giveBack } = lent;
  try {
    let end = 0;
    const place = (length: number) => {
      end += 4 * length;
      return end - 4 * length;
    };
    const inputs = given.map(({ length }) => place(length));
    const outputs = sizes.map(place);
    const room = place(scratch);
    reserve(lent, end);
    for (const [i, numbers] of given.entries()) new Float32Array(memory.buffer, inputs[i], numbers.length).set(numbers);
    call(kernels, inputs, outputs, room);
    return outputs.map((at, i) => new Float32Array(memory.buffer, at, sizes[i]).slice());
  } finally {
    giveBack();
  }
}

/** The number of outcomes in whole groups of four, which the kernel takes at once. */
const wide = (m: number): number => 4 * Math.ceil(m / 4);

function forward(mean: Float32Array, outcome: Float32Array, { n, m, q }: Sizes, f: Tabulated): Float32Array {
  const { coefficients, centre, scale } = f;
  const [scores] = onMemory([mean, outcome, coefficients], [n * m], q * wide(m), (kernels, [a, b, table], [out], room) =>
    kernels.differenceScores(n, m, q, a as number, b as number, table as number, centre, 1 / scale, room, out as number),
  );
  return scores as Float32Array;
}

/** d(sum of upstream * scores) by mean and by outcome. */
function backward(
  upstream: Float32Array,
  mean: Float32Array,
  outcome: Float32Array,
  { n, m, q }: Sizes,
  f: Tabulated,
): Float32Array[] {
  const { coefficients, centre, scale } = f;
  const about = [centre, 1 / scale] as const;
  return onMemory(
    [upstream, mean, outcome, coefficients],
    [n * q, m * q],
    (2 * q + 1) * wide(m),
    (kernels, inputs, outputs, room) => kernels.differenceScoresGradient(n, m, q, ...inputs, ...about, room, ...outputs),
  );
}

const sizesOf = (mean: Pick<Value, "shape">, outcome: Pick<Value, "shape">): Sizes => ({
  n: mean.shape[0] as number,
  m: outcome.shape[0] as number,
  q: mean.shape[1] as number,
});

function register(backendName: string): void {
  if (tf.getKernel(SCORES, backendName)) return;
  const access = (backend: unknown) => {
    const held = backend as tf.KernelBackend;
    return {
      read: (info: tf.TensorInfo) => held.readSync(info.dataId) as Float32Array,
      write: (values: Float32Array, shape: number[]): tf.TensorInfo => ({
        dataId: held.write(values, shape, "float32"),
        shape,
        dtype: "float32",
      }),
    };
  };
  tf.registerKernel({
    kernelName: SCORES,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { mean, outcome } = inputs as Record<"mean" | "outcome", tf.TensorInfo>;
      const { read, write } = access(backend);
      const sizes = sizesOf(mean, outcome);
      return write(forward(read(mean), read(outcome), sizes, tableIn(attrs)), [sizes.n, sizes.m]);
    },
  });
  tf.registerKernel({
    kernelName: GRADIENTS,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { upstream, mean, outcome } = inputs as Record<"upstream" | "mean" | "outcome", tf.TensorInfo>;
      const { read, write } = access(backend);
      const found = backward(read(upstream), read(mean), read(outcome), sizesOf(mean, outcome), tableIn(attrs));
      const [byMean, byOutcome] = found as Two;
      return [write(byMean, mean.shape), write(byOutcome, outcome.shape)];
    },
  });
}

type Two = [Float32Array, Float32Array];
type Three = [Float32Array, Float32Array, Float32Array];

addForeignKernel(SCORES, {
  inputs: ["mean", "outcome"],
  results: ([mean, outcome]) => [{ shape: [mean?.shape[0] as number, outcome?.shape[0] as number], dtype: "float32" }],
  run(inputs, [scores], { inputs: [a, b], attrs }) {
    const [mean, outcome] = inputs as Three;
    scores?.set(forward(mean, outcome, sizesOf(a as Value, b as Value), attrs.f as Tabulated));
  },
});
addForeignKernel(GRADIENTS, {
  inputs: ["upstream", "mean", "outcome"],
  results: ([, mean, outcome]) => [mean as Value, outcome as Value],
  run(inputs, outputs, { inputs: [, a, b], attrs }) {
    const [upstream, mean, outcome] = inputs as Three;
    const found = backward(upstream, mean, outcome, sizesOf(a as Value, b as Value), attrs.f as Tabulated);
    for (const [i, out] of outputs.entries()) out.set(found[i] as Float32Array);
  },
});

for (const backendName of ["wasm", "cpu", "tensorflow"]) register(backendName);

if (!tf.getGradient(SCORES))
  tf.registerGradient({
    kernelName: SCORES,
    inputsToSave: ["mean", "outcome"],
    gradFunc: (dy, saved, attrs) => {
      const [mean, outcome] = saved as [tf.Tensor, tf.Tensor];
      const given = { upstream: dy as tf.Tensor, mean, outcome };
      const [byMean, byOutcome] = run<[tf.Tensor, tf.Tensor]>(GRADIENTS, given, tableIn(attrs));
      return { mean: () => byMean, outcome: () => byOutcome };
    },
  });
