/**
 * Quadrature on a lattice that knows only the places that matter: it begins with the cells that particles stand in, grows to all
 * neighbours of what is not negligible, and halves its spacing until the moments stay. The sum over a lattice is the trapezoid rule, which is exact to
 * exp(-2 pi² (sd/spacing)²) for a normal density (Trefethen and Weideman 2014).
 */
import { coloured, type Whitening, whitened } from "../numbers/covariance.js";

export interface Lattice {
  /** Distance of two points, in the particles' standard deviations. */
  readonly spacing: number;
  /** Places [m, p], in spacings. */
  readonly places: Int32Array;
  /** Log density at each, [m]. */
  readonly logs: Float64Array;
}

export interface LatticeTask {
  readonly p: number;
  readonly whitening: Whitening;
  /** Particles' z [n, p]: some in every place that matters. */
  readonly seeds: Float64Array;
  /** The highest log density at a seed. */
  readonly top: number;
  /** Log density of z [m, p]. */
  evaluate(z: Float64Array): Float64Array;
}

/** Nats below the highest point: all that lies deeper weighs less than 1e-6. */
const negligible = 20;

/** Points at one spacing; a time of a second or so. */
export const mostPoints = 400_000;

/** Places are numbered in one number of 51 bits. */
const span = 2 ** 17;
const farthest = span / 2 - 2;

const idOf = (place: ArrayLike<number>, p: number): number => {
  let id = 0;
  for (let j = 0; j < p; j++) id = id * span + (place[j] as number) + span / 2;
  return id;
};

function placeOf(id: number, p: number): number[] {
  const place = new Array<number>(p);
  for (let [j, left] = [p - 1, id]; j >= 0; j--) {
    const low = left % span;
    place[j] = low - span / 2;
    left = (left - low) / span;
  }
  return place;
}

/** z of places, [m, p]. */
export function positions(
  places: ArrayLike<number>,
  spacing: number,
  { whitening }: Pick<LatticeTask, "whitening">,
): Float64Array {
  return coloured(
    Float64Array.from(places, (i) => spacing * i),
    whitening,
    whitening.mean,
  );
}

/** The lattice at half the spacing, or the first one. @returns undefined where it would have too many points */
export function refined(task: LatticeTask, coarse?: Lattice): Lattice | undefined {
  const { p, seeds } = task;
  const spacing = coarse ? coarse.spacing / 2 : 1;
  const known = new Map<number, number>();
  let top = task.top;
  let next = new Set<number>();
  const want = (place: readonly number[]) => {
    if (place.every((i) => Math.abs(i) < farthest)) next.add(idOf(place, p));
  };
  const w = whitened(seeds, task.whitening).map((x) => Math.round(x / spacing));
  for (let i = 0; i < w.length; i += p) for (const place of around(w.subarray(i, i + p), p)) want(place);
  for (const [i, log] of coarse?.logs.entries() ?? []) {
    const place = Array.from((coarse as Lattice).places.subarray(i * p, (i + 1) * p), (one) => 2 * one);
    known.set(idOf(place, p), log);
    top = Math.max(top, log);
    if (log > top - negligible) for (const one of block(place)) want(one);
  }
  while (next.size > 0) {
    const ids = [...next].filter((id) => !known.has(id));
    next = new Set();
    if (known.size + ids.length > mostPoints) return undefined;
    const places = ids.flatMap((id) => placeOf(id, p));
    const logs = task.evaluate(positions(places, spacing, task));
    for (const log of logs) top = Math.max(top, log);
    for (const [i, id] of ids.entries()) {
      known.set(id, logs[i] as number);
      if ((logs[i] as number) > top - negligible) for (const one of around(places.slice(i * p, (i + 1) * p), p)) want(one);
    }
  }
  return {
    spacing,
    places: Int32Array.from([...known.keys()].flatMap((id) => placeOf(id, p))),
    logs: Float64Array.from(known.values()),
  };
}

/** A place and those one step along an axis away. */
function around(place: ArrayLike<number>, p: number): number[][] {
  const all = [Array.from(place)];
  for (let j = 0; j < p; j++)
    for (const step of [-1, 1]) {
      const one = Array.from(place);
      one[j] = (one[j] as number) + step;
      all.push(one);
    }
  return all;
}

/** A place and those one step away along any axes. */
function block(place: readonly number[]): number[][] {
  return place.reduce<number[][]>((all, i) => all.flatMap((head) => [-1, 0, 1].map((step) => [...head, i + step])), [[]]);
}
