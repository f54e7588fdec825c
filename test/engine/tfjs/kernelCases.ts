/** What each kernel of src/engine/tfjs/ shall give, by plain loops in double precision. */
import * as tf from "@tensorflow/tfjs-core";
import { reluGradName } from "../../../src/engine/tfjs/wasmKernels.js";
import { broadcastIndex, type Case, count, drawn, numbers } from "./case.js";
import { allProductCases } from "./productCases.js";

const drawnPositive = (seed: number, shape: readonly number[]): tf.Tensor => tf.add(tf.abs(drawn(seed, shape)), 0.05);

const special = [0, -0, 1, -1, 0.3, -0.3, 1e-3, -1e-3, 1e-20, -1e-20, 17, -17, 60, -60, 3e38, -3e38, Infinity, -Infinity, NaN];

/** Names of TensorFlow.js's kernels with what they compute. */
const ofOne: Readonly<Record<string, (x: number) => number>> = {
  Exp: Math.exp,
  Expm1: Math.expm1,
  Log: Math.log,
  Log1p: Math.log1p,
  Tanh: Math.tanh,
  Softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  Asinh: Math.asinh,
  Sqrt: Math.sqrt,
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Reciprocal: (x) => 1 / x,
};

const ofTwo: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Maximum: Math.max,
  Minimum: Math.min,
  SquaredDifference: (a, b) => Math.fround(a - b) ** 2,
};

/** What gives a bool. */
const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  Equal: (a, b) => a === b,
  NotEqual: (a, b) => a !== b,
  Greater: (a, b) => a > b,
  GreaterEqual: (a, b) => a >= b,
  Less: (a, b) => a < b,
  LessEqual: (a, b) => a <= b,
};

const ofMany: Readonly<Record<string, (xs: readonly number[]) => number>> = {
  Sum: (xs) => xs.reduce((sum, x) => sum + x, 0),
  Mean: (xs) => xs.reduce((sum, x) => sum + x, 0) / xs.length,
  Max: (xs) => Math.max(...xs),
  Min: (xs) => Math.min(...xs),
};

const unaryCases = Object.entries(ofOne).flatMap(([kernel, f]) =>
  [tf.tensor1d(special), drawnPositive(1, [37]), drawn(2, [5, 1, 3]), drawn(3, []), tf.zeros([0, 4])].map(
    (x): Case => ({ kernel, inputs: { x }, attrs: {}, shape: x.shape, expected: numbers(x).map(f) }),
  ),
);

const pairs: readonly (readonly [number[], number[]])[] = [
  [[], []],
  [[7], [7]],
  [[], [5]],
  [
    [3, 5],
    [1, 1, 1],
  ],
  [[4, 6], [6]],
  [
    [4, 6],
    [4, 1],
  ],
  [
    [5, 1],
    [1, 3],
  ],
  [
    [2, 3, 1, 5],
    [3, 4, 1],
  ],
  [
    [2, 1, 3, 1, 2],
    [4, 1, 5, 1],
  ],
  [[0, 3], [3]],
  [
    [0, 1],
    [1, 4],
  ],
];

function binaryCase(kernel: string, a: tf.Tensor, b: tf.Tensor): Case {
  const compare = comparisons[kernel];
  const f = compare ? (x: number, y: number) => Number(compare(x, y)) : (ofTwo[kernel] as (x: number, y: number) => number);
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const [x, y] = [numbers(a), numbers(b)];
  const at = (values: number[], from: readonly number[], i: number) => values[broadcastIndex(i, from, shape)] as number;
  const expected = Array.from({ length: count(shape) }, (_, i) => f(at(x, a.shape, i), at(y, b.shape, i)));
  return { kernel, inputs: { a, b }, attrs: {}, shape, expected };
}

const binaryCases = Object.keys({ ...ofTwo, ...comparisons }).flatMap((kernel) => [
  ...pairs.map(([a, b]) => binaryCase(kernel, drawn(1, a), drawn(2, b))),
  binaryCase(kernel, tf.round(drawn(1, [9, 7])), tf.round(drawn(2, [7]))), // some are equal
  binaryCase(kernel, tf.tensor2d(special, [special.length, 1]), tf.tensor1d(special)),
]);

