/**
 * Mutual information from distances to nearest neighbours: no networks, no training, low-biased in many dimensions. Nats.
 * KSG-1 and KSG-2: Kraskov, Stögbauer and Grassberger 2004, equations 8 and 9, doi:10.1103/PhysRevE.69.066138.
 * Revised: Gao, Oh and Viswanath 2018 ("bias-improved KSG"), doi:10.1109/TIT.2018.2807481.
 * Equal values, of discrete parameters and outcomes: Gao, Kannan, Oh and Viswanath 2017, arXiv:1709.06212, algorithm 1; Ross 2014,
 * doi:10.1371/journal.pone.0087357.
 */

import { logGamma } from "../../numbers/special.js";
import { byAllPairs, isQuicker } from "./allPairs.js";
import { type Around, byTrees } from "./around.js";

export interface NeighbourOptions {
  /** Neighbours; more lower the variance and raise the bias. */
  readonly k?: number;
  readonly method?: "ksg1" | "ksg2" | "revised" | "mixed";
  /** Norm of the revised estimator. */
  readonly q?: number;
}

/**
 * Estimated mutual information between x and y. Columns should be on comparable scales: standardise them first.
 * The estimate may be negative; it is not clipped.
 * @param x [n, dx], row after row @param y [n, dy]
 */
export function nearestNeighbourInformation(
  x: ArrayLike<number>,
  dx: number,
  y: ArrayLike<number>,
  dy: number,
  n: number,
  options: NeighbourOptions = {},
): number {
  return nearestNeighbourEstimate(x, dx, y, dy, n, options).value;
}

/** The fewest rows of which something can be said: with hardly more than k, all have the same neighbours. */
export const fewestRows = (k: number): number => 2 * (k + 1);

/**
 * The estimate with its spread over repetitions. Its bias, to which no number of rows in sight may be near, is not in it: it is no error of
 * the information.
 * @returns se: from the rows' terms, each with those of its k neighbours, which come from nearly the same counts
 */
export function nearestNeighbourEstimate(
  x: ArrayLike<number>,
  dx: number,
  y: ArrayLike<number>,
  dy: number,
  n: number,
  { k = 3, method = "ksg1", q = 2 }: NeighbourOptions = {},
): { value: number; se: number } {
  if (x.length !== n * dx || y.length !== n * dy) throw new Error(`x and y must have ${n} rows of ${dx} and ${dy} numbers`);
  if (!Number.isInteger(k) || k < 1 || k >= n) throw new Error(`k must be a whole number from 1 to ${n - 1}, got ${k}`);
  const sample: Sample = { dx, dy, n, k, psi: digammas(n) };
  const used = methods[method](sample, q);
  const sides = { x: { columns: dx, values: x }, y: { columns: dy, values: y } };
  const rows = { ...sides, joint: { columns: dx + dy, values: sideBySide(x, dx, y, dy, n) } };
  const seen = Math.min(k + 1, n - 1); // one more than k, to see whether it is as far
  const around = used.norm === Infinity && isQuicker(n, dx + dy) ? byAllPairs(rows, n, seen) : byTrees(rows, used.norm);
  try {
    const { terms, neighbours } = termsOf(around, sample, used, seen);
    const mean = terms.reduce((sum, v) => sum + v, 0) / n;
    return { value: used.constant - mean, se: spreadOf(terms, neighbours, mean, k) };
  } finally {
    around.dispose();
  }
}

interface Sample {
  readonly dx: number;
  readonly dy: number;
  readonly n: number;
  readonly k: number;
  /** ψ(m) for m = 1 ... n */
  readonly psi: Float64Array;
}

/** The estimate is a constant less the mean over rows of a term. */
interface Method {
  readonly constant: number;
  /** Of the balls in (x, y). */
  readonly norm: number;
  /** @param radius powered distance to the k-th neighbour @param rows the k nearest, and one more */
  term(around: Around, i: number, radius: number, rows: Uint32Array): number;
  /** Its term is right for equal rows too. */
  readonly knowsEqual?: boolean;
}

const methods = { ksg1, ksg2, revised, mixed };

/** ψ(k) + ψ(n) - mean[ψ(n_x + 1) + ψ(n_y + 1)], with n_x the others closer in x than the k-th neighbour is in (x, y). */
function ksg1({ n, k, psi }: Sample): Method {
  return {
    constant: at(psi, k) + at(psi, n),
    norm: Infinity,
    term: (around, i, radius) => at(psi, around.within("x", i, radius, false)) + at(psi, around.within("y", i, radius, false)),
  };
}

/** ψ(k) - 1/k + ψ(n) - mean[ψ(n_x) + ψ(n_y)], with n_x the others within the k neighbours' extent in x, n_y in y. */
function ksg2({ n, k, psi }: Sample): Method {
  return {
    constant: at(psi, k) - 1 / k + at(psi, n),
    norm: Infinity,
    term(around, i, _, rows) {
      const extent = (place: "x" | "y") =>
        rows.subarray(0, k).reduce((most, row) => Math.max(most, around.distance(place, i, row)), 0);
      const among = (place: "x" | "y") => at(psi, around.within(place, i, extent(place), true) - 1);
      return among("x") + among("y");
    },
  };
}

