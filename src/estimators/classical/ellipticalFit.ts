/** The elliptical distribution, normal or Student's t, that fits rows best once each column is brought to its margin: a copula. Nats. */
import jstat from "jstat";
import type { Table } from "../../contracts/bounds.js";
import { cholesky } from "../../numbers/cholesky.js";
import { type Whitening, whitened } from "../../numbers/covariance.js";
import { digamma, logGamma, normalTail } from "../../numbers/special.js";
import { sideBySide } from "./nearestNeighbours.js";
import { rowsOf } from "./tables.js";

export interface EllipticalFit {
  /** Degrees of freedom; Infinity: normal. */
  readonly dof: number;
  /** Of x, y and both, by the same scatter: [p, p], [q, q], [p + q, p + q]. */
  readonly x: Whitening;
  readonly y: Whitening;
  readonly both: Whitening;
  /** That the scatter was fitted to. */
  readonly rows: number;
  /** From normal scores to the margin. */
  toMargin(values: ArrayLike<number>): Float64Array;
}

/** So many steps bring the scatter to three digits of its standard error (Kent, Tyler and Vardi 1994). */
const fitSteps = 8;
/** Rows times columns² that the degrees of freedom, and then the scatter, are fitted to: some seconds each, but ten rows a column. */
const [searched, fitted] = [1e7, 1e9] as const;
const [leastDof, mostDof] = [0.7, 60] as const;
/** Log likelihood that the t must have more than the normal, for its one parameter. */
const worthIt = 4;

/**
 * Degrees of freedom by the profile likelihood of the copula (Demarta and McNeil 2005, section 5), the scatter by that of the t with them.
 * @param x [n, p] and y [n, q]: columns of normal scores @param tails false: normal, whatever the rows
 * @param most rows times columns² that the scatter is fitted to
 */
export function ellipticalFit(x: Table, y: Table, tails = true, most: number = fitted): EllipticalFit {
  const [n, p, q] = [rowsOf(x), x.columns, y.columns];
  const d = p + q;
  const all = sideBySide(x.values, p, y.values, q, n);
  const [few, many] = [searched, most].map((work) => spreadRows(all, d, Math.max(10 * d, Math.floor(work / d ** 2)))) as [
    Float64Array,
    Float64Array,
  ];
  const dof = tails ? bestDof(few, d) : Number.POSITIVE_INFINITY;
  const toMargin = marginOf(dof);
  return { dof, ...scatterFit(toMargin(many), p, q, dof), rows: many.length / d, toMargin };
}

/** Of rows [n, p + q] in the units of the margins, row after row: the scatters of the first p columns, of the others, and of all. */
export function scatterFit(values: Float64Array, p: number, q: number, dof: number): Pick<EllipticalFit, "x" | "y" | "both"> {
  const { mean, scatter } = scatterOf(values, p + q, dof);
  const part = (from: number, to: number): Whitening =>
    whiteningBy(
      mean.slice(from, to),
      scatter.slice(from, to).map((row) => row.slice(from, to)),
    );
  return { x: part(0, p), y: part(p, p + q), both: part(0, p + q) };
}

/** At most so many rows, evenly from the first to the last. */
function spreadRows(values: Float64Array, d: number, most: number): Float64Array {
  const n = values.length / d;
  if (n <= most) return values;
  const out = new Float64Array(most * d);
  for (let i = 0; i < most; i++) {
    const row = Math.floor((i * n) / most);
    out.set(values.subarray(row * d, (row + 1) * d), i * d);
  }
  return out;
}

/** Of the fitted distribution: that of the normal, and what the common scale of the tails adds whatever the scatter. */
export function fittedInformation({ dof, x, y, both }: EllipticalFit): number {
  const [p, q] = [x.mean.length, y.mean.length];
  return x.logVolume + y.logVolume - both.logVolume + tailInformation(p, q, dof);
}

/** By how much the normal's part is too high on average, for n rows: exact for normals, whose scatters' determinants are Wishart's. */
export function scatterBias(p: number, q: number, n: number): number {
  const of = (d: number) => Array.from({ length: d }, (_, i) => digamma((n - 1 - i) / 2)).reduce((sum, v) => sum + v, 0);
  return n > p + q + 1 ? 0.5 * (of(p) + of(q) - of(p + q)) : Number.POSITIVE_INFINITY;
}

/** h_p + h_q - h_(p + q), with h the entropies of t distributions of identity scatter: what uncorrelated columns tell of each other. */
export function tailInformation(p: number, q: number, dof: number): number {
  if (dof === Number.POSITIVE_INFINITY) return 0;
  const entropy = (k: number) =>
    -logGamma((dof + k) / 2) + logGamma(dof / 2) + ((dof + k) / 2) * (digamma((dof + k) / 2) - digamma(dof / 2));
  return entropy(p) + entropy(q) - entropy(p + q);
}

/** log p(x, y) / p(x) p(y) of rows of normal scores. */
export function ellipticalLogRatios(fit: EllipticalFit, x: Table, y: Table): Float64Array {
  const { dof, toMargin } = fit;
  const [p, q, n] = [x.columns, y.columns, rowsOf(x)];
  const joint = toMargin(sideBySide(x.values, p, y.values, q, n));
  const [ofX, ofY, ofBoth] = [squares(toMargin(x.values), fit.x), squares(toMargin(y.values), fit.y), squares(joint, fit.both)];
  const constant = fit.x.logVolume + fit.y.logVolume - fit.both.logVolume;
  const [both, onX, onY] = [logKernel(p + q, dof), logKernel(p, dof), logKernel(q, dof)];
  return ofBoth.map((square, i) => constant + both(square) - onX(ofX[i] as number) - onY(ofY[i] as number));
}

