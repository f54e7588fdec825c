/** Blocks of paths: the unit of parallel work. A path is a function of (key, number), whichever thread, block and lane simulates it. */
import { InputError } from "../../basics/errors.js";
import type { Key } from "../../contracts/values.js";
import { type Exports, instantiate } from "../../engine/assemble/module.js";
import { threefry } from "../../numbers/keys.js";
import { evaluate, type Values } from "./evaluate.js";
import type { Formula } from "./formula.js";
import { lanes, type SdeModule } from "./stepsCode.js";

/** What a bank simulates; plain data, so that it can be sent to a thread. */
export interface SdeModel {
  /** For messages. */
  readonly name: string;
  readonly module: SdeModule;
  /** The end of all paths, in units of time. */
  readonly horizon: number;
  /** Paths are stored at this many equal intervals of the horizon. */
  readonly intervals: number;
  /** Steps of one interval. */
  readonly steps: number;
  readonly parameters: readonly string[];
  readonly states: readonly string[];
  /** Of each state at time 0, from the parameters. */
  readonly start: readonly Formula[];
  /** Which states are stored. */
  readonly recorded: readonly number[];
  /** Paths for which this is 0 are dropped: a formula of the parameters and of `mean S`, `least S`, `most S` and `last S` of each stored state. */
  readonly keep?: Formula | undefined;
}

/** How many intervals pass between two looks at the lanes: they divide all, so that no path runs beyond its end. */
export function intervalsAtOnce(intervals: number): number {
  let most = Math.min(25, intervals);
  while (intervals % most !== 0) most--;
  return most;
}

export const gridPointsOf = ({ intervals }: SdeModel): number => intervals + 1;
/** Numbers stored of a path. */
export const widthOf = (model: SdeModel): number => model.recorded.length * gridPointsOf(model);

/** The paths of a block, or of several in order, that were kept. */
export interface Survivors {
  /** [count, parameters] */
  readonly theta: Float32Array;
  /** [count, recorded states, grid points] */
  readonly paths: Float32Array;
  /** Which candidate each was. */
  readonly candidate: Uint32Array;
}

interface Loaded {
  readonly bytes: Uint8Array;
  readonly functions: Exports;
  readonly floats: Float32Array;
  readonly words: Int32Array;
}

let loaded: Loaded | undefined;

/** The model's module; the last one is kept, since blocks of the same model follow one another. */
function load({ module: { bytes, layout } }: SdeModel): Loaded {
  const same = loaded?.bytes.length === bytes.length && loaded.bytes.every((byte, i) => byte === bytes[i]);
  if (loaded && same) return loaded;
  const { memory, functions } = instantiate(bytes, layout.bytes);
  loaded = { bytes, functions, floats: new Float32Array(memory), words: new Int32Array(memory) };
  return loaded;
}

/**
 * Simulates candidates [first, first + n). Lanes whose paths have ended, or are over, go on with the next candidate.
 * @param theta parameters of each, [n, parameters]
 */
export function simulateBlock(model: SdeModel, key: Key, theta: Float32Array, first: number): Survivors {
  const count = theta.length / model.parameters.length;
  const all = new Float32Array(count * widthOf(model));
  const { functions, floats, words } = load(model);
  const pathOf = new Int32Array(lanes).fill(-1);
  const timeOf = new Int32Array(lanes);
  const portion = intervalsAtOnce(model.intervals);
  let [next, going] = [0, 0];
  const begin = (lane: number): void => {
    pathOf[lane] = -1;
    if (next === count) return;
    startPath(model, floats, words, lane, key, first + next, parametersOf(model, theta, next));
    storeStart(model, floats, all, next, lane);
    pathOf[lane] = next++;
    timeOf[lane] = 0;
    going++;
  };
  for (let lane = 0; lane < lanes; lane++) begin(lane);
  while (going > 0) {
    functions.intervals?.(portion);
    for (let lane = 0; lane < lanes; lane++) {
      const path = pathOf[lane] as number;
      if (path < 0) continue;
      const time = (timeOf[lane] as number) + portion;
      timeOf[lane] = time;
      store(model, floats, all, path, lane, time - portion);
      if (time < model.intervals && words[model.module.layout.over / 4 + lane] === 0) continue;
      hold(model, all, path, time);
      going--;
      begin(lane);
    }
  }
  return filtered(model, theta, all, first);
}

function parametersOf({ parameters }: SdeModel, theta: Float32Array, i: number): Values {
  return Object.fromEntries(parameters.map((name, j) => [name, theta[i * parameters.length + j] as number]));
}