/** ψ(k) + ln n + ln V_dx + ln V_dy - ln V_{dx+dy} - mean[ln n_x + ln n_y], with balls of the ℓ_q norm and n_x within the k-th distance. */
function revised({ dx, dy, n, k, psi }: Sample, q: number): Method {
  const volumes = logBallVolume(dx, q) + logBallVolume(dy, q) - logBallVolume(dx + dy, q);
  return {
    constant: at(psi, k) + Math.log(n) + volumes,
    norm: q,
    term(around, i, distance) {
      // The radius was summed over all coordinates at once, so rounding may put a neighbour just outside it in x or in y.
      const radius = distance * (1 + 1e-12);
      return Math.log(around.within("x", i, radius, true) - 1) + Math.log(around.within("y", i, radius, true) - 1);
    },
  };
}

/**
 * ψ(k) + ln n - mean[ψ(n_x) + ψ(n_y)], with n_x how many rows are nearer in x than the k-th neighbour is in (x, y), the row included; of rows that k or
 * more are equal to, all that are equal stand for k, n_x and n_y (Gao et al. 2017, as in the program that its authors published).
 */
function mixed({ n, k, psi }: Sample): Method {
  return {
    constant: at(psi, k) + Math.log(n),
    norm: Infinity,
    knowsEqual: true,
    term(around, i, radius) {
      const equal = radius === 0;
      const among = equal ? around.within("joint", i, 0, true) : k;
      const counted = at(psi, around.within("x", i, radius, equal)) + at(psi, around.within("y", i, radius, equal));
      return counted + at(psi, k) - at(psi, among);
    },
  };
}

/** The term of every row, and the k nearest rows of each, [n, k]. Rows with equal distances get the term that makes their share right. */
function termsOf(around: Around, sample: Sample, { norm, constant, term, knowsEqual = false }: Method, seen: number) {
  const { n, k } = sample;
  const distances = new Float64Array(seen);
  const rows = new Uint32Array(seen);
  const terms = new Float64Array(n);
  const neighbours = new Uint32Array(n * k);
  for (let i = 0; i < n; i++) {
    around.nearest(i, distances, rows);
    const radius = at(distances, k - 1);
    const equal = !knowsEqual && (radius === 0 || (norm === Infinity && distances[k] === radius));
    terms[i] = equal ? constant - amongEqual(around, sample, i, radius) : term(around, i, radius, rows);
    neighbours.set(rows.subarray(0, k), i * k);
  }
  return { terms, neighbours };
}

/**
 * What a row adds where more than k neighbours are as near as the k-th: the counts are of all of them, in (x, y), x and y. Where all are equal
 * to the row, itself included, this is the ratio of shares, so that the mean over rows is the exact information of the sample and has its limits
 * (log 2 for yes or no); otherwise ψ of the others' numbers, which is nearly without bias where they are few.
 */
function amongEqual(around: Around, { n, psi }: Sample, i: number, radius: number): number {
  const nxy = around.within("joint", i, radius, true);
  const nx = around.within("x", i, radius, true);
  const ny = around.within("y", i, radius, true);
  return radius === 0 ? Math.log((nxy * n) / (nx * ny)) : at(psi, nxy - 1) + at(psi, n) - at(psi, nx - 1) - at(psi, ny - 1);
}

/** Standard error of the mean of terms of which neighbours' are alike: products of pairs of neighbours count beside squares. */
export function spreadOf(terms: Float64Array, neighbours: Uint32Array, mean: number, k: number): number {
  const of = (i: number) => neighbours.subarray(i * k, (i + 1) * k);
  let squares = 0;
  let products = 0;
  for (let i = 0; i < terms.length; i++) {
    const off = at(terms, i) - mean;
    squares += off * off;
    // a pair in which each is the other's neighbour is met twice
    for (const j of of(i)) products += (of(j).includes(i) ? 1 : 2) * off * (at(terms, j) - mean);
  }
  return Math.sqrt(squares + Math.max(products, 0)) / terms.length; // among few rows, the products are noise
}

const at = (list: ArrayLike<number>, i: number): number => list[i] as number;

/** ψ(m) for m = 1 ... n, by ψ(m + 1) = ψ(m) + 1/m. */
export function digammas(n: number): Float64Array {
  const psi = new Float64Array(n + 1);
  psi[1] = -0.5772156649015329;
  for (let m = 1; m < n; m++) psi[m + 1] = (psi[m] as number) + 1 / m;
  return psi;
}

/** ln V_d = d ln(2Γ(1 + 1/q)) - lnΓ(1 + d/q) */
function logBallVolume(d: number, q: number): number {
  return d * (Math.LN2 + logGamma(1 + 1 / q)) - logGamma(1 + d / q);
}

export function sideBySide(x: ArrayLike<number>, dx: number, y: ArrayLike<number>, dy: number, n: number): Float64Array {
  const d = dx + dy;
  const joint = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < dx; j++) joint[i * d + j] = x[i * dx + j] as number;
    for (let j = 0; j < dy; j++) joint[i * d + dx + j] = y[i * dy + j] as number;
  }
  return joint;
}
