/** Products of matrices, with the bias and the relu behind them. */

import { matMulScratch, sparseDepth, sparseMatMulScratch } from "../../kernels/kernels.js";
import type { ValueId } from "../../program/program.js";
import { matrixOffsets } from "../../program/strides.js";
import type { Emit, Emitter } from "./emitter.js";

interface Product {
  readonly M: number;
  readonly N: number;
  readonly K: number;
  /** Address, and strides of rows and columns, of each operand. */
  readonly a: readonly [number, number, number];
  readonly b: readonly [number, number, number];
  readonly out: number;
  /** Address, 0 for none. */
  readonly bias: number;
  readonly relu: number;
}

/**
 * Attributes `bias` (then there is a third input, [N]) and `relu` come from `fuseEpilogues`, `zerosIn` (which operand has many) from
 * `markZeros`, all for matrices only.
 */
export const emitMatMul: Emit = (emitter, { inputs, outputs, attrs }) => {
  const [a, b, third] = inputs as [ValueId, ValueId, ValueId?];
  const [output] = outputs as [ValueId];
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  const [aShape, bShape, shape] = [a, b, output].map((id) => emitter.value(id).shape) as [number[], number[], number[]];
  const [M, N] = shape.slice(-2) as [number, number];
  const K = aShape.at(transposeA ? -2 : -1) as number;
  const [aRow, aColumn] = transposeA ? [1, M] : [K, 1];
  const [bRow, bColumn] = transposeB ? [1, K] : [N, 1];
  const bias = third === undefined ? 0 : emitter.at(third);
  const [x, y, out] = [emitter.at(a), emitter.at(b), emitter.at(output)];
  for (const [i, [fromA, fromB]] of matrixOffsets(aShape, bShape, shape).entries()) {
    const product: Product = {
      ...{ M, N, K, bias, relu: attrs.relu ? 1 : 0 },
      a: [x + 4 * fromA, aRow, aColumn],
      b: [y + 4 * fromB, bRow, bColumn],
      out: out + 4 * i * M * N,
    };
    if (!emitSparse(emitter, product, attrs.zerosIn as number | undefined)) emitDense(emitter, product);
  }
};

function emitDense({ kernels, call, scratch }: Emitter, { M, N, K, a, b, out, bias, relu }: Product): void {
  if (K === 1 && !bias && !relu) {
    // a column times a row: no sums, so no tiles
    call(() => kernels.mul(1, M, N, a[0], 0, a[1], 0, b[0], 0, 0, b[2], out));
    return;
  }
  const room = scratch(matMulScratch(M, K));
  call(() => kernels.matMul(M, N, K, ...a, ...b, out, bias, relu, room));
}

/** Below this many columns, making the lists takes what they save. */
const fewestColumns = 64;

/** @returns false, with nothing emitted, when no operand has many zeros or the shape does not suit */
function emitSparse({ kernels, call, scratch }: Emitter, product: Product, zerosIn: number | undefined): boolean {
  const { M, N, K, a, b, out, bias, relu } = product;
  const suits = (columns: number) => columns % 32 === 0 && columns >= fewestColumns;
  const room = () => scratch(sparseMatMulScratch(Math.max(M, N), Math.max(M, N), K));
  if (zerosIn === 0 && suits(N)) {
    const at = room();
    call(() => kernels.sparseMatMul(M, N, K, ...a, ...b, out, bias, relu, 0, at));
    return true;
  }
  if (zerosIn !== 1 || !suits(M) || N % 4 || K > sparseDepth || bias || relu) return false;
  // C' = B'A', stored transposed
  const [from, row, column] = b;
  const at = room();
  call(() => kernels.sparseMatMul(N, M, K, from, column, row, a[0], a[2], a[1], out, 0, 0, 1, at));
  return true;
}
