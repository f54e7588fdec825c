/** Every operation that can be compiled, with inputs, for `kernels*.test.ts`. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { compileStep, type Step } from "../../../src/engine/compile/index.js";
import { binaries, comparisons, kernelShapes, reductions, unaries } from "../../../src/engine/program/kernelShapes.js";
import { tidied } from "../../../src/engine/tensors.js";
import { normals, uniforms } from "../../../src/numbers/distributions.js";
import { key } from "../../../src/numbers/keys.js";

type T = tf.Tensor;
type Case = readonly [name: string, inputs: Record<string, T>, compute: (i: Record<string, T>) => T];

export const values = (seed: number, shape: number[], scale = 1): T =>
  tf.tensor(
    normals(
      key(seed),
      shape.reduce((p, d) => p * d, 1),
    ).map((x) => x * scale),
    shape,
  );
const shares = (seed: number, shape: number[]): T =>
  tf.tensor(
    uniforms(
      key(seed),
      shape.reduce((p, d) => p * d, 1),
    ).map((x) => 0.02 + 0.96 * x),
    shape,
  );
const lower = (name: string): string => name[0]?.toLowerCase() + name.slice(1);
const op = (name: string): ((...xs: T[]) => T) => (tf as unknown as Record<string, (...xs: T[]) => T>)[name] as (...xs: T[]) => T;

/** Where a function is defined on part of the line only. */
const domains: Record<string, (seed: number, shape: number[]) => T> = {
  Log: shares,
  Sqrt: shares,
  Rsqrt: shares,
  Asin: shares,
  Acos: shares,
  Atanh: shares,
  Acosh: (seed, shape) => tf.add(shares(seed, shape), 1),
  Log1p: (seed, shape) => tf.sub(shares(seed, shape), 0.5),
  Reciprocal: (seed, shape) => tf.add(shares(seed, shape), 0.1),
  Pow: (seed, shape) => shares(seed, shape),
  Mod: (seed, shape) => tf.add(shares(seed, shape), 0.2),
  FloorDiv: (seed, shape) => tf.add(shares(seed, shape), 0.2),
  RealDiv: (seed, shape) => tf.add(shares(seed, shape), 0.1),
};
const names: Record<string, string> = { Multiply: "mul", RealDiv: "div", Subtract: "sub" };
const shapes: [number[], number[]][] = [
  [[7], [7]],
  [[5, 9], [9]],
  [
    [5, 1],
    [1, 6],
  ],
  [
    [5, 9],
    [5, 1],
  ],
  [[], [3, 4]],
  [
    [2, 3, 1, 5],
    [4, 1],
  ],
  [
    [33, 65],
    [33, 65],
  ],
];

const drawn = (kernel: string, seed: number, shape: number[]) => (domains[kernel] ?? values)(seed, shape);
const unaryCases = unaries.map(
  (kernel): Case => [kernel, { x: drawn(kernel, 1, [3, 37]) }, ({ x }) => op(lower(kernel))(x as T)],
);
const binaryCases = binaries.flatMap((kernel) =>
  shapes.map(
    ([a, b]): Case => [
      kernel,
      { a: drawn(kernel, 1, a), b: drawn(kernel, 2, b) },
      (i) => op(names[kernel] ?? lower(kernel))(i.a as T, i.b as T),
    ],
  ),
);
const whole = (seed: number, shape: number[]) => tf.round(values(seed, shape));
const comparisonCases = comparisons.flatMap((kernel) =>
  shapes.map(([a, b]): Case => {
    const logical = kernel.startsWith("Logical");
    const made = (seed: number, shape: number[]) => (logical ? tf.greater(values(seed, shape), 0) : whole(seed, shape));
    return [kernel, { a: made(1, a), b: made(2, b) }, (i) => tf.cast(op(lower(kernel))(i.a as T, i.b as T), "float32")];
  }),
);
const reductionCases = reductions.flatMap((kernel) =>
  [[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2]].flatMap((axes) =>
    [true, false].map(
      (keep): Case => [
        kernel,
        { x: values(3, [6, 21, 5]) },
        ({ x }) => (op(lower(kernel)) as unknown as typeof tf.sum)(x as T, axes, keep),
      ],
    ),
  ),
);
/** With an infinity and NaN among the numbers, as they come when a training goes wrong. */
const withOdd = (x: T): T => {
  const numbers = x.dataSync().slice();
  numbers[5] = Infinity;
  numbers[77] = Number.NaN;
  return tf.tensor(numbers, x.shape);
};
const special = tf.tensor1d([0, -0, 1, -1, Infinity, -Infinity, Number.NaN, 1e-20, -3e38]);

