/** Blocks of paths: the unit of parallel work. A block is a function of (key, index), whichever thread simulates it. */

import type { Key } from "../../src/contracts/values.js";
import { fold } from "../../src/numbers/keys.js";
import { advance, allocatePaths, clearPath, movePath, type Paths, startPath } from "./eulerMaruyama.js";
import { fillNormals, openStream, type Stream } from "./normals.js";
import { drawRates, type RatePrior } from "./ratePrior.js";

/** What a bank simulates; plain data, so that it can be sent to a thread. */
export interface Model {
  readonly prior: RatePrior;
  readonly population: number;
  /** Infected at time 0. */
  readonly infected: number;
  /** The horizon. */
  readonly days: number;
  /** Largest step, days; the step used divides a grid interval. */
  readonly dt: number;
  /** Paths whose time-mean of I is below this are dropped; 0 keeps all. */
  readonly leastMean: number;
}

/**
 * Paths are stored at this many equal intervals of the horizon and read by linear interpolation between them (0.2 days of 100).
 * Reading between grid points cannot gain information that reading at grid points would not: it is a function of the two.
 */
export const gridIntervals = 500;

export const gridPoints = gridIntervals + 1;

/** Candidates in a block: enough to fill a cache line's worth of work, few enough that normals and state stay in the first-level cache. */
export const blockSize = 64;
const normalsAtOnce = 4096;

/** Used by one block after the other: fresh ones for each would keep the garbage collector busy. */
const scratch = { paths: new Float32Array(blockSize * gridPoints), normals: new Float64Array(normalsAtOnce) };

/** The paths of a block, or of several in order, that passed the filter. */
export interface Survivors {
  /** (β, γ) of each, [count, 2]. */
  readonly theta: Float32Array;
  /** I on the grid, [count, gridPoints]. */
  readonly paths: Float32Array;
  /** Which candidate each was, counted over all blocks. */
  readonly candidate: Uint32Array;
}

/** @param index which block; its candidates are [index·blockSize, (index+1)·blockSize) */
export function simulateBlock(model: Model, key: Key, index: number): Survivors {
  const stream = openStream(fold(key, index));
  const theta = new Float32Array(2 * blockSize);
  const paths = allocatePaths(blockSize);
  const steps = Math.max(1, Math.ceil(model.days / gridIntervals / model.dt - 1e-9));
  const dt = model.days / gridIntervals / steps;
  for (let p = 0; p < blockSize; p++) {
    const [beta, gamma] = drawRates(model.prior, stream);
    theta[2 * p] = beta;
    theta[2 * p + 1] = gamma;
    startPath(paths, p, theta[2 * p] as number, theta[2 * p + 1] as number, model, dt); // as rounded: theta is what made the path
  }
  return filterBlock(model, index, theta, integrate(model, paths, steps, stream));
}

/** I of every path of the block on the grid, [blockSize, gridPoints], in `scratch`. Paths without infected are over: they leave the loop. */
function integrate(model: Model, paths: Paths, steps: number, stream: Stream): Float32Array {
  const { paths: out, normals } = scratch;
  out.fill(0);
  const rows = Array.from({ length: blockSize }, (_, p) => p); // which path is at each place
  const { infected } = paths;
  for (let p = 0; p < blockSize; p++) out[p * gridPoints] = infected[p] as number;
  for (let t = 1; t <= gridIntervals && rows.length > 0; t++) {
    advanceInterval(paths, (rows.length + 1) >> 1, model.population, steps, normals, stream);
    let going = 0;
    for (let p = 0; p < rows.length; p++) {
      const row = rows[p] as number;
      const value = infected[p] as number;
      if (value === 0) continue;
      out[row * gridPoints + t] = value;
      if (going < p) movePath(paths, p, going);
      rows[going++] = row;
    }
    rows.length = going;
    if (going & 1) clearPath(paths, going); // the odd one out is advanced beside an empty place
  }
  return out;
}

/** One grid interval, in portions that the buffer of normals holds. */
function advanceInterval(
  paths: Paths,
  pairs: number,
  population: number,
  steps: number,
  normals: Float64Array,
  stream: Stream,
): void {
  const portion = Math.max(1, Math.floor(normals.length / (4 * pairs)));
  for (let done = 0; done < steps; done += portion) {
    const now = Math.min(portion, steps - done);
    fillNormals(stream, normals, 4 * pairs * now);
    advance(paths, pairs, population, now, normals);
  }
}

function filterBlock(model: Model, index: number, theta: Float32Array, all: Float32Array): Survivors {
  const kept: number[] = [];
  for (let p = 0; p < blockSize; p++) {
    let sum = 0;
    for (let t = 0; t < gridPoints; t++) sum += all[p * gridPoints + t] as number;
    if (sum >= model.leastMean * gridPoints) kept.push(p);
  }
  const survivors: Survivors = {
    theta: new Float32Array(2 * kept.length),
    paths: new Float32Array(kept.length * gridPoints),
    candidate: new Uint32Array(kept.length),
  };
  for (let row = 0; row < kept.length; row++) {
    const p = kept[row] as number;
    survivors.theta.set(theta.subarray(2 * p, 2 * p + 2), 2 * row);
    survivors.paths.set(all.subarray(p * gridPoints, (p + 1) * gridPoints), row * gridPoints);
    survivors.candidate[row] = index * blockSize + p;
  }
  return survivors;
}
