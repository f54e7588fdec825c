/**
 * Means and their errors. Imports nothing: reports use it too. simple-statistics has a mean of its own, whose compensated sum makes NaN of
 * infinities; an infinite bound must stay one.
 */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/** Standard error of the mean of independent values, which are at least two. */
export function errorOfMean(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1) / values.length);
}

/** log(e^a + e^b) without overflow; -Infinity where both are. */
export function logAdd(a: number, b: number): number {
  const most = Math.max(a, b);
  return most === Number.NEGATIVE_INFINITY ? most : most + Math.log1p(Math.exp(-Math.abs(a - b)));
}