function reductionCase(kernel: string, x: tf.Tensor, axes: readonly number[] | undefined, keepDims: boolean): Case {
  const reduced = axes ? axes.map((a) => (a < 0 ? a + x.rank : a)) : x.shape.map((_, i) => i);
  const kept = x.shape.map((d, i) => (reduced.includes(i) ? 1 : d));
  const groups: number[][] = Array.from({ length: count(kept) }, () => []);
  for (const [i, value] of numbers(x).entries()) groups[broadcastIndex(i, kept, x.shape)]?.push(value);
  const named = kernel === "Max" ? { reductionIndices: axes } : { axis: axes };
  return {
    kernel,
    inputs: { x },
    attrs: { ...named, keepDims },
    shape: keepDims ? kept : x.shape.filter((_, i) => !reduced.includes(i)),
    expected: groups.map(ofMany[kernel] as (xs: readonly number[]) => number),
    scale: groups.map((xs) => xs.reduce((sum, v) => sum + Math.abs(v), 0)),
  };
}

const reductionCases = Object.keys(ofMany).flatMap((kernel) => [
  ...[undefined, [0], [1], [2], [-1], [0, 1], [1, 2], [0, 1, 2], []].flatMap((axes) =>
    [true, false].map((keep) => reductionCase(kernel, drawn(3, [6, 21, 5]), axes, keep)),
  ),
  reductionCase(kernel, drawn(4, [3, 130]), [1], false),
  reductionCase(kernel, drawn(4, [1, 9]), [0], false),
  reductionCase(kernel, drawn(4, []), undefined, false),
  reductionCase(kernel, tf.zeros([0, 3]), [0], false),
  reductionCase(kernel, tf.zeros([0, 3]), [1], false),
  ...[0, 5, 20].map((at) =>
    reductionCase(kernel, tf.tensor1d(Array.from({ length: 21 }, (_, i) => (i === at ? NaN : i))), [0], false),
  ),
  reductionCase(kernel, tf.tensor2d([1, NaN, 2, 3, 4, -Infinity], [3, 2]), [0], false),
]);

const transposeCases = (
  [
    [1, 1],
    [1, 7],
    [7, 1],
    [4, 8],
    [35, 66],
    [0, 3],
  ] as [number, number][]
).map(([m, n]): Case => {
  const x = drawn(5, [m, n]);
  const from = numbers(x);
  const expected = Array.from({ length: m * n }, (_, i) => from[(i % m) * n + Math.floor(i / m)] as number);
  return { kernel: "Transpose", inputs: { x }, attrs: { perm: [1, 0] }, shape: [n, m], expected };
});

const sliceCases = (
  [
    [[7], [2], [3]],
    [[7], [0], [-1]],
    [[7], [7], [0]],
    [
      [5, 6],
      [0, 5],
      [-1, 1],
    ],
    [
      [5, 6],
      [2, 0],
      [2, -1],
    ],
    [
      [4, 5, 6],
      [1, 2, 3],
      [2, 3, 1],
    ],
    [
      [3, 2, 5, 4],
      [1, 0, 2, 1],
      [2, 1, 3, 2],
    ],
    [
      [0, 3],
      [0, 1],
      [-1, 2],
    ],
  ] as [number[], number[], number[]][]
).map(([from, begin, size]): Case => {
  const x = drawn(5, from);
  const all = numbers(x);
  const shape = size.map((d, i) => (d < 0 ? (from[i] as number) - (begin[i] as number) : d));
  const expected = Array.from({ length: count(shape) }, (_, at) => {
    let [index, stride, left] = [0, 1, at];
    for (let axis = from.length - 1; axis >= 0; axis--) {
      const d = shape[axis] as number;
      index += ((begin[axis] as number) + (left % d)) * stride;
      stride *= from[axis] as number;
      left = Math.floor(left / d);
    }
    return all[index] as number;
  });
  return { kernel: "Slice", inputs: { x }, attrs: { begin, size }, shape, expected };
});

const reluGradCases = [tf.tensor1d(special), drawn(1, [5, 7]), drawn(1, []), tf.zeros([0])].map((x): Case => {
  const dy = drawn(9, x.shape);
  const up = numbers(dy);
  const expected = numbers(x).map((v, i) => (v > 0 ? (up[i] as number) : 0));
  return { kernel: reluGradName, inputs: { dy, x }, attrs: {}, shape: x.shape, expected };
});

export const kernelCases: readonly Case[] = [
  ...unaryCases,
  ...binaryCases,
  ...reductionCases,
  ...transposeCases,
  ...sliceCases,
  ...allProductCases,
  ...reluGradCases,
];