/** Puts a path's start into a lane. */
function startPath(
  model: SdeModel,
  floats: Float32Array,
  words: Int32Array,
  lane: number,
  key: Key,
  path: number,
  values: Values,
): void {
  const { streams, states, time, fixed } = model.module.layout;
  openStream(words, streams / 4 + lane, key, path);
  model.start.forEach((formula, i) => {
    floats[states / 4 + i * lanes + lane] = evaluate(formula, values);
  });
  fixed.formulas.forEach((formula, i) => {
    floats[fixed.at / 4 + i * lanes + lane] = evaluate(formula, values);
  });
  floats[time / 4 + lane] = 0;
}

const seed = new Int32Array(4);

/** sfc32's state for one path: four words of Threefry, then the dozen rounds that the generator's author asks for before the first use. */
function openStream(words: Int32Array, at: number, key: Key, path: number): void {
  threefry(key, path, 0, seed, 0);
  threefry(key, path, 1, seed, 2);
  let [a, b, c, d] = seed as unknown as [number, number, number, number];
  for (let round = 0; round < 12; round++) {
    const word = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
  }
  [a, b, c, d].forEach((word, i) => {
    words[at + i * lanes] = word;
  });
}

function storeStart(
  { recorded, module: { layout }, ...model }: SdeModel,
  floats: Float32Array,
  all: Float32Array,
  path: number,
  lane: number,
): void {
  const points = model.intervals + 1;
  recorded.forEach((state, r) => {
    all[(path * recorded.length + r) * points] = floats[layout.states / 4 + state * lanes + lane] as number;
  });
}

/** What the last call stored of a lane, behind a path's values at `time`. */
function store(model: SdeModel, floats: Float32Array, all: Float32Array, path: number, lane: number, time: number): void {
  const [points, count, portion] = [gridPointsOf(model), model.recorded.length, intervalsAtOnce(model.intervals)];
  for (let r = 0; r < count; r++) {
    const to = (path * count + r) * points + time + 1;
    let from = model.module.layout.stored / 4 + r * lanes + lane;
    for (let k = 0; k < portion; k++) {
      all[to + k] = floats[from] as number;
      from += count * lanes;
    }
    if (!Number.isFinite(all[to + portion - 1])) throw notFinite(model, model.recorded[r] as number, time + portion);
  }
}

function notFinite({ name, states, horizon, intervals }: SdeModel, state: number, time: number): InputError {
  const at = Number(((time * horizon) / intervals).toPrecision(3));
  return new InputError(
    `${name}: ${states[state]} is no finite number by time ${at}: keep states where their equations are defined ("within"), ` +
      "make dt smaller, or narrow the prior",
  );
}

/** A path that is over keeps its values to the end. */
function hold(model: SdeModel, all: Float32Array, path: number, time: number): void {
  const points = gridPointsOf(model);
  for (let r = 0; r < model.recorded.length; r++) {
    const from = path * widthOf(model) + r * points;
    all.fill(all[from + time] as number, from + time + 1, from + points);
  }
}

function filtered(model: SdeModel, theta: Float32Array, all: Float32Array, first: number): Survivors {
  const [p, width] = [model.parameters.length, widthOf(model)];
  const count = theta.length / p;
  const rows = Array.from({ length: count }, (_, i) => i);
  const kept = model.keep === undefined ? rows : rows.filter((i) => isKept(model, theta, all, i));
  if (kept.length === count) return { theta: theta.slice(), paths: all, candidate: Uint32Array.from(rows, (i) => first + i) };
  const survivors: Survivors = {
    theta: new Float32Array(p * kept.length),
    paths: new Float32Array(width * kept.length),
    candidate: Uint32Array.from(kept, (i) => first + i),
  };
  kept.forEach((i, row) => {
    survivors.theta.set(theta.subarray(p * i, p * (i + 1)), p * row);
    survivors.paths.set(all.subarray(width * i, width * (i + 1)), width * row);
  });
  return survivors;
}

function isKept(model: SdeModel, theta: Float32Array, all: Float32Array, i: number): boolean {
  const points = gridPointsOf(model);
  const values: Record<string, number> = { ...parametersOf(model, theta, i) };
  model.recorded.forEach((state, r) => {
    const name = model.states[state] as string;
    let [sum, low, high] = [0, Infinity, -Infinity];
    const from = i * widthOf(model) + r * points;
    for (let t = from; t < from + points; t++) {
      const value = all[t] as number;
      sum += value;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    values[`mean ${name}`] = sum / points;
    values[`least ${name}`] = low;
    values[`most ${name}`] = high;
    values[`last ${name}`] = all[from + points - 1] as number;
  });
  return evaluate(model.keep as Formula, values) !== 0;
}
