/** Rows of numbers as a normal distribution would have them: means, covariances, and the triangle that makes them from independent ones. */
import { cholesky } from "./cholesky.js";

export interface Whitening {
  readonly mean: Float64Array;
  /** Lower triangular L, row after row, [p, p]: L times independent numbers of variance 1 has the covariance. */
  readonly lower: Float64Array;
  /** log |det L| */
  readonly logVolume: number;
}

/** Of the variance: for columns that are one number, or are told by others. */
const ridge = 1e-9;
const leastVariance = 1e-12;

/** @param rows [n, p], row after row */
export function whiteningOf(rows: ArrayLike<number>, p: number): Whitening {
  const n = rows.length / p;
  const at = (i: number, j: number): number => rows[i * p + j] as number;
  const mean = new Float64Array(p);
  for (let i = 0; i < n; i++) for (let j = 0; j < p; j++) mean[j] = (mean[j] as number) + at(i, j) / n;
  const covariance = Array.from({ length: p }, () => new Array<number>(p).fill(0));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < p; j++)
      for (let k = 0; k <= j; k++)
        (covariance[j] as number[])[k] =
          ((covariance[j] as number[])[k] as number) + ((at(i, j) - (mean[j] as number)) * (at(i, k) - (mean[k] as number))) / n;
  for (const [j, row] of covariance.entries())
    row[j] = (row[j] as number) * (1 + ridge) + leastVariance * (1 + (mean[j] as number) ** 2);
  const lower = cholesky(covariance);
  return {
    mean,
    lower: Float64Array.from(lower.flat()),
    logVolume: lower.reduce((sum, row, j) => sum + Math.log(row[j] as number), 0),
  };
}

/** mean + L w of each row of w [n, p]; the same without the mean where there is none. */
export function coloured(w: ArrayLike<number>, { lower }: Pick<Whitening, "lower">, mean?: Float64Array): Float64Array {
  const p = Math.sqrt(lower.length);
  const out = new Float64Array(w.length);
  for (let from = 0; from < w.length; from += p)
    for (let j = 0; j < p; j++) {
      let sum = mean ? (mean[j] as number) : 0;
      for (let k = 0; k <= j; k++) sum += (lower[j * p + k] as number) * (w[from + k] as number);
      out[from + j] = sum;
    }
  return out;
}

/** `coloured` backwards. */
export function whitened(rows: ArrayLike<number>, { lower, mean }: Whitening): Float64Array {
  const p = mean.length;
  const out = new Float64Array(rows.length);
  for (let from = 0; from < rows.length; from += p)
    for (let j = 0; j < p; j++) {
      let left = (rows[from + j] as number) - (mean[j] as number);
      for (let k = 0; k < j; k++) left -= (lower[j * p + k] as number) * (out[from + k] as number);
      out[from + j] = left / (lower[j * p + j] as number);
    }
  return out;
}
