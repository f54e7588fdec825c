/**
 * Mutual information from distances to nearest neighbours: no networks, no training, low-biased in many dimensions. Nats.
 * KSG-1 and KSG-2: Kraskov, Stögbauer and Grassberger 2004, equations 8 and 9, doi:10.1103/PhysRevE.69.066138.
 * Revised: Gao, Oh and Viswanath 2018 ("bias-improved KSG"), doi:10.1109/TIT.2018.2807481.
 */
import { buildTree, countWithin, distanceBetween, type KdTree, nearest } from "./kdTree.js";
import { logGamma } from "./special.js";

export interface NeighbourOptions {
  /** Neighbours; more lower the variance and raise the bias. */
  readonly k?: number;
  readonly method?: "ksg1" | "ksg2" | "revised";
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
  { k = 3, method = "ksg1", q = 2 }: NeighbourOptions = {},
): number {
  if (x.length !== n * dx || y.length !== n * dy) throw new Error(`x and y must have ${n} rows of ${dx} and ${dy} numbers`);
  if (!Number.isInteger(k) || k < 1 || k >= n) throw new Error(`k must be a whole number from 1 to ${n - 1}, got ${k}`);
  const joint = sideBySide(x, dx, y, dy, n);
  const sample: Sample = {
    x,
    dx,
    y,
    dy,
    n,
    k,
    joint,
    xs: buildTree(x, dx),
    ys: buildTree(y, dy),
    tree: buildTree(joint, dx + dy),
  };
  return estimators[method](sample, q);
}

/**
 * The estimate from all rows, with a standard error from the spread of the estimates of `parts` disjoint parts (rows i, i + parts, ...).
 * The parts' own estimates are more biased, having fewer rows; their spread serves all the same.
 */
export function nearestNeighbourEstimate(
  x: ArrayLike<number>,
  dx: number,
  y: ArrayLike<number>,
  dy: number,
  n: number,
  { parts = 8, ...options }: NeighbourOptions & { readonly parts?: number } = {},
): { value: number; se: number } {
  const estimates = Array.from({ length: parts }, (_, part) => {
    const rows = Array.from({ length: Math.ceil((n - part) / parts) }, (_, i) => part + i * parts);
    return nearestNeighbourInformation(pick(x, dx, rows), dx, pick(y, dy, rows), dy, rows.length, options);
  });
  const mean = estimates.reduce((sum, v) => sum + v, 0) / parts;
  const variance = estimates.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (parts - 1);
  return { value: nearestNeighbourInformation(x, dx, y, dy, n, options), se: Math.sqrt(variance / parts) };
}

interface Sample {
  readonly x: ArrayLike<number>;
  readonly dx: number;
  readonly y: ArrayLike<number>;
  readonly dy: number;
  readonly n: number;
  readonly k: number;
  readonly joint: Float64Array;
  readonly tree: KdTree;
  readonly xs: KdTree;
  readonly ys: KdTree;
}

const estimators = { ksg1, ksg2, revised };

/** ψ(k) + ψ(n) - mean[ψ(n_x + 1) + ψ(n_y + 1)], with n_x the others closer in x than the k-th neighbour is in (x, y). */
function ksg1(sample: Sample): number {
  const { x, y, xs, ys, n, k } = sample;
  const psi = digammas(n);
  const mean = meanOverRows(sample, Infinity, (i, distances) => {
    const radius = distances[k - 1] as number;
    // The point itself is among those counted, unless the radius is 0 and there is none to count.
    const nx = Math.max(1, countWithin(xs, x, i, Infinity, radius, false));
    const ny = Math.max(1, countWithin(ys, y, i, Infinity, radius, false));
    return (psi[nx] as number) + (psi[ny] as number);
  });
  return (psi[k] as number) + (psi[n] as number) - mean;
}

/** ψ(k) - 1/k + ψ(n) - mean[ψ(n_x) + ψ(n_y)], with n_x the others within the k neighbours' extent in x, n_y in y. */
function ksg2(sample: Sample): number {
  const { x, dx, y, dy, xs, ys, tree, n, k } = sample;
  const psi = digammas(n);
  const mean = meanOverRows(sample, Infinity, (i, _, places) => {
    let inX = 0;
    let inY = 0;
    for (const place of places) {
      const row = tree.rows[place] as number;
      inX = Math.max(inX, distanceBetween(x, i, x, row, dx, Infinity));
      inY = Math.max(inY, distanceBetween(y, i, y, row, dy, Infinity));
    }
    const nx = countWithin(xs, x, i, Infinity, inX, true) - 1;
    const ny = countWithin(ys, y, i, Infinity, inY, true) - 1;
    return (psi[nx] as number) + (psi[ny] as number);
  });
  return (psi[k] as number) - 1 / k + (psi[n] as number) - mean;
}

/** ψ(k) + ln n + ln V_dx + ln V_dy - ln V_{dx+dy} - mean[ln n_x + ln n_y], with balls of the ℓ_q norm and n_x within the k-th distance. */
function revised(sample: Sample, q: number): number {
  const { x, dx, y, dy, xs, ys, n, k } = sample;
  const mean = meanOverRows(sample, q, (i, distances) => {
    // The radius was summed over all coordinates at once, so rounding may put a neighbour just outside it in x or in y.
    const radius = (distances[k - 1] as number) * (1 + 1e-12);
    return Math.log(countWithin(xs, x, i, q, radius, true) - 1) + Math.log(countWithin(ys, y, i, q, radius, true) - 1);
  });
  const volumes = logBallVolume(dx, q) + logBallVolume(dy, q) - logBallVolume(dx + dy, q);
  return (digammas(k)[k] as number) + Math.log(n) + volumes - mean;
}

/** Mean over rows of a term that sees the k nearest neighbours in (x, y). */
function meanOverRows(
  { tree, joint, n, k }: Sample,
  q: number,
  term: (i: number, distances: Float64Array, places: Uint32Array) => number,
): number {
  const distances = new Float64Array(k);
  const places = new Uint32Array(k);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    nearest(tree, joint, i, i, q, distances, places);
    sum += term(i, distances, places);
  }
  return sum / n;
}

/** ψ(m) for m = 1 ... n, by ψ(m + 1) = ψ(m) + 1/m. */
function digammas(n: number): Float64Array {
  const psi = new Float64Array(n + 1);
  psi[1] = -0.5772156649015329;
  for (let m = 1; m < n; m++) psi[m + 1] = (psi[m] as number) + 1 / m;
  return psi;
}

/** ln V_d = d ln(2Γ(1 + 1/q)) - lnΓ(1 + d/q) */
function logBallVolume(d: number, q: number): number {
  return d * (Math.LN2 + logGamma(1 + 1 / q)) - logGamma(1 + d / q);
}

function sideBySide(x: ArrayLike<number>, dx: number, y: ArrayLike<number>, dy: number, n: number): Float64Array {
  const d = dx + dy;
  const joint = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < dx; j++) joint[i * d + j] = x[i * dx + j] as number;
    for (let j = 0; j < dy; j++) joint[i * d + dx + j] = y[i * dy + j] as number;
  }
  return joint;
}

function pick(x: ArrayLike<number>, d: number, rows: readonly number[]): Float64Array {
  const out = new Float64Array(rows.length * d);
  rows.forEach((row, i) => {
    for (let j = 0; j < d; j++) out[i * d + j] = x[row * d + j] as number;
  });
  return out;
}
