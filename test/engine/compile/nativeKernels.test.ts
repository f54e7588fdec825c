/** Every operation on the native executor against the same kernel run eagerly by tfjs-node, or where it has none, plain loops. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { nativeExecutor } from "../../../src/engine/compile/native/executor.js";
import { binaries, comparisons, kernelShapes, unaries } from "../../../src/engine/program/kernelShapes.js";
import type { Operation, Program, Value } from "../../../src/engine/program/program.js";
import { tidied } from "../../../src/engine/tensors.js";
import { oneOperation } from "./programBuilder.js";

const nothingTrained = { groups: {}, adam: {} };

interface Case {
  readonly given: () => tf.Tensor[];
  readonly attrs?: Operation["attrs"];
  /** Row-major, where tfjs-node is not asked. */
  readonly expected?: readonly number[];
}

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const odd = [-infinity, -2.5, -1.5, -1, -0.5, 0, 0.3, 0.5, 1, 1.5, 2.5, 88, infinity, nan];
const bools = (values: number[], shape: number[]) => tf.tensor(values, shape, "bool");
const ints = (values: number[], shape: number[]) => tf.tensor(values, shape, "int32");
/** Distinct numbers of both signs, none of them whole. */
const numbers = (shape: number[], from = 1) => {
  const size = shape.reduce((p, d) => p * d, 1);
  return tf.tensor(
    Array.from({ length: size }, (_, i) => 3 * Math.sin(1.7 * i + from)),
    shape,
  );
};

const one = (attrs: Operation["attrs"], ...shapes: number[][]): Case => ({
  given: () => shapes.map((shape, i) => numbers(shape, i + 1)),
  attrs,
});
const oddNumbers = (attrs: Operation["attrs"] = {}): Case => ({ given: () => [tf.tensor1d(odd)], attrs });
const oddPairs: Case = {
  given: () => [tf.tensor2d(odd, [odd.length, 1]), tf.tensor1d([-infinity, -1.5, -1, 0, 0.5, 2, infinity, nan])],
};
const wholePairs: Case = { given: () => [ints([-7, 7, -6, 6, 0, 1], [6, 1]), ints([-2, 2, 3], [3])] };
const truths: Case = { given: () => [bools([0, 0, 1, 1], [4]), bools([0, 1, 0, 1], [4])] };

const wholeBinaries = "Add Sub Multiply Maximum Minimum SquaredDifference FloorDiv Mod".split(" ");
const logical = ["LogicalAnd", "LogicalOr"];
const binaryCases = (kernel: string): Case[] => [
  oddPairs,
  one({}, [3, 1, 2], [4, 1]),
  ...(wholeBinaries.includes(kernel) ? [wholePairs] : []),
];
const comparisonCases = (kernel: string): Case[] =>
  logical.includes(kernel)
    ? [truths]
    : [oddPairs, wholePairs, ...(kernel.endsWith("qual") && !/er|ss/.test(kernel) ? [truths] : [])];
const reductionCases = (name: "axis" | "reductionIndices"): Case[] => [
  one({ [name]: [0, 2], keepDims: false }, [2, 3, 4]),
  one({ [name]: [1], keepDims: true }, [2, 3, 4]),
  one({ [name]: [0, 1], keepDims: false }, [2, 3]),
  one({ [name]: [], keepDims: false }, []),
];
const wholeSum: Case = { given: () => [ints([1, 2, 3, 4, 5, -6], [2, 3])], attrs: { axis: [1], keepDims: false } };
const share = (log: boolean): number[] => {
  const [x, sum] = [[1, 2, -3], Math.exp(1) + Math.exp(2) + Math.exp(-3)];
  return x.map((value) => (log ? value - Math.log(sum) : Math.exp(value) / sum));
};

