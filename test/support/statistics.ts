/** How far samples are from what they should follow, in units that mean the same for every sample size. */
import { erf, gamma } from "mathjs";

/** The largest distance of the empirical distribution function from `cdf`, times sqrt(n): above 2.2 once in 8,000 (Kolmogorov). */
export function kolmogorovSmirnov(samples: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(samples).sort();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const p = cdf(sorted[i] as number);
    distance = Math.max(distance, p - i / n, (i + 1) / n - p);
  }
  return distance * Math.sqrt(n);
}

/**
 * The chi-square statistic of counts of 0, 1, 2, ... against a probability mass function, as a standard normal (Wilson and
 * Hilferty). Neighbouring values are pooled until 20 are expected.
 */
export function chiSquareZ(samples: ArrayLike<number>, mass: (k: number) => number, highest: number): number {
  const n = samples.length;
  const observed = new Float64Array(highest + 1);
  for (let i = 0; i < n; i++) observed[samples[i] as number] = (observed[samples[i] as number] ?? 0) + 1;
  const cells: [seen: number, expected: number][] = [[0, 0]];
  for (let k = 0; k <= highest; k++) {
    const cell = cells.at(-1) as [number, number];
    cell[0] += observed[k] as number;
    cell[1] += n * mass(k);
    if (cell[1] >= 20) cells.push([0, 0]);
  }
  const rest = cells.pop() as [number, number];
  const last = cells.at(-1) as [number, number];
  last[0] += rest[0];
  last[1] += rest[1];
  const chiSquare = cells.reduce((sum, [seen, expected]) => sum + (seen - expected) ** 2 / expected, 0);
  const freedom = cells.length - 1;
  return (Math.cbrt(chiSquare / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
}

/** How many standard errors the mean of `samples` is from `wanted`. */
export function meanInErrors(samples: ArrayLike<number>, wanted: number): number {
  const { mean, variance } = moments(samples);
  return (mean - wanted) / Math.sqrt(variance / samples.length);
}

/** How many standard errors the sample variance is from `wanted`; the error from the fourth moment. */
export function varianceInErrors(samples: ArrayLike<number>, wanted: number): number {
  const { mean } = moments(samples);
  return meanInErrors(
    Float64Array.from(samples, (x) => (x - mean) ** 2),
    wanted,
  );
}

export function moments(samples: ArrayLike<number>): { mean: number; variance: number } {
  const n = samples.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (samples[i] as number) / n;
  let variance = 0;
  for (let i = 0; i < n; i++) variance += ((samples[i] as number) - mean) ** 2 / (n - 1);
  return { mean, variance };
}

export const normalCdf = (z: number): number => 0.5 * (1 + erf(z / Math.SQRT2));

/** The regularised incomplete gamma function by its power series. */
export function gammaCdf(x: number, shape: number): number {
  if (x <= 0) return 0;
  if (x > shape + 40 + 12 * Math.sqrt(shape)) return 1;
  let term = 1 / gamma(shape + 1);
  let sum = term;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= x / (shape + k);
    sum += term;
  }
  return Math.exp(shape * Math.log(x) - x) * sum;
}

/** ∫ f from low to high by Simpson's rule on 2·pieces intervals. */
export function integral(f: (x: number) => number, low: number, high: number, pieces = 1000): number {
  const h = (high - low) / (2 * pieces);
  let sum = f(low) + f(high);
  for (let i = 1; i < 2 * pieces; i++) sum += (i % 2 === 1 ? 4 : 2) * f(low + i * h);
  return (sum * h) / 3;
}
