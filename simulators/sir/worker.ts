/** What a thread runs: some blocks of paths, handed back without a copy. */
import { Tinypool } from "tinypool";
import type { Key } from "../../src/contracts/values.js";
import { gridPoints, type Model, type Survivors, simulateBlock } from "./block.js";

export interface Task {
  readonly model: Model;
  readonly key: Key;
  /** Blocks [from, to). */
  readonly from: number;
  readonly to: number;
}

export function simulateBlocks({ model, key, from, to }: Task): Survivors {
  const blocks = Array.from({ length: to - from }, (_, i) => simulateBlock(model, key, from + i));
  const count = blocks.reduce((sum, block) => sum + block.candidate.length, 0);
  const all: Survivors = {
    theta: new Float32Array(2 * count),
    paths: new Float32Array(gridPoints * count),
    candidate: new Uint32Array(count),
  };
  let at = 0;
  for (const { theta, paths, candidate } of blocks) {
    all.theta.set(theta, 2 * at);
    all.paths.set(paths, gridPoints * at);
    all.candidate.set(candidate, at);
    at += candidate.length;
  }
  return all;
}

/** The pool's entry. The arrays change hands instead of being copied. */
export default function run(task: Task): unknown {
  const survivors = simulateBlocks(task);
  const buffers = [survivors.theta.buffer, survivors.paths.buffer, survivors.candidate.buffer];
  return Tinypool.move({ [Tinypool.transferableSymbol]: buffers, [Tinypool.valueSymbol]: survivors } as never);
}
