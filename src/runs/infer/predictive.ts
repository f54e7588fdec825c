/** Whether data look like what is simulated: how far they lie from the mean of simulations, among the simulations themselves. */
import { cholesky } from "../../numbers/cholesky.js";
import type { Rows } from "./again.js";

export interface Check {
  /** Share of simulations that lie at least as far out as the data. */
  readonly p: number;
  readonly se: number;
  readonly samples: number;
}

/** With more outcomes, each is standardised by itself: a matrix of so many would be noise. */
const mostTogether = 40;

/**
 * Distances are Mahalanobis', of features in which noise is alike. Of what is simulated with parameters that the data chose, p is nearer to
 * a half than chance would have it (Bayarri and Berger 2000): a small one is a small one all the same.
 * @param simulated [n, q] @param seen [q]
 */
export function predictiveCheck(simulated: Rows, seen: ArrayLike<number>): Check {
  const { columns: q, values } = simulated;
  const n = values.length / q;
  const whiten = whitening(simulated);
  const distance = (at: (j: number) => number) => whiten(at).reduce((sum, x) => sum + x * x, 0);
  const own = distance((j) => seen[j] as number);
  let [farther, finite] = [0, 0];
  for (let i = 0; i < n; i++) {
    const d = distance((j) => values[i * q + j] as number);
    if (Number.isNaN(d)) continue;
    finite++;
    if (d >= own) farther++;
  }
  const p = farther / Math.max(1, finite);
  return { p, se: Math.sqrt(Math.max(p * (1 - p), 1 / finite ** 2) / finite), samples: finite };
}

/** Neighbours that tell how alone something stands; simulations among which they are looked for, and those that are asked for theirs. */
const [neighbours, among, asked] = [10, 5000, 1500];

/**
 * How alone data stand among simulations, whatever shape those have: p is the share of simulations whose tenth neighbour is as far away as
 * that of the data. What was trained on the simulations knows little where p is small.
 */
export function strangeness(simulated: Rows, seen: ArrayLike<number>): Check {
  const { columns: q } = simulated;
  const whiten = whitening(simulated);
  const points = rowsThatAreSound(simulated)
    .slice(0, among)
    .map((i) => whiten((j) => simulated.values[i * q + j] as number));
  const flat = Float64Array.from(points.flatMap((point) => [...point]));
  const own = tenthDistance(
    flat,
    whiten((j) => seen[j] as number),
    -1,
  );
  const every = Math.max(1, Math.floor(points.length / asked));
  let [farther, of] = [0, 0];
  for (let i = 0; i < points.length; i += every) {
    of++;
    if (tenthDistance(flat, points[i] as Float64Array, i) >= own) farther++;
  }
  const p = farther / of;
  return { p, se: Math.sqrt(Math.max(p * (1 - p), 1 / of ** 2) / of), samples: of };
}

/** Squared distance of the tenth neighbour. @param itself not a neighbour of its own */
function tenthDistance(flat: Float64Array, point: Float64Array, itself: number): number {
  const q = point.length;
  const nearest = new Float64Array(neighbours).fill(Number.POSITIVE_INFINITY); // ascending
  for (let i = 0; i < flat.length / q; i++) {
    let d = 0;
    for (let j = 0; j < q; j++) d += ((flat[i * q + j] as number) - (point[j] as number)) ** 2;
    if (i === itself || !(d < (nearest[neighbours - 1] as number))) continue;
    let at = neighbours - 1;
    for (; at > 0 && (nearest[at - 1] as number) > d; at--) nearest[at] = nearest[at - 1] as number;
    nearest[at] = d;
  }
  return nearest[neighbours - 1] as number;
}

/** Of simulations that did not fail. */
export function rowsThatAreSound({ columns: q, values }: Rows): number[] {
  const all = Array.from({ length: values.length / q }, (_, i) => i);
  return all.filter((i) => values.subarray(i * q, (i + 1) * q).every(Number.isFinite));
}

/** Rows as they lie from the mean of all rows, in units of their spread: independent, and of variance 1. */
export function whitening(rows: Rows): (at: (j: number) => number) => Float64Array {
  const { columns: q, values } = rows;
  const mean = new Float64Array(q);
  const sound = rowsThatAreSound(rows);
  for (const i of sound) for (let j = 0; j < q; j++) mean[j] = (mean[j] as number) + (values[i * q + j] as number) / sound.length;
  const covariance = Array.from({ length: q }, () => new Array<number>(q).fill(0));
  const together = q <= mostTogether;
  for (const i of sound)
    for (let j = 0; j < q; j++)
      for (let k = together ? 0 : j; k <= j; k++) {
        const row = covariance[j] as number[];
        row[k] =
          (row[k] as number) +
          (((values[i * q + j] as number) - (mean[j] as number)) * ((values[i * q + k] as number) - (mean[k] as number))) /
            sound.length;
      }
  // What never varies in simulations and does in data lies as far out as can be told.
  const least = 1e-12 * Math.max(...covariance.map((row, j) => row[j] as number), 1e-30);
  covariance.forEach((row, j) => {
    row[j] = (row[j] as number) * (1 + 1e-6) + least;
  });
  const lower = cholesky(covariance);
  return (at) => {
    const solved = new Float64Array(q);
    for (let j = 0; j < q; j++) {
      let left = at(j) - (mean[j] as number);
      const row = lower[j] as number[];
      if (together) for (let k = 0; k < j; k++) left -= (row[k] as number) * (solved[k] as number);
      solved[j] = left / (row[j] as number);
    }
    return solved;
  };
}
