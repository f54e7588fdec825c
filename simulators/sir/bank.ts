/** Banks of epidemic paths: simulated in bulk, filtered, then drawn from or read in order. */
import * as tf from "@tensorflow/tfjs-core";
import { withErrorParts } from "../../src/basics/digits.js";
import type { Bank, Draw } from "../../src/contracts/simulator.js";
import type { Key } from "../../src/contracts/values.js";
import { normals } from "../../src/numbers/distributions.js";
import { bits, fold, keyFor, split } from "../../src/numbers/keys.js";
import { normalTail } from "../../src/numbers/special.js";
import { blockSize, gridPoints, type Model } from "./block.js";
import { checkSurvivors } from "./survivors.js";
import { simulateInOrder, type ThreadOptions } from "./threads.js";

export interface PathBank {
  /** (β, γ) of each member, [size, 2]. */
  readonly theta: Float32Array;
  /** I on the grid, [size, gridPoints]. */
  readonly paths: Float32Array;
  readonly size: number;
  /** How many paths were simulated to find the members. */
  readonly candidates: number;
  /** Observation noise of members read in order. */
  readonly noiseKey: Key;
}

/** About this share survives the filter of the surveillance preset; only a guess of how much work lies ahead. */
const likelySurvivors = 0.85;

/** The first `size` candidates of the key's sequence that pass the filter. Same bytes whatever the number of workers. */
export async function simulateBank(model: Model, key: Key, size: number, options: ThreadOptions = {}): Promise<PathBank> {
  const k = split(key, "paths", "observations");
  const theta = new Float32Array(2 * size);
  const paths = new Float32Array(gridPoints * size);
  const blocks = Math.ceil(size / (model.leastMean > 0 ? likelySurvivors : 1) / blockSize);
  let filled = 0;
  let candidates = 0;
  for await (const { survivors, simulated } of simulateInOrder(model, k.paths, blocks, options)) {
    const wanted = Math.min(survivors.candidate.length, size - filled);
    theta.set(survivors.theta.subarray(0, 2 * wanted), 2 * filled);
    paths.set(survivors.paths.subarray(0, gridPoints * wanted), gridPoints * filled);
    filled += wanted;
    if (filled === size) {
      candidates = (survivors.candidate[wanted - 1] as number) + 1;
      break;
    }
    checkSurvivors(model, filled, simulated);
  }
  return { theta, paths, size, candidates, noiseKey: k.observations };
}

export interface BankOptions {
  readonly size: number;
  readonly refreshEvery: number;
  /** Standard normals of observation noise a member needs. */
  readonly noiseDim: number;
}

export function pathBank(model: Model, { size, refreshEvery, noiseDim }: BankOptions): Bank<PathBank> {
  return {
    size,
    refreshEvery,
    simulate: (key, count, signal) => simulateBank(model, key, count, { signal }),
    draw(bank, key, n) {
      const k = split(key, "members", "observations");
      return members(bank, distinct(k.members, bank.size, n), noiseDim && normals(k.observations, n * noiseDim));
    },
    slice(bank, from, n) {
      if (from < 0 || from + n > bank.size) throw new Error(`a bank of ${bank.size} has no members ${from} to ${from + n}`);
      const rows = Uint32Array.from({ length: n }, (_, i) => from + i);
      const noise = new Float32Array(n * noiseDim);
      for (let i = 0; noiseDim > 0 && i < n; i++) noise.set(normals(fold(bank.noiseKey, from + i), noiseDim), i * noiseDim);
      return members(bank, rows, noiseDim && noise);
    },
    count: (bank) => bank.size,
    notes: (bank) => (model.leastMean > 0 ? [filterNote(model, bank)] : []),
  };
}

function filterNote({ leastMean }: Model, { candidates, size }: PathBank): string {
  const share = 1 - size / candidates;
  const se = Math.sqrt((share * (1 - share)) / candidates);
  const percent = withErrorParts(100 * share, 100 * se, { digits: 1, least: 1 });
  return (
    `${percent.value} %${percent.se === undefined ? "" : ` (± ${percent.se})`} of the epidemics drawn from the prior had a mean of fewer than ` +
    `${leastMean} infected and were dropped: the prior in effect is that of the others`
  );
}

/** Rows of the bank as tensors. With observation noise: its normals z and their upper tail probabilities. */
function members(bank: PathBank, rows: Uint32Array, noise: Float32Array | 0): Draw {
  const n = rows.length;
  const theta = new Float32Array(2 * n);
  const paths = new Float32Array(gridPoints * n);
  rows.forEach((row, i) => {
    theta.set(bank.theta.subarray(2 * row, 2 * row + 2), 2 * i);
    paths.set(bank.paths.subarray(gridPoints * row, gridPoints * (row + 1)), gridPoints * i);
  });
  const path = tf.tensor2d(paths, [n, gridPoints]);
  if (!noise) return { theta: tf.tensor2d(theta, [n, 2]), noise: { path } };
  const shape: [number, number] = [n, noise.length / n];
  return {
    theta: tf.tensor2d(theta, [n, 2]),
    noise: { path, z: tf.tensor2d(noise, shape), tail: tf.tensor2d(Float32Array.from(noise, normalTail), shape) },
  };
}

/** n distinct numbers below `size`: the first n places of a Fisher-Yates shuffle of which only the touched places are stored. */
export function distinct(key: Key, size: number, n: number): Uint32Array {
  if (n > size) throw new Error(`a bank of ${size} has no ${n} distinct members`);
  const words = bits(keyFor(key, "places"), n);
  const moved = new Map<number, number>();
  return Uint32Array.from({ length: n }, (_, i) => {
    const j = i + Math.floor(((words[i] as number) / 2 ** 32) * (size - i));
    const chosen = moved.get(j) ?? j;
    moved.set(j, moved.get(i) ?? i);
    return chosen;
  });
}
