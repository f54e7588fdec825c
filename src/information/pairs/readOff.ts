/** What scores of pairs prove of the information, and how far chance alone brings them. */

import type { Key } from "../../contracts/values.js";
import { bits, fold } from "../../numbers/keys.js";
import { shuffled } from "../divergence/samples.js";

export interface ReadOff {
  /** Mean over rows of S_jj - log mean_i exp S_ij: below the information on average, whatever the scores, and at most log n. Nats. */
  readonly value: number;
  /** What each row adds to it, as a pair and among the others' contrasts: [n], of mean `value` (Hoeffding 1948). */
  readonly added: Float64Array;
}

/** @param scores [n, n], rows x and columns y, of rows that they were not trained on */
export function informationOf(scores: Float32Array, n: number): ReadOff {
  const tops = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) tops[j] = Math.max(tops[j] as number, scores[i * n + j] as number);
  const ratios = new Float64Array(n * n);
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const ratio = Math.exp((scores[i * n + j] as number) - (tops[j] as number));
      ratios[i * n + j] = ratio;
      sums[j] = (sums[j] as number) + ratio;
    }
  const added = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let shares = 0;
    for (let j = 0; j < n; j++) shares += (ratios[i * n + j] as number) / (sums[j] as number);
    const log = (tops[i] as number) + Math.log((sums[i] as number) / n);
    added[i] = (scores[i * n + i] as number) - log - (shares - 1);
  }
  return { value: added.reduce((sum, v) => sum + v, 0) / n, added };
}

/**
 * Sums of scores of pairs that were put together at random, `count` times, beside that of the pairs as they are: a permutation test of
 * independence, exact since the scores were made from other rows.
 * @returns how often chance reached the sum, each [matrices summed]: see `pValue`
 */
export function shuffledSums(scores: Float32Array, n: number, count: number, k: Key): { own: number; shuffled: Float64Array } {
  const sumOf = (order: Uint32Array) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += scores[i * n + (order[i] as number)] as number;
    return sum;
  };
  const own = sumOf(Uint32Array.from({ length: n }, (_, i) => i));
  return { own, shuffled: Float64Array.from({ length: count }, (_, r) => sumOf(shuffled(fold(k, r), n))) };
}

/** (1 + how many are at least as large) / (1 + all), ties broken at random, so that it is uniform where x and y are independent. */
export function pValue(own: number, others: Float64Array, k: Key): number {
  const above = others.reduce((sum, other) => sum + Number(other > own), 0);
  const equal = others.reduce((sum, other) => sum + Number(other === own), 0);
  const word = (bits(k, 1)[0] as number) / 2 ** 32;
  return (1 + above + Math.floor(word * (equal + 1))) / (1 + others.length);
}
