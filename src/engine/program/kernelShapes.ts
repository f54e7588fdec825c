/**
 * The operations that can be compiled, each with the order of its inputs, the shape of its result and its attributes as executors
 * find them: axes counted from 0, sizes never -1. What is not here is refused.
 */
import { type DType, sizeOf, type Value } from "./program.js";

type Attrs = Readonly<Record<string, unknown>>;

export interface KernelShape {
  /** Names of the inputs; "list" where any number of them comes as an array. */
  readonly inputs: readonly string[] | "list";
  /** @returns the result and, where they need settling, the attributes */
  result(inputs: readonly Value[], attrs: Attrs): Value & { readonly attrs?: Attrs };
}

const unaryNames =
  "Abs Neg Exp Expm1 Log Log1p Sqrt Rsqrt Square Reciprocal Relu Relu6 Sigmoid Tanh Softplus Elu Erf Sign Floor Ceil Round Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh";
const binaryNames = "Add Sub Multiply RealDiv Maximum Minimum Pow SquaredDifference FloorDiv Mod Atan2";
const comparisonNames = "Greater GreaterEqual Less LessEqual Equal NotEqual LogicalAnd LogicalOr";

const words = (names: string): readonly string[] => names.split(" ");
export const unaries: readonly string[] = words(unaryNames);
export const binaries: readonly string[] = words(binaryNames);
export const comparisons: readonly string[] = words(comparisonNames);
export const reductions = ["Sum", "Mean", "Max", "Min"] as const;

/** The shape that two shapes broadcast to (NumPy's rule). @throws Error when they do not */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    if (x !== y && x !== 1 && y !== 1) throw new Error(`shapes [${a}] and [${b}] do not broadcast`);
    return x === 1 ? y : x;
  });
}

const absolute = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

const same = (x: Value): Value => ({ shape: x.shape, dtype: x.dtype });
const first = (inputs: readonly Value[]): Value => inputs[0] as Value;

const unary: KernelShape = { inputs: ["x"], result: (inputs) => same(first(inputs)) };
const toBool: KernelShape = { inputs: ["x"], result: (inputs) => ({ shape: first(inputs).shape, dtype: "bool" }) };
const binary = (dtype?: DType): KernelShape => ({
  inputs: ["a", "b"],
  result: ([a, b]) => ({
    shape: broadcastShape((a as Value).shape, (b as Value).shape),
    dtype: dtype ?? (a as Value).dtype,
  }),
});
const reduction: KernelShape = {
  inputs: ["x"],
  result([x], { axis: sumAxis, reductionIndices, keepDims }) {
    const { shape, dtype } = x as Value;
    const axis = sumAxis ?? reductionIndices; // Max alone calls them otherwise
    const asked = axis === undefined || axis === null ? shape.map((_, i) => i) : [axis as number | number[]].flat();
    const axes = asked.map((a) => absolute(a, shape.length)).sort((a, b) => a - b);
    const kept = shape.map((d, i) => (axes.includes(i) ? 1 : d));
    const left = keepDims ? kept : shape.filter((_, i) => !axes.includes(i));
    return { shape: left, dtype: dtype === "bool" ? "int32" : dtype, attrs: { axes } };
  },
};
const alongLast: KernelShape = {
  inputs: ["logits"],
  result([x]) {
    return same(x as Value); // TensorFlow.js itself refuses other axes than the last
  },
};

