/**
 * Products of matrices for TensorFlow.js's WASM backend. Its own are right for one case only, two matrices as they are: transposed
 * operands and batches go through plain loops, 12 to 20 times slower, and the right operand is kept packed by data id, whatever shape
 * it was packed in, so that the same numbers as [4, 1] and then as [2, 2] give wrong products without a word.
 */
import * as tf from "@tensorflow/tfjs-core";
import { matMulScratch } from "../kernels/kernels.js";
import { broadcastShape } from "../program/kernelShapes.js";
import { matrixOffsets } from "../program/strides.js";
import { addressOf, kernelsOn, newOutput, type WasmBackend, withScratch } from "./wasmHeap.js";
import type { OwnKernel } from "./wasmKernels.js";

interface Product {
  readonly a: tf.TensorInfo;
  readonly b: tf.TensorInfo;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** [N] */
  readonly bias?: tf.TensorInfo | undefined;
  readonly relu?: boolean;
}

interface Sizes {
  readonly M: number;
  readonly N: number;
  readonly K: number;
}

/** Undefined for what is no product of float32 matrices with fitting sizes. */
function sizesOf({ a, b, transposeA, transposeB }: Product): Sizes | undefined {
  if (a.dtype !== "float32" || b.dtype !== "float32" || a.shape.length < 2 || b.shape.length < 2) return undefined;
  const [M, K] = [a.shape.at(transposeA ? -1 : -2), a.shape.at(transposeA ? -2 : -1)] as [number, number];
  const [N, inner] = [b.shape.at(transposeB ? -2 : -1), b.shape.at(transposeB ? -1 : -2)] as [number, number];
  return inner === K ? { M, N, K } : undefined;
}

/** @returns [...batch, M, N], the operands' batches broadcast */
function multiply(
  backend: WasmBackend,
  { a, b, transposeA, transposeB, bias, relu }: Product,
  { M, N, K }: Sizes,
): tf.TensorInfo {
  const shape = [...broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2)), M, N];
  const out = newOutput(backend, shape);
  const [x, y, to] = [a, b, out].map((tensor) => addressOf(backend, tensor)) as [number, number, number];
  const added = bias ? addressOf(backend, bias) : 0;
  const [aRow, aColumn] = transposeA ? [1, M] : [K, 1];
  const [bRow, bColumn] = transposeB ? [1, K] : [N, 1];
  const { matMul } = kernelsOn(backend);
  withScratch(backend, matMulScratch(M, K), (scratch) => {
    for (const [i, [fromA, fromB]] of matrixOffsets(a.shape, b.shape, shape).entries()) {
      const [p, q, r] = [x + 4 * fromA, y + 4 * fromB, to + 4 * i * M * N];
      matMul(M, N, K, p, aRow, aColumn, q, bRow, bColumn, r, added, relu ? 1 : 0, scratch);
    }
  });
  return out;
}

const batchMatMul: OwnKernel = (backend, inputs, attrs) => {
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  const product = { a: inputs.a as tf.TensorInfo, b: inputs.b as tf.TensorInfo, transposeA, transposeB };
  const sizes = sizesOf(product);
  return sizes && multiply(backend, product, sizes);
};

/** What may follow a product, and the kernel for it where it is not done with the product. */
const activations: Readonly<Record<string, string | undefined>> = {
  linear: undefined,
  relu: "Relu",
  relu6: "Relu6",
  elu: "Elu",
  sigmoid: "Sigmoid",
  leakyrelu: "LeakyRelu",
  prelu: "Prelu",
};

interface FusedAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly activation: string;
  readonly leakyreluAlpha?: number;
}

/** A bias for every column and relu in the product itself, other biases and activations by kernels of their own behind it. */
const fusedMatMul: OwnKernel = (backend, inputs, attrs) => {
  const { a, b, bias, preluActivationWeights } = inputs as Readonly<Record<string, tf.TensorInfo>> & Pick<Product, "a" | "b">;
  // TensorFlow.js has no names for a kernel's attributes.
  const { transposeA, transposeB, activation, leakyreluAlpha } = attrs as unknown as FusedAttributes;
  const sizes = sizesOf({ a, b, transposeA, transposeB });
  if (!sizes || !(activation in activations)) return undefined;
  const perColumn = bias?.dtype === "float32" && `${bias.shape}` === `${sizes.N}`;
  const relu = activation === "relu" && (!bias || perColumn);
  let out = multiply(backend, { a, b, transposeA, transposeB, bias: perColumn ? bias : undefined, relu }, sizes);
  const follow = (kernel: string, given: Readonly<Record<string, tf.TensorInfo | undefined>>): void => {
    const { kernelFunc } = tf.getKernel(kernel, "wasm");
    const [named, numbers] = [given as tf.NamedTensorInfoMap, { alpha: leakyreluAlpha } as tf.NamedAttrMap];
    const next = kernelFunc({ inputs: named, attrs: numbers, backend }) as tf.TensorInfo;
    backend.disposeData(out.dataId);
    out = next;
  };
  if (bias && !perColumn) follow("Add", { a: out, b: bias });
  const activate = relu ? undefined : activations[activation];
  if (activate) follow(activate, { x: out, alpha: preluActivationWeights });
  return out;
};

export const products: Readonly<Record<string, OwnKernel>> = { BatchMatMul: batchMatMul, _FusedMatMul: fusedMatMul };