const cases: Record<string, Case[]> = {
  ...Object.fromEntries(unaries.map((kernel) => [kernel, [oddNumbers()]])),
  ...Object.fromEntries(binaries.map((kernel) => [kernel, binaryCases(kernel)])),
  ...Object.fromEntries(comparisons.map((kernel) => [kernel, comparisonCases(kernel)])),
  IsNan: [oddNumbers()],
  IsInf: [oddNumbers()],
  IsFinite: [oddNumbers()],
  LogicalNot: [{ given: () => [bools([0, 1], [2])] }],
  Sum: [...reductionCases("axis"), wholeSum, { given: () => [bools([1, 1, 0], [3])], attrs: { axis: [0] }, expected: [2] }],
  Mean: reductionCases("axis"),
  Max: reductionCases("reductionIndices"),
  Min: reductionCases("axis"),
  Step: [oddNumbers({ alpha: 0 }), oddNumbers({ alpha: 0.25 })],
  LeakyRelu: [oddNumbers({ alpha: 0.2 })],
  ClipByValue: [
    oddNumbers({ clipValueMin: -1.25, clipValueMax: 2 }),
    { given: () => [ints([-5, 0, 5], [3])], attrs: { clipValueMin: -2, clipValueMax: 3 } },
  ],
  EluGrad: [one({}, [3, 4], [3, 4])],
  Cast: [
    { given: () => [tf.tensor1d([-2.7, -0.5, 0, 0.5, 2.7])], attrs: { dtype: "int32" } },
    { given: () => [tf.tensor1d([-2.7, -0, 0, 1e-9])], attrs: { dtype: "bool" } },
    { given: () => [ints([-3, 0, 7], [3])], attrs: { dtype: "float32" } },
    { given: () => [bools([1, 0], [2])], attrs: { dtype: "float32" } },
    { given: () => [bools([1, 0], [2])], attrs: { dtype: "int32" } },
  ],
  Select: [
    { given: () => [bools([1, 0, 0, 1], [2, 2]), numbers([2, 2]), numbers([2, 2], 5)] },
    { given: () => [bools([1, 0], [2]), ints([1, 2], [2]), ints([3, 4], [2])] },
  ],
  BatchMatMul: [
    one({ transposeA: false, transposeB: false }, [3, 4], [4, 2]),
    one({ transposeA: true, transposeB: false }, [4, 3], [4, 2]),
    one({ transposeA: false, transposeB: true }, [3, 4], [2, 4]),
    one({ transposeA: true, transposeB: true }, [4, 3], [2, 4]),
    one({ transposeA: false, transposeB: true }, [5, 3, 4], [1, 2, 4]),
  ],
  Reshape: [one({ shape: [4, 3] }, [2, 6]), one({ shape: [] }, [1, 1])],
  Transpose: [one({ perm: [2, 0, 1] }, [2, 3, 4]), { given: () => [ints([1, 2, 3, 4], [2, 2])], attrs: { perm: [1, 0] } }],
  Slice: [
    one({ begin: [1, 0], size: [2, 3] }, [4, 5]),
    { given: () => [bools([1, 0, 0], [3])], attrs: { begin: [0], size: [2] } },
  ],
  Concat: [
    one({ axis: 1 }, [2, 1], [2, 3], [2, 2]),
    { given: () => [tf.tensor1d([1, 2])], attrs: { axis: 0 }, expected: [1, 2] },
  ],
  Tile: [one({ reps: [2, 3] }, [2, 2])],
  PadV2: [
    one(
      {
        paddings: [
          [1, 2],
          [0, 1],
        ],
        constantValue: 0.5,
      },
      [2, 3],
    ),
  ],
  GatherV2: [
    { given: () => [numbers([4, 3]), ints([2, 0, 2, 3], [2, 2])], attrs: { axis: 0, batchDims: 0 } },
    { given: () => [numbers([2, 3, 2]), ints([2, 0], [2])], attrs: { axis: 1, batchDims: 0 } },
  ],
  UnsortedSegmentSum: [{ given: () => [numbers([4, 3]), ints([2, 0, 2, 1], [4])], attrs: { numSegments: 4 } }],
  Cumsum: [one({ axis: 1, exclusive: false, reverse: false }, [2, 4]), one({ axis: 0, exclusive: true, reverse: true }, [4, 2])],
  Softmax: [one({}, [3, 4]), { given: () => [tf.tensor2d([[1, 2, -3]])], expected: share(false) }],
  LogSoftmax: [{ given: () => [tf.tensor2d([[1, 2, -3]])], expected: share(true) }],
};

function compiled(program: Program, given: tf.Tensor[]): number[] {
  const executable = nativeExecutor(program, nothingTrained);
  try {
    const { y } = executable.run(Object.fromEntries(given.map((tensor, i) => [`${i}`, tensor])));
    return Array.from(y as Float32Array);
  } finally {
    executable.dispose();
  }
}

function eager(kernel: string, given: tf.Tensor[], attrs: Operation["attrs"]): number[] {
  const names = kernelShapes[kernel]?.inputs ?? [];
  const inputs = names === "list" ? given : Object.fromEntries(names.map((name, i) => [name, given[i] as tf.Tensor]));
  const made = tf.engine().runKernel(kernel, inputs as tf.NamedTensorMap, attrs as tf.NamedAttrMap) as unknown as tf.Tensor;
  return Array.from(made.dataSync(), Number);
}

/** Equal but for rounding; NaN and infinities in the same places. */
function expectAlike(found: readonly number[], wanted: readonly number[]): void {
  const gap = (x: number, y: number) => (Object.is(x, y) || x === y ? 0 : Math.abs(x - y) / Math.max(1, Math.abs(y)));
  const far = found.map((x, i) => [x, wanted[i] as number] as const).filter(([x, y]) => !(gap(x, y) <= 1e-6));
  expect({ length: found.length, far }).toEqual({ length: wanted.length, far: [] });
}

describe.skipIf(tf.getBackend() !== "tensorflow")("on native TensorFlow", () => {
  test.each(Object.keys(kernelShapes))("%s", (kernel) => {
    const list = cases[kernel] ?? [];
    expect(list.length, "cases for this kernel").toBeGreaterThan(0);
    tidied(() => {
      for (const { given, attrs = {}, expected } of list) {
        const tensors = given();
        expectAlike(compiled(oneOperation(kernel, tensors, attrs), tensors), expected ?? eager(kernel, tensors, attrs));
      }
    });
  });

  test("ReluGrad, which the simplifier makes", () => {
    tidied(() => {
      const tensors = [tf.tensor1d([5, 6, 7, -8]), tf.tensor1d([2, 0, -1, 0.5])];
      const result: Value = { shape: [4], dtype: "float32" };
      expectAlike(compiled(oneOperation("ReluGrad", tensors, {}, result), tensors), [5, 0, 0, -8]);
    });
  });
});
