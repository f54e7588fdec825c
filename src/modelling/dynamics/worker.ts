/** What a thread runs: a block of paths, handed back without a copy. */
import { Tinypool } from "tinypool";
import type { Key } from "../../contracts/values.js";
import { type SdeModel, simulateBlock } from "./block.js";

export interface Task {
  readonly model: SdeModel;
  readonly key: Key;
  /** Parameters of the block's candidates, [n, parameters]. */
  readonly theta: Float32Array;
  /** Number of the first candidate. */
  readonly first: number;
}

/** The pool's entry. The arrays change hands instead of being copied. */
export default function run({ model, key, theta, first }: Task): unknown {
  const survivors = simulateBlock(model, key, theta, first);
  const buffers = [survivors.theta.buffer, survivors.paths.buffer, survivors.candidate.buffer];
  return Tinypool.move({ [Tinypool.transferableSymbol]: buffers, [Tinypool.valueSymbol]: survivors } as never);
}
