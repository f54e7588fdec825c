/** Products of matrices, with the bias and the relu behind them. */
import type { ValueId } from "../program.js";
import { matrixOffsets } from "../strides.js";
import type { Emit } from "./emitter.js";
import { matMulScratch } from "./kernels.js";

/** Attributes `bias` (then there is a third input, [N]) and `relu` come from `fuseEpilogues`, for matrices only. */
export const emitMatMul: Emit = (emitter, { inputs, outputs, attrs }) => {
  const [a, b, third] = inputs as [ValueId, ValueId, ValueId?];
  const [output] = outputs as [ValueId];
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  const [aShape, bShape, shape] = [a, b, output].map((id) => emitter.value(id).shape) as [number[], number[], number[]];
  const [M, N] = shape.slice(-2) as [number, number];
  const K = aShape.at(transposeA ? -2 : -1) as number;
  const [aRow, aColumn] = transposeA ? [1, M] : [K, 1];
  const [bRow, bColumn] = transposeB ? [1, K] : [N, 1];
  const scratch = emitter.scratch(matMulScratch(M, K));
  const bias = third === undefined ? 0 : emitter.at(third);
  const relu = attrs.relu ? 1 : 0;
  const { matMul } = emitter.kernels;
  const [x, y, out] = [emitter.at(a), emitter.at(b), emitter.at(output)];
  for (const [i, [fromA, fromB]] of matrixOffsets(aShape, bShape, shape).entries()) {
    const [p, q, r] = [x + 4 * fromA, y + 4 * fromB, out + 4 * i * M * N];
    emitter.call(() => matMul(M, N, K, p, aRow, aColumn, q, bRow, bColumn, r, bias, relu, scratch));
  }
};
