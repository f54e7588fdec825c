/** Products of matrices, with bias and activation, by plain loops in double precision. */
import * as tf from "@tensorflow/tfjs-core";
import { broadcastIndex, type Case, count, drawn, numbers } from "./case.js";

const activations: Readonly<Record<string, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => (x < 0 ? 0 : x),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  elu: (x) => (x < 0 ? Math.expm1(x) : x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  leakyrelu: (x) => (x < 0 ? 0.1 * x : x),
  prelu: (x) => (x < 0 ? 0.3 * x : x),
};

interface Asked {
  readonly sizes: readonly [M: number, K: number, N: number];
  readonly batches?: readonly [readonly number[], readonly number[]];
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly activation?: string;
  readonly bias?: tf.Tensor;
  /** In place of the first number of a. */
  readonly first?: number;
}

function productCase(kernel: string, asked: Asked): Case {
  const { sizes: [M, K, N], batches: [left, right] = [[], []], transposeA = false, transposeB = false, bias, first } = asked; // biome-ignore format: one line
  const drawnA = drawn(6, [...left, ...(transposeA ? [K, M] : [M, K])]);
  const a = first === undefined ? drawnA : tf.tensor([first, ...numbers(drawnA).slice(1)], drawnA.shape);
  const b = drawn(7, [...right, ...(transposeB ? [N, K] : [K, N])]);
  const batch = tf.broadcast_util.assertAndGetBroadcastShape([...left], [...right]);
  const shape = [...batch, M, N];
  const [x, y, z] = [numbers(a), numbers(b), bias ? numbers(bias) : []];
  const sums = Array.from({ length: count(shape) }, (_, at) => {
    const [i, j, matrix] = [Math.floor(at / N) % M, at % N, Math.floor(at / (M * N))];
    const [p, q] = [broadcastIndex(matrix, left, batch) * M * K, broadcastIndex(matrix, right, batch) * K * N];
    const added = bias ? (z[j % z.length] as number) : 0;
    let [sum, scale] = [added, Math.abs(added)];
    for (let k = 0; k < K; k++) {
      const term =
        (x[p + (transposeA ? k * M + i : i * K + k)] as number) * (y[q + (transposeB ? j * K + k : k * N + j)] as number);
      sum += term;
      scale += Math.abs(term);
    }
    return { sum, scale };
  });
  const activation = asked.activation ?? "linear";
  const slope = activation === "prelu" ? { preluActivationWeights: tf.scalar(0.3) } : {};
  return {
    kernel,
    inputs: { a, b, ...(bias ? { bias } : {}), ...slope },
    attrs: { transposeA, transposeB, ...(kernel === "BatchMatMul" ? {} : { activation, leakyreluAlpha: 0.1 }) },
    shape,
    expected: sums.map(({ sum }) => (activations[activation] as (x: number) => number)(sum)),
    scale: sums.map(({ scale }) => scale),
  };
}

const matrices: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 5, 9],
  [9, 5, 1],
  [1, 1, 33],
  [4, 8, 8],
  [5, 3, 9],
  [17, 6, 29],
  [33, 70, 18],
  [0, 4, 3],
  [3, 4, 0],
  [3, 0, 5],
  [1, 0, 2],
];
const sides = [false, true].flatMap((transposeA) => [false, true].map((transposeB) => ({ transposeA, transposeB })));

const productCases = ["BatchMatMul", "_FusedMatMul"].flatMap((kernel) => [
  ...matrices.flatMap((sizes) => sides.map((side) => productCase(kernel, { sizes, ...side }))),
  ...sides.map((side) => productCase(kernel, { sizes: [5, 3, 4], batches: [[3], [3]], ...side })),
  ...sides.map((side) => productCase(kernel, { sizes: [2, 3, 4], batches: [[2, 1], [1, 3]], ...side })), // biome-ignore format: one line
  productCase(kernel, { sizes: [2, 3, 4], batches: [[], [3]] }),
  productCase(kernel, { sizes: [2, 3, 4], batches: [[0], [1]] }),
  ...[NaN, Infinity].map((first) => productCase(kernel, { sizes: [6, 5, 7], first })),
]);
const fusedCases = Object.keys(activations).flatMap((activation) => [
  productCase("_FusedMatMul", { sizes: [6, 5, 9], activation }),
  productCase("_FusedMatMul", { sizes: [6, 5, 9], activation, bias: drawn(8, [9]) }),
  productCase("_FusedMatMul", { sizes: [6, 5, 9], activation, bias: drawn(8, [1]) }),
  productCase("_FusedMatMul", { sizes: [1, 5, 9], activation, bias: drawn(8, [9]), transposeB: true }),
  productCase("_FusedMatMul", { sizes: [3, 0, 9], activation, bias: drawn(8, [9]) }),
]);
const lostInReluCase = productCase("_FusedMatMul", { sizes: [6, 5, 7], first: NaN, activation: "relu", bias: drawn(8, [7]) });

export const allProductCases: readonly Case[] = [...productCases, ...fusedCases, lostInReluCase];
