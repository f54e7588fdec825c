/**
 * Floe's kernels in the place of the WASM backend's own, where they were measured to be faster (docs/performance.md): it has plain
 * loops for tanh, exp, log and what resembles them, for extremes and comparisons; it calculates strides for every element that broadcasts; it
 * transposes before it sums columns, and slices in JavaScript. Left as they are: relu, sigmoid, elu, square, abs and neg, which are as fast or faster there.
 * Numbers other than float32 are always left to it.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Kernels } from "../kernels/kernels.js";
import { broadcastShape } from "../program/kernelShapes.js";
import { sizeOf } from "../program/program.js";
import { broadcastStrides, innerLoops, joined, reducedRuns, stridesOf } from "../program/strides.js";
import { addressOf, kernelsOn, newOutput, type WasmBackend, withScratch } from "./wasmHeap.js";

/** @returns undefined for a case that it leaves to the kernel that was there */
export type OwnKernel = (
  backend: WasmBackend,
  inputs: Readonly<Record<string, tf.TensorInfo | undefined>>,
  attrs: Readonly<Record<string, unknown>>,
) => tf.TensorInfo | undefined;

/** Names of exported functions, so that a table of kernels is a table of strings. */
type Name = Exclude<keyof Kernels, "sumSquares">;

const unary =
  (name: Name): OwnKernel =>
  (backend, inputs) => {
    const x = inputs.x as tf.TensorInfo;
    if (x.dtype !== "float32") return undefined;
    const out = newOutput(backend, x.shape);
    kernelsOn(backend)[name](sizeOf(x.shape), addressOf(backend, x), addressOf(backend, out));
    return out;
  };

/** Two tensors that broadcast to `shape`, the result to the address `to`. */
function combine(
  backend: WasmBackend,
  name: Name,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  shape: readonly number[],
  to: number,
): void {
  const [p, q] = [addressOf(backend, a), addressOf(backend, b)];
  const run = kernelsOn(backend)[name];
  const [n, left, right] = [sizeOf(shape), sizeOf(a.shape), sizeOf(b.shape)];
  if ((left === n || left === 1) && (right === n || right === 1)) {
    run(1, 1, n, p, 0, 0, left === n ? 1 : 0, q, 0, 0, right === n ? 1 : 0, to);
    return;
  }
  const strides = [a.shape, b.shape, shape].map((from) => broadcastStrides(from, shape));
  const { dims, starts, strides: walked } = innerLoops(joined(shape, strides), 3);
  const [byA, byB] = walked as [readonly number[], readonly number[]];
  for (const [i, j, k] of starts as readonly (readonly [number, number, number])[])
    run(...dims, p + 4 * i, ...byA, q + 4 * j, ...byB, to + 4 * k);
}

const binary =
  (name: Name): OwnKernel =>
  (backend, inputs) => {
    const [a, b] = [inputs.a, inputs.b] as [tf.TensorInfo, tf.TensorInfo];
    if (a.dtype !== "float32" || b.dtype !== "float32") return undefined;
    const shape = broadcastShape(a.shape, b.shape);
    const out = newOutput(backend, shape);
    combine(backend, name, a, b, shape, addressOf(backend, out));
    return out;
  };

/** Our kernels write 0 and 1 as float32, TensorFlow.js keeps them as bytes. */
const comparison =
  (name: Name): OwnKernel =>
  (backend, inputs) => {
    const [a, b] = [inputs.a, inputs.b] as [tf.TensorInfo, tf.TensorInfo];
    if (a.dtype !== "float32" || b.dtype !== "float32") return undefined;
    const shape = broadcastShape(a.shape, b.shape);
    const out = newOutput(backend, shape, "bool");
    const n = sizeOf(shape);
    withScratch(backend, 4 * n, (scratch) => {
      combine(backend, name, a, b, shape, scratch);
      kernelsOn(backend).toBytes(n, scratch, addressOf(backend, out));
    });
    return out;
  };

