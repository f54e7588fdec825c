/** Whether chains agree, and how many independent draws they are worth (Vehtari, Gelman, Simpson, Carpenter and Bürkner 2021, arXiv:1903.08008). */
import { normalOf } from "./inverseNormal.js";

/** One number's values, chain by chain, all of one length. */
export type Chains = readonly Float64Array[];

/** Each chain's halves: one that drifts disagrees with itself. */
function halvesOf(chains: Chains): Float64Array[] {
  return chains.flatMap((chain) => {
    const half = Math.floor(chain.length / 2);
    return [chain.subarray(0, half), chain.subarray(chain.length - half)];
  });
}

const meanOf = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const varianceOf = (values: Float64Array, mean = meanOf(values)): number =>
  values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);

/** Within chains, and of all of them were they one. */
function variances(chains: Chains): { within: number; pooled: number } {
  const n = (chains[0] as Float64Array).length;
  const means = Float64Array.from(chains, meanOf);
  const within = meanOf(Float64Array.from(chains, (chain, i) => varianceOf(chain, means[i])));
  return { within, pooled: ((n - 1) / n) * within + varianceOf(means) };
}

function plainRhat(chains: Chains): number {
  const { within, pooled } = variances(chains);
  return within === 0 ? (pooled === 0 ? 1 : Number.POSITIVE_INFINITY) : Math.sqrt(pooled / within);
}

/** The standard normal below which lies this share, to nine digits of it. */
function normalAt(share: number): number {
  const word = Math.min(2 ** 31 - 1, Math.floor(Math.min(share, 1 - share) * 2 ** 32));
  return share < 0.5 ? normalOf(word) : normalOf(2 ** 31 + word);
}

/** Ranks among all values, as normal numbers; equal values share their ranks' mean. */
function rankNormalised(chains: Chains): Float64Array[] {
  const n = (chains[0] as Float64Array).length;
  const all = Float64Array.from(chains.flatMap((chain) => Array.from(chain)));
  const order = Uint32Array.from(all.keys()).sort((i, j) => (all[i] as number) - (all[j] as number));
  const z = new Float64Array(all.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && all[order[to] as number] === all[order[from] as number]) to++;
    const score = normalAt(((from + to + 1) / 2 - 3 / 8) / (all.length + 1 / 4));
    for (; from < to; from++) z[order[from] as number] = score;
  }
  return chains.map((_, i) => z.subarray(i * n, (i + 1) * n));
}

/** Split R-hat of ranks, of places or of distances from the median, whichever is larger: 1 where the chains agree. Chains have at least 4 values. */
export function splitRhat(chains: Chains): number {
  const halves = halvesOf(chains);
  const sorted = Float64Array.from(halves.flatMap((half) => Array.from(half))).sort();
  const median = ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
  const folded = halves.map((half) => half.map((x) => Math.abs(x - median)));
  return Math.max(plainRhat(rankNormalised(halves)), plainRhat(rankNormalised(folded)));
}

/** Effective sample size of the mean: split chains, Geyer's initial monotone sequence. Chains have at least 8 values. */
export function effectiveDraws(chains: Chains): number {
  const halves = halvesOf(chains);
  const n = (halves[0] as Float64Array).length;
  const total = n * halves.length;
  const { within, pooled } = variances(halves);
  if (pooled === 0) return 1;
  const means = halves.map(meanOf);
  const correlation = (lag: number): number => {
    const covariance = halves.reduce((sum, half, c) => sum + covarianceAt(half, means[c] as number, lag), 0) / halves.length;
    return 1 - (within - (covariance * n) / (n - 1)) / pooled;
  };
  let sum = 0;
  for (let [lag, last] = [0, Number.POSITIVE_INFINITY]; lag + 1 < n; lag += 2) {
    const pair = Math.min(last, (lag === 0 ? 1 : correlation(lag)) + correlation(lag + 1));
    if (pair <= 0) break;
    sum += pair;
    last = pair;
  }
  const time = Math.max(2 * sum - 1, 1 / Math.log10(total));
  return total / time;
}

/** Of a chain with itself so many values later; divided by its length. */
function covarianceAt(values: Float64Array, mean: number, lag: number): number {
  let sum = 0;
  for (let i = lag; i < values.length; i++) sum += ((values[i] as number) - mean) * ((values[i - lag] as number) - mean);
  return sum / values.length;
}
