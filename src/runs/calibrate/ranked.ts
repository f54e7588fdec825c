/** Where the truth lies among draws of a posterior (Talts, Betancourt, Simpson, Vehtari and Gelman 2018, arXiv:1804.06788). */
import type { PosteriorSample } from "../../contracts/posterior.js";
import type { Key } from "../../contracts/values.js";
import { uniforms } from "../../numbers/distributions.js";

export interface Ranked {
  readonly rank: number;
  readonly draws: number;
  readonly place: number;
}

/** Rows of draws that are independent of each other: as many as they are worth, as far apart as can be. */
export function independentRows({ theta, ess }: PosteriorSample, p: number): number[] {
  const n = theta.length / p;
  const worth = Math.max(1, Math.min(n, Math.floor(Math.min(...ess) + 1e-9)));
  return Array.from({ length: worth }, (_, i) => Math.floor((i * n) / worth));
}

/**
 * The rank of the truth among independent draws, and a place in (0, 1) made of it by lot: (rank + u) / (draws + 1) with u uniform is uniform itself
 * where truth and draws come from one distribution, for every number of draws, so that replications with many and with few are compared.
 */
export function rankedAmong(draws: readonly number[], truth: number, key: Key): Ranked {
  const [tie, within] = uniforms(key, 2) as unknown as [number, number];
  const below = draws.filter((x) => x < truth).length;
  const equal = draws.filter((x) => x === truth).length;
  const rank = below + Math.floor(tie * (equal + 1));
  return { rank, draws: draws.length, place: (rank + within) / (draws.length + 1) };
}

/**
 * Of all parameters together: the rank of the truth's distance from a random point among the draws' distances (TARP: Lemos, Coogan, Hezaveh and
 * Perreault-Levasseur 2023, arXiv:2302.03026). @param sd of each parameter, in which distances are measured
 */
export function rankedDistance(
  draws: readonly ArrayLike<number>[],
  truth: ArrayLike<number>,
  from: ArrayLike<number>,
  sd: ArrayLike<number>,
  key: Key,
): Ranked {
  const distance = (theta: ArrayLike<number>): number => {
    let sum = 0;
    for (let j = 0; j < sd.length; j++) sum += (((theta[j] as number) - (from[j] as number)) / (sd[j] as number)) ** 2;
    return sum;
  };
  return rankedAmong(draws.map(distance), distance(truth), key);
}
