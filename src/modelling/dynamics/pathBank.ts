/** Banks of paths: simulated in bulk, filtered, then drawn from or read in order. */
import * as tf from "@tensorflow/tfjs-core";
import { withErrorParts } from "../../basics/digits.js";
import { check } from "../../basics/errors.js";
import type { Bank, Draw, Prior } from "../../contracts/simulator.js";
import type { Key, Noise } from "../../contracts/values.js";
import { held2d } from "../../engine/heldTensors.js";
import { tidied } from "../../engine/tensors.js";
import { bits, fold, keyFor, split } from "../../numbers/keys.js";
import { gridPointsOf, type SdeModel, simulateBlock, widthOf } from "./block.js";
import { blockSize, type Candidates, simulateInOrder, type ThreadOptions } from "./threads.js";

export interface PathBank {
  /** Parameters of each member, [size, parameters]. */
  readonly theta: Float32Array;
  /** Recorded states on the grid, [size, states, grid points]. */
  readonly paths: Float32Array;
  readonly size: number;
  /** How many paths were simulated to find the members. */
  readonly candidates: number;
  /** Observation noise of members read in order. */
  readonly noiseKey: Key;
}

/** A model, and what its parameters are drawn from before any filter. */
export interface Paths {
  readonly model: SdeModel;
  readonly nominal: Prior;
}

/** About this share passes a filter; only a guess of how much work lies ahead. */
const likelySurvivors = 0.85;

/** A filter that keeps less than this is a mistake in the settings. */
const fewest = 0.001;

const candidatesOf =
  ({ nominal }: Paths, key: Key): Candidates =>
  (block) =>
    tidied(() => nominal.sample(fold(key, block), blockSize).dataSync() as Float32Array);

/** The first `size` candidates of the key's sequence that pass the filter. Same bytes whatever the number of workers. */
export async function simulateBank(paths: Paths, key: Key, size: number, options: ThreadOptions = {}): Promise<PathBank> {
  const { model } = paths;
  const k = split(key, "parameters", "paths", "observations");
  const [p, width] = [model.parameters.length, widthOf(model)];
  const bank = { theta: new Float32Array(p * size), paths: new Float32Array(width * size) };
  const blocks = Math.ceil(size / (model.keep === undefined ? 1 : likelySurvivors) / blockSize);
  let [filled, candidates] = [0, 0];
  for await (const portion of simulateInOrder(model, k.paths, candidatesOf(paths, k.parameters), blocks, options)) {
    const { theta, paths: kept, candidate } = portion.survivors;
    const wanted = Math.min(candidate.length, size - filled);
    bank.theta.set(theta.subarray(0, p * wanted), p * filled);
    bank.paths.set(kept.subarray(0, width * wanted), width * filled);
    filled += wanted;
    if (filled === size) {
      candidates = (candidate[wanted - 1] as number) + 1;
      break;
    }
    checkSurvivors(model, filled, portion.simulated);
  }
  return { ...bank, size, candidates, noiseKey: k.observations };
}

/** @throws InputError when the filter drops nearly all of many paths, so that no bank would ever be full */
function checkSurvivors({ name }: SdeModel, kept: number, simulated: number): void {
  check(
    simulated < 10_000 || kept >= fewest * simulated,
    `${name}: of ${simulated} paths drawn from the prior only ${kept} are kept; is the filter meant to drop all others?`,
  );
}

/** Parameters of the first n survivors of the key's sequence, simulated here and now: [n, parameters]. */
export function survivingParameters(paths: Paths, key: Key, n: number): Float32Array {
  const { model } = paths;
  const k = split(key, "parameters", "paths");
  const [p, candidates] = [model.parameters.length, candidatesOf(paths, k.parameters)];
  const out = new Float32Array(p * n);
  let [filled, simulated] = [0, 0];
  // Often only a few are wanted of a prior: a whole block of paths would be simulated for nothing.
  for (let block = 0, some = 16 * Math.ceil((1.3 * n) / 16); filled < n; block++, some *= 2) {
    some = Math.min(blockSize, some);
    simulated += some;
    const { theta } = simulateBlock(model, fold(k.paths, block), candidates(block).slice(0, p * some), 0);
    const wanted = Math.min(theta.length / p, n - filled);
    out.set(theta.subarray(0, p * wanted), p * filled);
    filled += wanted;
    checkSurvivors(model, filled, simulated);
  }
  return out;
}

