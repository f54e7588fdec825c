/** Fresh draws for evaluation, apart from everything that was trained on: outer samples in blocks, and thetas to contrast them with. */
import * as tf from "@tensorflow/tfjs-core";
import { fold, keyFor, split } from "./random.js";
import type { Draw, Key, Simulator } from "./types.js";

export interface Pool {
  readonly blocks: number;
  /** Outer samples of each block. */
  readonly perBlock: number;
  /** Thetas against which each outer sample is contrasted. */
  readonly contrasts: number;
  outer(block: number): Draw;
  /** n thetas [n, p] from position `from` of the block's contrasts; successive calls of a block cover [0, contrasts). */
  thetas(block: number, from: number, n: number): tf.Tensor2D;
  notes(): string[];
}

/** Standard errors come from the spread between blocks: a hundred give the error itself to 7 %, and share few contrasts. */
const mostBlocks = 100;
const fewestPerBlock = 20;

/** @param samples outer samples, rounded up to whole blocks */
export async function openPool(
  simulator: Simulator,
  key: Key,
  samples: number,
  contrasts: number,
  signal?: AbortSignal,
): Promise<Pool> {
  const blocks = Math.max(2, Math.min(mostBlocks, Math.floor(samples / fewestPerBlock)));
  const sizes = { blocks, perBlock: Math.ceil(samples / blocks), contrasts };
  return simulator.bank ? bankedPool(simulator.bank, key, sizes, signal) : directPool(simulator, key, sizes);
}

type Sizes = Pick<Pool, "blocks" | "perBlock" | "contrasts">;

function directPool(simulator: Simulator, key: Key, sizes: Sizes): Pool {
  const k = split(key, "outer", "contrasts");
  const draw = simulator.draw as NonNullable<Simulator["draw"]>;
  return {
    ...sizes,
    outer: (block) => draw(fold(k.outer, block), sizes.perBlock),
    // A chunk's key depends on where it starts, so every block has contrasts of its own.
    thetas: (block, from, n) => simulator.prior.sample(fold(fold(k.contrasts, block), from), n),
    notes: () => [],
  };
}

/** The bank's own members are the (effective) prior: outer samples first, all others serve as contrasts of every block. */
async function bankedPool<B>(bank: NonNullable<Simulator["bank"]>, key: Key, sizes: Sizes, signal?: AbortSignal): Promise<Pool> {
  const outers = sizes.blocks * sizes.perBlock;
  const content: B = await bank.simulate(keyFor(key, "pool"), outers + sizes.contrasts, signal);
  return {
    ...sizes,
    outer: (block) => bank.slice(content, block * sizes.perBlock, sizes.perBlock),
    thetas: (_block, from, n) => tf.tidy(() => bank.slice(content, outers + from, n).theta),
    notes: () => bank.notes?.(content) ?? [],
  };
}
