/**
 * The kernel behind `additiveScores`: sums f(outcome - mean) over coordinates for all pairs in one pass over typed arrays.
 * As tensor operations the noise of the linear model takes twenty passes over an [n, m, q] array, four times the time (on WASM,
 * and without any care for the tails), and for an evaluation more memory than there is. It is registered like a kernel of
 * TensorFlow.js itself, so that whoever records operations sees it and knows that it is not one of the backend's own.
 */
import * as tf from "@tensorflow/tfjs-core";
import { addForeignKernel } from "../compile/plainKernels.js";
import type { Value } from "../compile/program.js";
import { pieceOf, type Tabulated } from "../tabulated.js";

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
  return tf.engine().runKernel(kernel, inputs as unknown as tf.NamedTensorMap, { f } as unknown as tf.NamedAttrMap) as T;
}

function forward(
  mean: Float32Array,
  outcome: Float32Array,
  { n, m, q }: Sizes,
  f: Tabulated,
  scores: Float32Array = new Float32Array(n * m),
): Float32Array {
  const { table, centre } = f;
  const perScale = 1 / f.scale;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let k = 0; k < q; k++) {
        const u = ((outcome[j * q + k] as number) - (mean[i * q + k] as number) - centre) * perScale;
        const at = pieceOf(u);
        const d = Math.abs(u) - (table[at] as number);
        const linear = ((table[at + 4] as number) * d + (table[at + 3] as number)) * d + (table[at + 2] as number);
        sum += linear * d + (table[at + 1] as number);
      }
      scores[i * m + j] = sum;
    }
  }
  return scores;
}

/** d(sum of upstream * scores) by mean and by outcome. */
function backward(upstream: Float32Array, mean: Float32Array, outcome: Float32Array, { n, m, q }: Sizes, f: Tabulated) {
  const { table, centre } = f;
  const perScale = 1 / f.scale;
  const byMean = new Float64Array(n * q);
  const byOutcome = new Float64Array(m * q);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const weight = (upstream[i * m + j] as number) * perScale;
      if (weight === 0) continue;
      for (let k = 0; k < q; k++) {
        const u = ((outcome[j * q + k] as number) - (mean[i * q + k] as number) - centre) * perScale;
        const at = pieceOf(u);
        const d = Math.abs(u) - (table[at] as number);
        const outward = (3 * (table[at + 4] as number) * d + 2 * (table[at + 3] as number)) * d + (table[at + 2] as number);
        const slope = weight * (u < 0 ? -outward : outward);
        byMean[i * q + k] = (byMean[i * q + k] as number) - slope;
        byOutcome[j * q + k] = (byOutcome[j * q + k] as number) + slope;
      }
    }
  }
  return [Float32Array.from(byMean), Float32Array.from(byOutcome)] as const;
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
      const { mean, outcome } = inputs as unknown as Record<"mean" | "outcome", tf.TensorInfo>;
      const { read, write } = access(backend);
      const sizes = sizesOf(mean, outcome);
      return write(forward(read(mean), read(outcome), sizes, (attrs as unknown as { f: Tabulated }).f), [sizes.n, sizes.m]);
    },
  });
  tf.registerKernel({
    kernelName: GRADIENTS,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { upstream, mean, outcome } = inputs as unknown as Record<"upstream" | "mean" | "outcome", tf.TensorInfo>;
      const { read, write } = access(backend);
      const { f } = attrs as unknown as { f: Tabulated };
      const [byMean, byOutcome] = backward(read(upstream), read(mean), read(outcome), sizesOf(mean, outcome), f);
      return [write(byMean, mean.shape), write(byOutcome, outcome.shape)];
    },
  });
}

type Three = [Float32Array, Float32Array, Float32Array];

addForeignKernel(SCORES, {
  inputs: ["mean", "outcome"],
  results: ([mean, outcome]) => [{ shape: [mean?.shape[0] as number, outcome?.shape[0] as number], dtype: "float32" }],
  run(inputs, [scores], { inputs: [a, b], attrs }) {
    const [mean, outcome] = inputs as Three;
    forward(mean, outcome, sizesOf(a as Value, b as Value), attrs.f as Tabulated, scores);
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
      const { f } = attrs as unknown as { f: Tabulated };
      const [byMean, byOutcome] = run<[tf.Tensor, tf.Tensor]>(GRADIENTS, { upstream: dy as tf.Tensor, mean, outcome }, f);
      return { mean: () => byMean, outcome: () => byOutcome };
    },
  });
