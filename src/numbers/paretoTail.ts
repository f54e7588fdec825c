/** The tail of importance weights as a generalised Pareto distribution: how heavy it is, and weights that it smooths. */

/** P(X > x) = (1 + shape x / scale)^(-1/shape) */
export interface ParetoFit {
  readonly shape: number;
  readonly scale: number;
}

/** Grid of the profile likelihood, and how far its prior reaches, as in Zhang and Stephens 2009, section 4, with the finer grid of Vehtari et al. 2024. */
const gridAtLeast = 30;
const priorReach = 3;

/** Of the shape: as ten more observations of 0.5 would say (Vehtari, Simpson, Gelman, Yao and Gabry 2024, appendix C). */
const pulledBy = 10;
const pulledTo = 0.5;

/**
 * The profile likelihood's posterior mean (Zhang and Stephens 2009, A new and efficient estimation method for the generalized Pareto
 * distribution), whose k is minus the shape.
 * @param excesses over the tail's threshold, in rising order, positive
 */
export function paretoFit(excesses: Float64Array): ParetoFit {
  const n = excesses.length;
  const m = gridAtLeast + Math.floor(Math.sqrt(n));
  const quartile = excesses[Math.max(0, Math.floor(n / 4 + 0.5) - 1)] as number;
  const largest = excesses[n - 1] as number;
  const thetas = Float64Array.from({ length: m }, (_, j) => 1 / largest + (1 - Math.sqrt(m / (j + 0.5))) / priorReach / quartile);
  const shapeAt = (theta: number): number => excesses.reduce((sum, x) => sum + Math.log1p(-theta * x), 0) / n;
  const logs = thetas.map((theta) => {
    const shape = shapeAt(theta);
    return n * (Math.log(-theta / shape) - shape - 1);
  });
  const most = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = logs.map((log) => Math.exp(log - most));
  const total = weights.reduce((a, b) => a + b, 0);
  const theta = thetas.reduce((sum, one, j) => sum + (one * (weights[j] as number)) / total, 0);
  const shape = shapeAt(theta);
  return { shape: (n * shape + pulledBy * pulledTo) / (n + pulledBy), scale: -shape / theta };
}

export interface Smoothed {
  /** They add up to 1. */
  readonly weights: Float64Array;
  /** Above 0.7 no mean by these weights is to be trusted; Infinity where the tail has too few weights to tell, -Infinity where all are alike. */
  readonly shape: number;
}

/** Fewer say nothing about a tail. */
const leastTail = 5;

/**
 * Pareto smoothed importance sampling (Vehtari et al. 2024, arXiv:1507.02646): the largest weights, min(n/5, 3 sqrt n) of them, give way to the
 * quantiles of the distribution that fits them, none above the largest.
 * @param weights that add up to 1
 */
export function paretoSmoothed(weights: Float64Array): Smoothed {
  const n = weights.length;
  const size = Math.ceil(Math.min(0.2 * n, 3 * Math.sqrt(n)));
  const order = Uint32Array.from(weights.keys()).sort((i, j) => (weights[i] as number) - (weights[j] as number));
  const tail = order.subarray(n - size);
  const threshold = weights[order[n - size - 1] as number] as number;
  const excesses = Float64Array.from(tail, (i) => (weights[i] as number) - threshold);
  const positive = excesses.filter((x) => x > 0);
  if (positive.length < leastTail) {
    const alike = (weights[order[n - 1] as number] as number) - threshold <= 1e-12 * threshold;
    return { weights, shape: alike ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY };
  }
  const { shape, scale } = paretoFit(positive);
  const largest = weights[tail[size - 1] as number] as number;
  const smooth = weights.slice();
  for (const [k, i] of tail.entries()) {
    const left = 1 - (k + 0.5) / size;
    const excess = Math.abs(shape) < 1e-8 ? -scale * Math.log(left) : (scale * (left ** -shape - 1)) / shape;
    smooth[i] = Math.min(threshold + excess, largest);
  }
  const total = smooth.reduce((a, b) => a + b, 0);
  return { weights: smooth.map((w) => w / total), shape };
}