/** log density of the t (or normal) of d columns with identity scatter, by the squared length, but for a term in proportion to d. */
export function logKernel(d: number, dof: number): (square: number) => number {
  if (dof === Number.POSITIVE_INFINITY) return (square) => -0.5 * square;
  const constant = logGamma((dof + d) / 2) - logGamma(dof / 2) - (d / 2) * Math.log(dof);
  return (square) => constant - ((dof + d) / 2) * Math.log1p(square / dof);
}

/** Squared lengths of rows in the whitening's units: [n]. */
export function squares(values: ArrayLike<number>, whitening: Whitening): Float64Array {
  const d = whitening.mean.length;
  const w = whitened(values, whitening);
  return Float64Array.from({ length: w.length / d }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += (w[i * d + j] as number) ** 2;
    return sum;
  });
}

/** By golden sections of the profile likelihood along log dof. */
function bestDof(scores: Float64Array, d: number): number {
  const likelihood = (dof: number) => {
    const values = marginOf(dof)(scores);
    const { mean, scatter } = scatterOf(values, d, dof);
    const whitening = whiteningBy(mean, scatter);
    const [joint, margin] = [logKernel(d, dof), logKernel(1, dof)];
    const ofRows = squares(values, whitening).reduce((sum, square) => sum + joint(square) - whitening.logVolume, 0);
    return values.reduce((sum, v) => sum - margin(v * v), ofRows);
  };
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(leastDof), Math.log(mostDof)];
  let [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [ofA, ofB] = [likelihood(Math.exp(a)), likelihood(Math.exp(b))];
  while (high - low > 0.04) {
    if (ofA > ofB) {
      [high, b, ofB] = [b, a, ofA];
      a = high - ratio * (high - low);
      ofA = likelihood(Math.exp(a));
    } else {
      [low, a, ofA] = [a, b, ofB];
      b = low + ratio * (high - low);
      ofB = likelihood(Math.exp(b));
    }
  }
  const dof = Math.exp((low + high) / 2);
  return Math.max(ofA, ofB) > likelihood(Number.POSITIVE_INFINITY) + worthIt ? dof : Number.POSITIVE_INFINITY;
}

/** Location and scatter by iterated weights, [d] and [d, d] (its lower half). */
function scatterOf(values: Float64Array, d: number, dof: number): { mean: Float64Array; scatter: number[][] } {
  const n = values.length / d;
  let weights = new Float64Array(n).fill(1);
  let found = weighted(values, d, weights);
  if (dof === Number.POSITIVE_INFINITY) return found;
  // Heavy tails have no covariance to begin from: the margins' scatter is the identity's.
  let whitening = whiteningBy(
    new Float64Array(d),
    Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => Number(i === j))),
  );
  for (let step = 0; step < fitSteps; step++) {
    weights = squares(values, whitening).map((square) => (dof + d) / (dof + square));
    found = weighted(values, d, weights);
    whitening = whiteningBy(found.mean, found.scatter);
  }
  return found;
}

function weighted(values: Float64Array, d: number, weights: Float64Array): { mean: Float64Array; scatter: number[][] } {
  const total = weights.reduce((sum, w) => sum + w, 0);
  const mean = new Float64Array(d);
  for (let i = 0; i < weights.length; i++)
    for (let j = 0; j < d; j++) mean[j] = (mean[j] as number) + ((values[i * d + j] as number) * (weights[i] as number)) / total;
  const sums = new Float64Array(d * d);
  const row = new Float64Array(d);
  for (let i = 0; i < weights.length; i++) {
    for (let j = 0; j < d; j++) row[j] = (values[i * d + j] as number) - (mean[j] as number);
    const weight = (weights[i] as number) / total;
    for (let j = 0; j < d; j++) {
      const own = (row[j] as number) * weight;
      for (let k = 0; k <= j; k++) sums[j * d + k] = (sums[j * d + k] as number) + own * (row[k] as number);
    }
  }
  return { mean, scatter: Array.from({ length: d }, (_, j) => Array.from(sums.subarray(j * d, (j + 1) * d))) };
}

/** Of the scatter: for columns that are told by others. */
const ridge = 1e-9;

function whiteningBy(mean: Float64Array, scatter: readonly (readonly number[])[]): Whitening {
  const lower = cholesky(scatter.map((row, i) => row.map((v, j) => (i === j ? v * (1 + ridge) + 1e-12 : v))));
  return {
    mean,
    lower: Float64Array.from(lower.flat()),
    logVolume: lower.reduce((sum, row, j) => sum + Math.log(row[j] as number), 0),
  };
}

/** Normal scores beyond these are no rows' that fit into a memory. */
const farthest = 8;
const places = 800;

/** T⁻¹(Φ(z)) of the t with so many degrees of freedom, linearly between places of which asinh is taken. */
function marginOf(dof: number): EllipticalFit["toMargin"] {
  if (dof === Number.POSITIVE_INFINITY) return (values) => Float64Array.from(values);
  const nodes = Float64Array.from({ length: places + 1 }, (_, i) =>
    i === 0 ? 0 : Math.asinh(-jstat.studentt.inv(normalTail((farthest * i) / places), dof)),
  );
  return (values) =>
    Float64Array.from(values, (z) => {
      const at = Math.min((Math.abs(z) / farthest) * places, places - 1e-9);
      const node = Math.floor(at);
      const [a, b] = [nodes[node] as number, nodes[node + 1] as number];
      return Math.sign(z) * Math.sinh(a + (b - a) * (at - node));
    });
}
