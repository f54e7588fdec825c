/** Products of matrices, with the bias and the relu behind them. */
import type { ValueId } from "../program.js";
import { broadcastStrides } from "../strides.js";
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
  for (const [i, [fromA, fromB]] of batches(aShape, bShape, shape).entries()) {
    const [p, q, r] = [x + 4 * fromA, y + 4 * fromB, out + 4 * i * M * N];
    emitter.call(() => matMul(M, N, K, p, aRow, aColumn, q, bRow, bColumn, r, bias, relu, scratch));
  }
};

/** Offsets in elements of both operands for every matrix of the batch. */
function batches(a: readonly number[], b: readonly number[], out: readonly number[]): [number, number][] {
  const batch = out.slice(0, -2);
  const [matrixA, matrixB] = [a, b].map((s) => (s.at(-1) as number) * (s.at(-2) as number)) as [number, number];
  const [sa, sb] = [broadcastStrides(a.slice(0, -2), batch), broadcastStrides(b.slice(0, -2), batch)];
  let offsets: [number, number][] = [[0, 0]];
  for (const [axis, count] of batch.entries())
    offsets = offsets.flatMap(([p, q]) =>
      Array.from({ length: count }, (_, i): [number, number] => [
        p + i * (sa[axis] as number) * matrixA,
        q + i * (sb[axis] as number) * matrixB,
      ]),
    );
  return offsets;
}