const products: [number[], number[], boolean, boolean][] = [
  [[4, 8], [8, 16], false, false],
  [[5, 3], [3, 9], false, false],
  [[3, 17], [3, 13], true, false],
  [[17, 6], [29, 6], false, true],
  [[9, 31], [11, 9], true, true],
  [[1, 1], [1, 1], false, false],
  [[64, 1], [1, 5], false, false],
  [[3, 5, 4], [3, 4, 7], false, false],
  [[1, 5, 4], [3, 7, 4], false, true],
];

const others: Case[] = [
  ...["logicalNot", "isNaN", "isInf", "isFinite"].map((name): Case => {
    const kernel = { logicalNot: "LogicalNot", isNaN: "IsNan", isInf: "IsInf", isFinite: "IsFinite" }[name] as string;
    const x = name === "logicalNot" ? tf.greater(values(1, [9]), 0) : special;
    return [kernel, { x }, (i) => tf.cast(op(name)(i.x as T), "float32")];
  }),
  ["Step", { x: special }, ({ x }) => tf.step(x as T, 0.25)],
  ["LeakyRelu", { x: values(1, [37]) }, ({ x }) => tf.leakyRelu(x as T, 0.1)],
  ["ClipByValue", { x: values(1, [37]) }, ({ x }) => tf.clipByValue(x as T, -0.5, 0.7)],
  ["Cast", { x: values(1, [37], 5) }, ({ x }) => tf.cast(tf.cast(x as T, "int32"), "float32")],
  [
    "Select",
    { c: tf.greater(values(1, [6, 7]), 0), t: values(2, [6, 7]), e: values(3, [1, 7]) },
    (i) => tf.where(i.c as T, i.t as T, i.e as T),
  ],
  ...products.map(
    ([a, b, ta, tb]): Case => ["BatchMatMul", { a: values(1, a), b: values(2, b) }, (i) => tf.matMul(i.a as T, i.b as T, ta, tb)],
  ),
  [
    "BatchMatMul",
    { a: values(1, [13, 21]), b: values(2, [21, 19]), c: values(3, [19]) },
    (i) => tf.relu(tf.add(tf.matMul(i.a as T, i.b as T), i.c as T)),
  ],
  // zeros of relus are left out where the shape suits: on the left, and on the right with a transposed result
  ["BatchMatMul", { a: values(1, [13, 40]), b: values(2, [40, 64]) }, (i) => tf.matMul(tf.relu(i.a as T), i.b as T)],
  ["BatchMatMul", { a: values(1, [40, 64]), b: values(2, [40, 8]) }, (i) => tf.matMul(i.a as T, tf.relu(i.b as T), true)],
  ["BatchMatMul", { a: values(1, [64, 40]), b: withOdd(values(2, [40, 8])) }, (i) => tf.matMul(i.a as T, tf.relu(i.b as T))],
  [
    "BatchMatMul",
    { a: values(1, [9, 30]), b: withOdd(values(2, [96, 30])) },
    (i) => tf.matMul(tf.relu(i.a as T), i.b as T, false, true),
  ],
  // products of columns with rows are no sums
  ["BatchMatMul", { a: values(1, [13, 1]), b: values(2, [7, 1]) }, (i) => tf.matMul(i.a as T, i.b as T, false, true)],
  ["BatchMatMul", { a: values(1, [1, 13]), b: values(2, [1, 7]) }, (i) => tf.matMul(i.a as T, i.b as T, true, false)],
  ["BatchMatMul", { a: values(1, [3, 5, 1]), b: values(2, [3, 1, 4]) }, (i) => tf.matMul(i.a as T, i.b as T)],
  ["Reshape", { x: values(1, [6, 4]) }, ({ x }) => tf.reshape(x as T, [3, -1])],
  ...[
    [1, 0, 2],
    [2, 1, 0],
    [0, 2, 1],
    [1, 2, 0],
  ].map((perm): Case => ["Transpose", { x: values(1, [5, 9, 6]) }, ({ x }) => tf.transpose(x as T, perm)]),
  ["Transpose", { x: values(1, [35, 66]) }, ({ x }) => tf.transpose(x as T)],
  ["Slice", { x: values(1, [5, 9, 6]) }, ({ x }) => tf.slice(x as T, [1, 2, 3], [3, -1, 2])],
  ["Concat", { a: values(1, [5, 3]), b: values(2, [5, 4]) }, (i) => tf.concat([i.a as T, i.b as T, i.a as T], 1)],
  ["Concat", { a: values(1, [5, 3]), b: values(2, [2, 3]) }, (i) => tf.concat([i.a as T, i.b as T], 0)],
  ["Concat", { a: values(1, [5, 3]), b: values(2, [5, 3]) }, (i) => tf.stack([i.a as T, i.b as T], 1)],
  ["Slice", { a: values(1, [5, 3]) }, (i) => tf.addN(tf.unstack(i.a as T, 1))],
  ["Slice", { a: values(1, [5, 7]) }, (i) => (tf.split(i.a as T, [2, 5], 1) as [T, T])[1]],
  ["Tile", { x: values(1, [2, 3]) }, ({ x }) => tf.tile(x as T, [3, 2])],
  ["PadV2", { x: values(1, [4, 3]) }, ({ x }) => tf.pad(x as T, [[1, 2], [0, 3]], 0.5)], // biome-ignore format: pairs
  [
    "GatherV2",
    { x: values(1, [5, 4, 3]), at: tf.tensor1d([3, 0, 3], "int32") },
    (i) => tf.gather(i.x as T, i.at as tf.Tensor1D, 1),
  ],
  ["Cumsum", { x: values(1, [5, 4]) }, ({ x }) => tf.cumsum(x as T, 0, true, true)],
  ["Cumsum", { x: values(1, [5, 4]) }, ({ x }) => tf.cumsum(x as T, 1)],
  ["Softmax", { x: values(1, [5, 14], 3) }, ({ x }) => tf.softmax(x as T)],
  ["LogSoftmax", { x: values(1, [5, 14], 3) }, ({ x }) => tf.logSoftmax(x as T)],
  ["Sum", { x: values(1, [5, 14], 30) }, ({ x }) => tf.logSumExp(x as T, 1)],
  ["Add", {}, () => tf.add(tf.range(0, 7), tf.linspace(0, 1, 7))],
  ["Add", { x: values(1, [4]) }, ({ x }) => tf.add(tf.onesLike(x as T), tf.fill([4], 2.5))],
  ...["Exp", "Expm1", "Log", "Log1p", "Sigmoid", "Tanh", "Softplus", "Sqrt", "Relu", "Abs"].map(
    (kernel): Case => [kernel, { x: special }, ({ x }) => op(lower(kernel))(x as T)],
  ),
];
export const cases = [...unaryCases, ...binaryCases, ...comparisonCases, ...reductionCases, ...others];