const others: Record<string, KernelShape> = {
  LogicalNot: toBool,
  IsNan: toBool,
  IsInf: toBool,
  IsFinite: toBool,
  Step: { inputs: ["x"], result: ([x], { alpha }) => ({ ...same(x as Value), attrs: { alpha: alpha ?? 0 } }) },
  LeakyRelu: { inputs: ["x"], result: ([x], { alpha }) => ({ ...same(x as Value), attrs: { alpha } }) },
  ClipByValue: {
    inputs: ["x"],
    result: ([x], { clipValueMin, clipValueMax }) => ({ ...same(x as Value), attrs: { clipValueMin, clipValueMax } }),
  },
  EluGrad: { inputs: ["dy", "y"], result: (inputs) => same(first(inputs)) },
  Cast: { inputs: ["x"], result: ([x], { dtype }) => ({ shape: (x as Value).shape, dtype: dtype as DType, attrs: {} }) },
  Select: {
    inputs: ["condition", "t", "e"],
    result: ([, t]) => same(t as Value), // TensorFlow.js broadcasts all three before
  },
  BatchMatMul: {
    inputs: ["a", "b"],
    result([a, b], { transposeA, transposeB }) {
      const [x, y] = [(a as Value).shape, (b as Value).shape];
      const rows = x.at(transposeA ? -1 : -2) as number;
      const columns = y.at(transposeB ? -2 : -1) as number;
      const batch = broadcastShape(x.slice(0, -2), y.slice(0, -2));
      const attrs = { transposeA: Boolean(transposeA), transposeB: Boolean(transposeB) };
      return { shape: [...batch, rows, columns], dtype: "float32", attrs };
    },
  },
  Reshape: {
    inputs: ["x"],
    result([x], { shape }) {
      const size = sizeOf((x as Value).shape);
      const asked = shape as number[];
      const known = sizeOf(asked.filter((d) => d !== -1));
      return { shape: asked.map((d) => (d === -1 ? size / known : d)), dtype: (x as Value).dtype, attrs: {} };
    },
  },
  Transpose: {
    inputs: ["x"],
    result([x], { perm }) {
      const { shape, dtype } = x as Value;
      return { shape: (perm as number[]).map((axis) => shape[axis] as number), dtype, attrs: { perm } };
    },
  },
  Slice: {
    inputs: ["x"],
    result([x], { begin, size }) {
      const { shape, dtype } = x as Value;
      const from = shape.map((_, i) => ([begin].flat() as number[])[i] ?? 0);
      const sizes = shape.map((d, i) => {
        const asked = ([size].flat() as number[])[i] ?? -1;
        return asked === -1 ? d - (from[i] as number) : asked;
      });
      return { shape: sizes, dtype, attrs: { begin: from, size: sizes } };
    },
  },
  Concat: {
    inputs: "list",
    result(inputs, { axis }) {
      const { shape, dtype } = first(inputs);
      const at = absolute(axis as number, shape.length);
      const total = inputs.reduce((sum, { shape: s }) => sum + (s[at] as number), 0);
      return { shape: shape.map((d, i) => (i === at ? total : d)), dtype, attrs: { axis: at } };
    },
  },
  Tile: {
    inputs: ["x"],
    result([x], { reps }) {
      const { shape, dtype } = x as Value;
      return { shape: shape.map((d, i) => d * ((reps as number[])[i] as number)), dtype, attrs: { reps } };
    },
  },
  PadV2: {
    inputs: ["x"],
    result([x], { paddings, constantValue }) {
      const { shape, dtype } = x as Value;
      const pads = paddings as [number, number][];
      const padded = shape.map((d, i) => d + (pads[i]?.[0] ?? 0) + (pads[i]?.[1] ?? 0));
      return { shape: padded, dtype, attrs: { paddings: pads, constantValue } };
    },
  },
  GatherV2: {
    inputs: ["x", "indices"],
    result([x, indices], { axis, batchDims }) {
      if (batchDims) throw new Error("gather with batch dimensions");
      const { shape, dtype } = x as Value;
      const at = absolute((axis as number) ?? 0, shape.length);
      return { shape: [...shape.slice(0, at), ...(indices as Value).shape, ...shape.slice(at + 1)], dtype, attrs: { axis: at } };
    },
  },
  UnsortedSegmentSum: {
    inputs: ["x", "segmentIds"],
    result([x], { numSegments }) {
      const { shape, dtype } = x as Value;
      return { shape: [numSegments as number, ...shape.slice(1)], dtype, attrs: { numSegments } };
    },
  },
  Cumsum: {
    inputs: ["x"],
    result([x], { axis, exclusive, reverse }) {
      const at = absolute(axis as number, (x as Value).shape.length);
      return { ...same(x as Value), attrs: { axis: at, exclusive: Boolean(exclusive), reverse: Boolean(reverse) } };
    },
  },
  Softmax: alongLast,
  LogSoftmax: alongLast,
};

const listed = (names: readonly string[], shape: KernelShape) => names.map((name) => [name, shape] as const);

export const kernelShapes: Readonly<Record<string, KernelShape>> = {
  ...Object.fromEntries([
    ...listed(unaries, unary),
    ...listed(binaries, binary()),
    ...listed(comparisons, binary("bool")),
    ...listed(reductions, reduction),
  ]),
  ...others,
};
