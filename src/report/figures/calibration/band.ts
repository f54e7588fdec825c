/** Where shares of many replications lie where a posterior is right. */

/**
 * Counts among n, each with probability p, that `of` such counts all lie between with 95 %, by Bonferroni's inequality: quantiles of the binomial
 * distribution, summed term by term.
 */
export function countsBetween(n: number, p: number, of: number): [number, number] {
  const tail = 0.025 / of;
  const odds = Math.log(p / (1 - p));
  let log = n * Math.log1p(-p);
  let below = 0;
  let low: number | undefined;
  for (let k = 0; k <= n; k++) {
    below += Math.exp(log);
    if (low === undefined && below > tail) low = k;
    if (below >= 1 - tail) return [low ?? k, k];
    log += Math.log((n - k) / (k + 1)) + odds;
  }
  return [low ?? n, n];
}