/** What TensorFlow.js's own WebAssembly lacks or gets wrong (it casts to 255 as true): with the numbers that are right. */
export const known: [string, Record<string, T>, (i: Record<string, T>) => T, number[]][] = [
  ["Cast", { x: tf.tensor1d([0, -2, 0.5, Number.NaN]) }, ({ x }) => tf.cast(tf.cast(x as T, "bool"), "float32"), [0, 1, 1, 1]],
  [
    "UnsortedSegmentSum",
    { x: tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]), at: tf.tensor1d([2, 0, 2], "int32") },
    (i) => tf.unsortedSegmentSum(i.x as T, i.at as tf.Tensor1D, 4),
    [3, 4, 0, 0, 6, 8, 0, 0],
  ],
];

/** Gradient kernels that only gradients reach. */
export const gradientCases: [string, T, (x: T) => T][] = [
  ["EluGrad", values(1, [37]), (x) => tf.sum(tf.square(tf.elu(x)))],
  ["ReluGrad", values(1, [5, 7]), (x) => tf.sum(tf.square(tf.relu(x)))],
];

export function compare(found: Float32Array, expected: Float32Array): void {
  const wrong = Array.from(expected).flatMap((e, i) => {
    const f = found[i] as number;
    const same =
      Object.is(f, e) || f === e || (Number.isNaN(f) && Number.isNaN(e)) || Math.abs(f - e) < 1e-6 + 4e-6 * Math.abs(e);
    return same ? [] : [{ i, found: f, expected: e }];
  });
  expect(wrong).toEqual([]);
  expect(found.length).toBe(expected.length);
}

/** Tries all of them, against TensorFlow.js's own on the backend that runs. */
export function testCases(): void {
  test.each(cases)("%s", (kernel, inputs, compute) => {
    const step: Step = (_, i) => ({ out: compute(i) });
    const compiled = compileStep(step, { variables: {}, inputs });
    expect(compiled.about).toMatch(/^compiled/);
    const { out } = compiled.run(inputs);
    compiled.dispose();
    expect(kernelShapes).toHaveProperty(kernel);
    compare(
      out as Float32Array,
      tidied(() => Float32Array.from(compute(inputs).dataSync())),
    );
  });

  test.each(known)("%s", (_kernel, inputs, compute, expected) => {
    const compiled = compileStep((_, i) => ({ out: compute(i) }), { variables: {}, inputs });
    expect(compiled.about).toMatch(/^compiled/);
    expect(Array.from(compiled.run(inputs).out as Float32Array)).toEqual(expected);
    compiled.dispose();
  });

  test.each(gradientCases)("%s", (_kernel, x, f) => {
    const step: Step = ({ v }) => ({ y: f(v as T) });
    const optimizer = { objective: "y", groups: { all: ["v"] } };
    const compiled = compileStep(step, { variables: { v: x }, inputs: {}, optimizer });
    expect(compiled.about).toMatch(/^compiled/);
    compiled.run({});
    compare(
      compiled.gradients().v as Float32Array,
      tidied(() => Float32Array.from(tf.grad(f)(x).dataSync())),
    );
    compiled.dispose();
  });
}
