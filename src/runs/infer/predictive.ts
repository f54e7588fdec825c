/** Whether data look like what is simulated: how far they lie from the mean of simulations, among the simulations themselves. */
import type { Check } from "../../numbers/strangeness.js";
import { whitening } from "../../numbers/whitening.js";
import type { Rows } from "./again.js";

/**
 * Distances are Mahalanobis', of features in which noise is alike. Of what is simulated with parameters that the data chose, p is nearer to
 * a half than chance would have it (Bayarri and Berger 2000): a small one is a small one all the same.
 * @param simulated [n, q] @param seen [q]
 */
export function predictiveCheck(simulated: Rows, seen: ArrayLike<number>): Check {
  const { columns: q, values } = simulated;
  const n = values.length / q;
  const whiten = whitening(simulated);
  const distance = (at: (j: number) => number) => whiten(at).reduce((sum, x) => sum + x * x, 0);
  const own = distance((j) => seen[j] as number);
  let [farther, finite] = [0, 0];
  for (let i = 0; i < n; i++) {
    const d = distance((j) => values[i * q + j] as number);
    if (Number.isNaN(d)) continue;
    finite++;
    if (d >= own) farther++;
  }
  const p = farther / Math.max(1, finite);
  return { p, se: Math.sqrt(Math.max(p * (1 - p), 1 / finite ** 2) / finite), samples: finite };
}
