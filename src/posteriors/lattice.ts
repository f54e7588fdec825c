/**
 * Quadrature on a lattice that knows only the places that matter: it begins with the cells that particles stand in, grows to all
 * neighbours of what is not negligible, and halves its spacing until the moments stay. The sum over a lattice is the trapezoid rule, which is exact to
 * exp(-2 pi² (sd/spacing)²) for a normal density (Trefethen and Weideman 2014).
 */
import { coloured, type Whitening, whitened } from "../numbers/covariance.js";

export interface Lattice {
  /** Distance of two points, in the particles' standard deviations. */
  readonly spacing: number;
  /** Places [m, p], in spacings, and each as one number. */
  readonly places: Int32Array;
  readonly ids: Float64Array;
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

/** Points at one spacing: a few seconds. */
export const mostPoints = 300_000;

/** Of the points at half the spacing, so many are wanted at least for each that matters, in p dimensions 2^p of them. */
const leastShare = 0.8;

/**
 * Places as one number each, of 51 bits or less: x_1 + half, x_2 + half, .. are its digits. A step along an axis adds a power of the span, and
 * a place twice as far from the middle is 2 id - middle.
 */
interface Numbering {
  readonly span: number;
  /** Of each axis. */
  readonly powers: readonly number[];
  readonly middle: number;
  /** What leads to a place's neighbours along the axes, and to all that are one step away along any, itself among them. */
  readonly along: readonly number[];
  readonly around: readonly number[];
}

function numberingOf(p: number): Numbering {
  const span = p > 2 ? 2 ** 17 : 2 ** 25;
  const powers = Array.from({ length: p }, (_, j) => span ** (p - 1 - j));
  return {
    span,
    powers,
    middle: powers.reduce((sum, power) => sum + (power * span) / 2, 0),
    along: powers.flatMap((power) => [-power, power]),
    around: powers.reduce<number[]>((all, power) => all.flatMap((one) => [one - power, one, one + power]), [0]),
  };
}

/** Places [m, p] of their numbers. */
function placesOf(ids: Float64Array, { span, powers }: Numbering): Int32Array {
  const p = powers.length;
  const places = new Int32Array(ids.length * p);
  for (let [i, at] = [0, p - 1]; i < ids.length; i++, at += p)
    for (let [j, left] = [0, ids[i] as number]; j < p; j++) {
      const digit = left % span;
      places[at - j] = digit - span / 2;
      left = (left - digit) / span;
    }
  return places;
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

/** The lattice at half the spacing, or the first one. @returns undefined where it would have too many points, or too far apart to be numbered */
export function refined(task: LatticeTask, coarse?: Lattice): Lattice | undefined {
  const numbering = numberingOf(task.p);
  const spacing = coarse ? coarse.spacing / 2 : 1;
  const known = new Map<number, number>();
  let next = seedsOf(task, spacing, numbering);
  let top = task.top;
  if (coarse) {
    for (const log of coarse.logs) top = Math.max(top, log);
    const farthest = coarse.places.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const important = coarse.logs.reduce((count, log) => count + (log > top - negligible ? 1 : 0), 0);
    if (2 * farthest + 2 >= numbering.span / 2 || leastShare * important * 2 ** task.p > mostPoints) return undefined;
    for (const [i, log] of coarse.logs.entries()) {
      const id = 2 * (coarse.ids[i] as number) - numbering.middle;
      known.set(id, log);
      if (log > top - negligible) for (const step of numbering.around) next.add(id + step);
    }
  }
  while (next.size > 0) {
    const ids = Float64Array.from(next).filter((id) => !known.has(id));
    next = new Set();
    if (known.size + ids.length > mostPoints) return undefined;
    const logs = task.evaluate(positions(placesOf(ids, numbering), spacing, task));
    for (const log of logs) top = Math.max(top, log);
    for (const [i, id] of ids.entries()) {
      known.set(id, logs[i] as number);
      if ((logs[i] as number) > top - negligible) for (const step of numbering.along) next.add(id + step);
    }
  }
  const ids = Float64Array.from(known.keys());
  return { spacing, ids, places: placesOf(ids, numbering), logs: Float64Array.from(known.values()) };
}

/** The cells that particles stand in, with their neighbours along the axes. */
function seedsOf({ p, seeds, whitening }: LatticeTask, spacing: number, { span, powers, along }: Numbering): Set<number> {
  const w = whitened(seeds, whitening);
  const wanted = new Set<number>();
  for (let from = 0; from < w.length; from += p) {
    const place = Array.from(w.subarray(from, from + p), (x) => Math.round(x / spacing));
    if (place.some((x) => Math.abs(x) >= span / 2 - 2)) continue;
    const id = place.reduce((sum, x, j) => sum + (x + span / 2) * (powers[j] as number), 0);
    wanted.add(id);
    for (const step of along) wanted.add(id + step);
  }
  return wanted;
}