export interface BankOptions {
  /** Paths in one training bank. Default 20,000. */
  readonly size?: number;
  /** The trainer takes a fresh bank every so many steps. Default 500. */
  readonly refreshEvery?: number;
  /** Random numbers of n observations beside the paths, by name: [n, dim] each. */
  readonly noise?: (key: Key, n: number) => Readonly<Record<string, Float32Array>>;
  /** What is said of paths that a filter dropped, e.g. "had a mean of fewer than 1 infected". */
  readonly dropped?: string;
}

export function pathBank(paths: Paths, { size = 20_000, refreshEvery = 500, noise, dropped }: BankOptions): Bank<PathBank> {
  const { model } = paths;
  return {
    size,
    refreshEvery,
    plain: true,
    simulate: (key, count, signal) => simulateBank(paths, key, count, { signal }),
    draw(bank, key, n) {
      const k = split(key, "members", "observations");
      return members(model, bank, distinct(k.members, bank.size, n), noise?.(k.observations, n));
    },
    slice(bank, from, n) {
      if (from < 0 || from + n > bank.size) throw new Error(`a bank of ${bank.size} has no members ${from} to ${from + n}`);
      const rows = Uint32Array.from({ length: n }, (_, i) => from + i);
      return members(model, bank, rows, noise && inOrder(noise, bank.noiseKey, rows));
    },
    count: (bank) => bank.size,
    notes: (bank) => (model.keep === undefined ? [] : [filterNote(bank, dropped)]),
  };
}

/** Each member has noise of its own, however it is cut. */
function inOrder(noise: NonNullable<BankOptions["noise"]>, key: Key, rows: Uint32Array): Record<string, Float32Array> {
  const all: Record<string, Float32Array> = {};
  rows.forEach((row, i) => {
    for (const [name, values] of Object.entries(noise(fold(key, row), 1))) {
      all[name] ??= new Float32Array(rows.length * values.length);
      all[name].set(values, i * values.length);
    }
  });
  return all;
}

function filterNote({ candidates, size }: PathBank, dropped = "were not kept"): string {
  const share = 1 - size / candidates;
  const se = Math.sqrt((share * (1 - share)) / candidates);
  const percent = withErrorParts(100 * share, 100 * se, { digits: 1, least: 1 });
  return (
    `${percent.value} %${percent.se === undefined ? "" : ` (± ${percent.se})`} of the paths drawn from the prior ${dropped} and were ` +
    "dropped: the prior in effect is that of the others"
  );
}

/** Rows of the bank as tensors: a path [n, grid points] for each stored state, "path" where there is one, else "path of S". */
function members(model: SdeModel, bank: PathBank, rows: Uint32Array, noise: Readonly<Record<string, Float32Array>> = {}): Draw {
  const [n, p, points] = [rows.length, model.parameters.length, gridPointsOf(model)];
  const theta = new Float32Array(p * n);
  rows.forEach((row, i) => {
    theta.set(bank.theta.subarray(p * row, p * (row + 1)), p * i);
  });
  const width = widthOf(model);
  const paths: [string, tf.Tensor][] = model.recorded.map((state, r) => {
    const values = unfilled(points * n);
    rows.forEach((row, i) => {
      const from = row * width + r * points;
      values.set(bank.paths.subarray(from, from + points), points * i);
    });
    return [pathName(model, state), held2d(values, [n, points])];
  });
  const others = Object.entries(noise).map(([name, values]): [string, tf.Tensor] => [
    name,
    tf.tensor2d(values, [n, values.length / n]),
  ]);
  return { theta: tf.tensor2d(theta, [n, p]), noise: Object.fromEntries([...paths, ...others]) };
}

/** Every number of it is written at once: zeros before it would cost as much as they do. */
const unfilled = (length: number): Float32Array => new Float32Array(Buffer.allocUnsafeSlow(4 * length).buffer, 0, length);

export const pathName = ({ recorded, states }: SdeModel, state: number): string =>
  recorded.length === 1 ? "path" : `path of ${states[state]}`;

export const pathOf = (model: SdeModel, noise: Noise, state: number): tf.Tensor2D => noise[pathName(model, state)] as tf.Tensor2D;

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
