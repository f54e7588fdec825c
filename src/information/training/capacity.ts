/** What a batch can carry of a bound that averages density ratios. */
import type { Estimator } from "../../contracts/bounds.js";

/**
 * The least standard deviation of the mean over n pairs from Q of p/q: sqrt((e^I - 1) / n), whatever the distributions. For normals it is
 * sqrt((e^2I - 1) / n).
 * Song and Ermon 2020, Understanding the limitations of variational mutual information estimators, theorem 2.
 * @param information I, nats
 */
export const leastSpread = (information: number, n: number): number => Math.sqrt(Math.expm1(information) / n);

/** Half a nat, in a batch: beyond it single batches say little, and few large ratios decide over the gradient. */
const mostSpread = 0.5;

/** A word where a bound's own batch is too small for what it found; only for bounds whose ratios nothing normalises. @param bound nats */
export function capacityNote({ name, logRatios, cap }: CapacityOf, bound: number, batch: number): string | undefined {
  const spread = leastSpread(bound, batch);
  if (logRatios === undefined || Number.isFinite(cap(batch)) || !(spread > mostSpread)) return undefined;
  const wanted = Math.ceil(Math.expm1(bound) / mostSpread ** 2);
  return (
    `${name} at ${bound.toFixed(1)} nats: its value over one batch of ${batch} scatters by ${spread.toFixed(1)} nats at least, and its gradient with it ` +
    `(Song and Ermon 2020, theorem 2). A --batch of ${wanted.toLocaleString("en-US")} brings that to ${mostSpread}; a bound with a cap, or one that needs no ratios, has no such spread`
  );
}

type CapacityOf = Pick<Estimator, "name" | "cap"> & { readonly logRatios?: unknown };
