/** Summaries of draws that carry weights: importance sampling from a prior to a posterior. */
import type { Key } from "../contracts/values.js";
import { uniforms } from "./distributions.js";
import { split } from "./keys.js";

export interface WeightedSummary {
  readonly mean: number;
  readonly sd: number;
  /** From the 5 % to the 95 % quantile. */
  readonly interval: readonly [number, number];
}

/** Weights that add up to 1, from their logarithms up to a constant; undefined when all of them are zero or one is no number. */
export function normalisedWeights(logs: ArrayLike<number>): Float64Array | undefined {
  const all = Float64Array.from(logs);
  const most = all.reduce((a, b) => (b > a || Number.isNaN(b) ? b : a), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(most)) return undefined;
  const weights = all.map((x) => Math.exp(x - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return Number.isFinite(sum) ? weights.map((w) => w / sum) : undefined;
}

/** Kish's effective sample size: so many draws without weights would be as good. @param weights that add up to 1 */
export function effectiveSize(weights: Float64Array): number {
  return 1 / weights.reduce((sum, w) => sum + w * w, 0);
}

/** @param weights that add up to 1, one a value */
export function weightedSummary(values: ArrayLike<number>, weights: Float64Array): WeightedSummary {
  const order = Uint32Array.from(weights.keys()).sort((i, j) => (values[i] as number) - (values[j] as number));
  const mean = weights.reduce((sum, w, i) => sum + w * (values[i] as number), 0);
  const variance = weights.reduce((sum, w, i) => sum + w * ((values[i] as number) - mean) ** 2, 0);
  const quantile = (share: number): number => {
    let below = 0;
    for (const i of order) {
      below += weights[i] as number;
      if (below >= share) return values[i] as number;
    }
    return values[order.at(-1) as number] as number; // rounding: the weights add up to a little less than 1
  };
  return { mean, sd: Math.sqrt(variance), interval: [quantile(0.05), quantile(0.95)] };
}

/**
 * Which of the weighted draws stand for them when all weigh the same.
 * @param weights that add up to 1 @param shares in rising order, (0, 1): each takes the draw that it falls on, [n]
 */
export function resampled(weights: Float64Array, shares: ArrayLike<number>): Uint32Array {
  const last = weights.findLastIndex((w) => w > 0);
  let i = 0;
  let below = weights[0] as number;
  return Uint32Array.from(shares, (share) => {
    while (below < share && i < last) below += weights[++i] as number;
    return i;
  });
}

/** Shares of systematic resampling: each draw is taken as often as its weight says, or once more (Carpenter, Clifford and Fearnhead 1999). @param u uniform on (0, 1) */
export const systematic = (n: number, u: number): Float64Array => Float64Array.from({ length: n }, (_, k) => (k + u) / n);

/** n draws of equal weight, in no order. @param rows [rows, p], row after row @param weights of the rows, that add up to 1 @returns [n, p] */
export function drawnAgain(rows: Float32Array | Float64Array, weights: Float64Array, key: Key, n: number): Float32Array {
  const p = rows.length / weights.length;
  const k = split(key, "systematic", "order");
  const chosen = resampled(weights, systematic(n, uniforms(k.systematic, 1)[0] as number));
  const places = uniforms(k.order, n);
  const order = Uint32Array.from(chosen.keys()).sort((i, j) => (places[i] as number) - (places[j] as number));
  const out = new Float32Array(n * p);
  for (const [row, i] of order.entries()) {
    const from = (chosen[i] as number) * p;
    out.set(rows.subarray(from, from + p), row * p);
  }
  return out;
}
