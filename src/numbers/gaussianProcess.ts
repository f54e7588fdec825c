/**
 * Regression by a Gaussian process over places and time, whose level and scale are fitted, in double precision (Rasmussen and Williams 2006,
 * Gaussian Processes for Machine Learning: algorithm 2.1, kernel 4.17, evidence 5.8).
 *
 * A value is level + f(place, time) + g(group) + noise. f has the Matérn 5/2 kernel with a length for each coordinate, times exp(-|time difference|/drift):
 * what was observed of a function that changes is worth less the longer ago it was (Bogunovic et al. 2016, AISTATS 51:314). g is what all values of a
 * group have in common, which tells nothing of f.
 */
import { cholesky } from "./cholesky.js";
import { coloured } from "./covariance.js";
import { backwards, forwards } from "./triangular.js";

export interface Observation {
  readonly place: readonly number[];
  readonly time: number;
  readonly group: number;
  /** A mean of `count` single values. */
  readonly value: number;
  readonly count: number;
}

export interface Kernel {
  /** One for each coordinate, in its units. */
  readonly lengths: readonly number[];
  /** Time over which f is forgotten. */
  readonly drift: number;
  /** Variance of a single value's noise, and of g, over that of f. */
  readonly noise: number;
  readonly shift: number;
}

type Places = readonly (readonly number[])[];

/** What is known of f. */
export interface Process {
  /** Log density of the observations at the level and scale that make it largest. */
  readonly evidence: number;
  readonly level: number;
  /** Variance of f where nothing is known. */
  readonly variance: number;
  /** Expected values at m places at a time, without group and noise: [m]. */
  means(places: Places, time: number): number[];
  /** Their covariances over `variance`, too: [m, m], of which the lower half is filled. */
  joint(places: Places, time: number): { readonly means: number[]; readonly covariance: number[][] };
  /** What f + level may be at m places, all together, one row for each of z's: [draws, m]. @param z independent standard normals, [draws, m] */
  draws(places: Places, time: number, z: ArrayLike<number>): Float64Array;
}

/** Over the variance of f: equal places have a matrix that can be decomposed. */
const ridge = { observed: 1e-8, drawn: 1e-6 } as const;

/** Correlation of f between two places at one time. */
export function correlation({ lengths }: Pick<Kernel, "lengths">, a: readonly number[], b: readonly number[]): number {
  let squares = 0;
  for (let i = 0; i < lengths.length; i++) squares += (((a[i] as number) - (b[i] as number)) / (lengths[i] as number)) ** 2;
  const r = Math.sqrt(5 * squares);
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}

/** Given observations, at least one. */
export function processGiven(observed: readonly Observation[], kernel: Kernel): Process {
  const n = observed.length;
  const lower = cholesky(observed.map((one, i) => observed.slice(0, i + 1).map((other) => covariance(kernel, one, other))));
  const ones = forwards(lower, new Float64Array(n).fill(1));
  const values = forwards(
    lower,
    Float64Array.from(observed, ({ value }) => value),
  );
  const level = dot(ones, values) / dot(ones, ones);
  const white = values.map((value, i) => value - level * (ones[i] as number));
  const variance = Math.max(dot(white, white) / n, Number.MIN_VALUE);
  const logDeterminant = lower.reduce((sum, row, i) => sum + 2 * Math.log(row[i] as number), 0);
  const weights = backwards(lower, white);
  const towards = (place: readonly number[], time: number): Float64Array =>
    Float64Array.from(observed, (one) => correlation(kernel, place, one.place) * remembered(kernel, time, one.time));
  const meanOf = (own: Float64Array): number => level + dot(own, weights);
  const joint: Process["joint"] = (places, time) => {
    const own = places.map((place) => towards(place, time));
    const means = own.map(meanOf);
    for (const row of own) forwards(lower, row);
    const left = (i: number, j: number): number =>
      correlation(kernel, places[i] as readonly number[], places[j] as readonly number[]) -
      dot(own[i] as Float64Array, own[j] as Float64Array);
    return { means, covariance: places.map((_, i) => places.map((_, j) => (j > i ? 0 : left(i, j)))) };
  };
  return {
    evidence: -0.5 * (n * Math.log(2 * Math.PI * variance) + n + logDeterminant),
    level,
    variance,
    means: (places, time) => places.map((place) => meanOf(towards(place, time))),
    joint,
    draws(places, time, z) {
      const { means, covariance } = joint(places, time);
      for (const [i, row] of covariance.entries()) row[i] = (row[i] as number) + ridge.drawn;
      const scale = Math.sqrt(variance);
      const triangle = cholesky(covariance).flatMap((row) => row.map((x) => scale * x));
      return coloured(z, { lower: Float64Array.from(triangle) }, Float64Array.from(means));
    },
  };
}

const remembered = ({ drift }: Kernel, a: number, b: number): number => Math.exp(-Math.abs(a - b) / drift);

/** Of two observations, over the variance of f. */
function covariance(kernel: Kernel, one: Observation, other: Observation): number {
  const shared = correlation(kernel, one.place, other.place) * remembered(kernel, one.time, other.time);
  return (
    shared + (one.group === other.group ? kernel.shift : 0) + (one === other ? kernel.noise / one.count + ridge.observed : 0)
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
