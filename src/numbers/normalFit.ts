/** The normal distribution that fits rows of numbers given others: regressions, in double precision. */
import { cholesky } from "./cholesky.js";

/** Rows of numbers, row after row. */
interface Rows {
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

export interface NormalFit {
  /** Row r: what a unit of the given column r adds to each mean, [q][p]. */
  readonly slopes: readonly (readonly number[])[];
  readonly means: readonly number[];
  /** C, strictly lower: value_i - mean_i + sum over a < i of c_ia (value_a - mean_a) is independent of those before it, [p][p]. */
  readonly coefficients: readonly (readonly number[])[];
  /** Of those residuals, -log sd, [p]. */
  readonly logPrecisions: readonly number[];
}

/** Added to variances, for columns that others determine: those given are standardised, so that it is small beside what matters. */
const ridge = 1e-6;

/** @param values [n, p] @param given [n, q], or one row, which tells nothing */
export function normalFit(values: Rows, given: Rows): NormalFit {
  const [p, q] = [values.columns, given.values.length > given.columns ? given.columns : 0];
  const n = values.values.length / p;
  // x = (1, given, value): e = W x is independent and unit lower, W the inverse of Cholesky's factor with its diagonal made 1.
  const x = (row: number, j: number): number =>
    j === 0 ? 1 : ((j <= q ? given.values[row * q + j - 1] : values.values[row * p + j - 1 - q]) as number);
  const lower = cholesky(moments(x, n, 1 + q + p));
  const w = inverseOfUnit(lower);
  const first = 1 + q;
  const own = range(p).map((i) => range(p).map((a) => (w[first + i] as number[])[first + a] as number));
  // A (v - mean) = A v + W_x x, A = I + C: means are -A^{-1} W_x.
  const back = inverseOfUnit(own);
  const mean = (column: number) =>
    range(p).map(
      (i) => -sum(range(i + 1).map((a) => ((back[i] as number[])[a] as number) * ((w[first + a] as number[])[column] as number))),
    );
  return {
    means: mean(0),
    slopes: range(given.columns).map((j) => (q > 0 ? mean(1 + j) : range(p).map(() => 0))),
    coefficients: own.map((row, i) => row.map((c, a) => (a < i ? c : 0))),
    logPrecisions: range(p).map((i) => -Math.log((lower[first + i] as number[])[first + i] as number)),
  };
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

function moments(x: (row: number, j: number) => number, n: number, size: number): number[][] {
  const all = range(size).map(() => range(size).map(() => 0));
  for (let row = 0; row < n; row++) {
    const of = range(size).map((j) => x(row, j));
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++)
        (all[i] as number[])[j] = ((all[i] as number[])[j] as number) + ((of[i] as number) * (of[j] as number)) / n;
  }
  for (let i = 0; i < size; i++) (all[i] as number[])[i] = ((all[i] as number[])[i] as number) + ridge;
  return all;
}

/** Inverse of a lower triangular matrix whose columns are divided by their diagonal first. */
function inverseOfUnit(lower: readonly (readonly number[])[]): number[][] {
  const unit = (i: number, j: number): number => ((lower[i] as number[])[j] as number) / ((lower[j] as number[])[j] as number);
  const inverse = lower.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
  for (let i = 0; i < lower.length; i++)
    for (let j = 0; j < i; j++)
      (inverse[i] as number[])[j] = -sum(range(i - j).map((k) => unit(i, j + k) * ((inverse[j + k] as number[])[j] as number)));
  return inverse;
}
