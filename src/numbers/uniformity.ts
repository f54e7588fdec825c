/** Whether numbers are uniform on (0, 1). */

/**
 * Anderson and Darling's test: their statistic weighs the ends, where posteriors that are too narrow show, as much as the middle. Its p-value is exact
 * to three digits from three values on (Marsaglia and Marsaglia 2004, Journal of Statistical Software 9, "Evaluating the Anderson-Darling
 * distribution").
 * @param values at least three, in any order, none of them 0 or 1
 */
export function uniformityTest(values: readonly number[]): { readonly statistic: number; readonly p: number } {
  const n = values.length;
  const sorted = Float64Array.from(values).sort();
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (2 * i + 1) * (Math.log(sorted[i] as number) + Math.log1p(-(sorted[n - 1 - i] as number)));
  const statistic = -n - sum / n;
  const above = aboveInTheLimit(statistic);
  return { statistic, p: Math.min(1, Math.max(0, above - correction(n, 1 - above))) };
}

const polynomial = (x: number, ...coefficients: readonly number[]): number =>
  coefficients.reduceRight((sum, c) => c + x * sum, 0);

/** P(A² > z) for very many values. */
function aboveInTheLimit(z: number): number {
  if (!(z > 0)) return 1;
  if (z < 2)
    return (
      1 -
      (Math.exp(-1.2337141 / z) / Math.sqrt(z)) * polynomial(z, 2.00012, 0.247105, -0.0649821, 0.0347962, -0.011672, 0.00168691)
    );
  return -Math.expm1(-Math.exp(polynomial(z, 1.0776, -2.30695, 0.43424, -0.082433, 0.008056, -0.0003146)));
}

/** What few values add to the share x below. */
function correction(n: number, x: number): number {
  if (x > 0.8) return polynomial(x, -130.2137, 745.2337, -1705.091, 1950.646, -1116.36, 255.7844) / n;
  const c = 0.01265 + 0.1757 / n;
  if (x < c) {
    const t = x / c;
    return (Math.sqrt(t) * (1 - t) * (49 * t - 102) * (0.0037 / n ** 2 + 0.00078 / n + 0.00006)) / n;
  }
  const t = polynomial((x - c) / (0.8 - c), -0.00022633, 6.54034, -14.6538, 14.458, -8.259, 1.91864);
  return (t * (0.04213 + 0.01365 / n)) / n;
}