/** Over neighbouring axes; axes with others between them are left to TensorFlow.js, which transposes. */
const reduction =
  (name: Name, { mean = false } = {}): OwnKernel =>
  (backend, inputs, { axis, reductionIndices, keepDims }) => {
    const x = inputs.x as tf.TensorInfo;
    if (x.dtype !== "float32") return undefined;
    const asked = axis ?? reductionIndices; // Max alone calls them otherwise
    const axes = tf.util.parseAxisParam(asked as number[], x.shape);
    const [run, ...more] = reducedRuns(x.shape, axes);
    if (!run || more.length > 0) return undefined;
    const shape = keepDims ? x.shape.map((d, i) => (axes.includes(i) ? 1 : d)) : x.shape.filter((_, i) => !axes.includes(i));
    const out = newOutput(backend, shape);
    const kernels = kernelsOn(backend);
    const to = addressOf(backend, out);
    kernels[name](run.outer, run.reduced, run.inner, addressOf(backend, x), to);
    if (mean) kernels.scale(run.outer * run.inner, to, to, 1 / run.reduced, 0);
    return out;
  };

/** Of matrices. */
const transpose: OwnKernel = (backend, inputs, { perm }) => {
  const x = inputs.x as tf.TensorInfo;
  if (x.dtype !== "float32" || `${perm}` !== "1,0") return undefined;
  const [m, n] = x.shape as [number, number];
  const out = newOutput(backend, [n, m]);
  kernelsOn(backend).stridedCopy(1, 1, n, m, addressOf(backend, x), 0, 0, 1, n, addressOf(backend, out), 0, 0, m, 1);
  return out;
};

/** TensorFlow.js copies in JavaScript, by a view for every row. */
const slice: OwnKernel = (backend, inputs, { begin, size }) => {
  const x = inputs.x as tf.TensorInfo;
  const rank = x.shape.length;
  if (x.dtype !== "float32" || rank === 0 || rank > 4) return undefined;
  const [start, extent] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin as number[], size as number[]) as [
    number[],
    number[],
  ];
  tf.slice_util.assertParamsValid(x as tf.Tensor, start, extent);
  const out = newOutput(backend, extent);
  const from = stridesOf(x.shape);
  const first = start.reduce((sum, at, i) => sum + at * (from[i] as number), 0);
  const toFour = (list: readonly number[], filler: number) => [...new Array<number>(4 - rank).fill(filler), ...list];
  const [dims, steps, own] = [toFour(extent, 1), toFour(from, 0), toFour(stridesOf(extent), 0)];
  kernelsOn(backend).stridedCopy(...dims, addressOf(backend, x) + 4 * first, ...steps, addressOf(backend, out), ...own);
  return out;
};

/** dy where x > 0, else 0: TensorFlow.js has no such kernel (reluGradient.ts). */
export const reluGradName = "FloeReluGrad";
const reluGrad: OwnKernel = (backend, inputs) => {
  const [dy, x] = [inputs.dy, inputs.x] as [tf.TensorInfo, tf.TensorInfo];
  const out = newOutput(backend, x.shape);
  kernelsOn(backend).reluGrad(sizeOf(x.shape), addressOf(backend, dy), addressOf(backend, x), addressOf(backend, out));
  return out;
};

export const kernelTable: Readonly<Record<string, OwnKernel>> = {
  Exp: unary("exp"),
  Expm1: unary("expm1"),
  Log: unary("log"),
  Log1p: unary("log1p"),
  Tanh: unary("tanh"),
  Softplus: unary("softplus"),
  Asinh: unary("asinh"),
  Sqrt: unary("sqrt"),
  Rsqrt: unary("rsqrt"),
  Reciprocal: unary("reciprocal"),
  Add: binary("add"),
  Sub: binary("sub"),
  Multiply: binary("mul"),
  RealDiv: binary("div"),
  Maximum: binary("max"),
  Minimum: binary("min"),
  SquaredDifference: binary("squaredDifference"),
  Equal: comparison("equal"),
  NotEqual: comparison("notEqual"),
  Greater: comparison("greater"),
  GreaterEqual: comparison("greaterEqual"),
  Less: comparison("less"),
  LessEqual: comparison("lessEqual"),
  Sum: reduction("reduceSum"),
  Mean: reduction("reduceSum", { mean: true }),
  Max: reduction("reduceMax"),
  Min: reduction("reduceMin"),
  Transpose: transpose,
  Slice: slice,
  [reluGradName]: reluGrad,
};
