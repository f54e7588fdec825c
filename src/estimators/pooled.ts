/** Bounds of a whole held-out set at once: every theta beside every outcome, however many pairs fit into memory. */
import { errorOfMean, mean } from "../basics/statistics.js";
import type { FromScores, Terms } from "../contracts/bounds.js";
import { tidied } from "../engine/tensors.js";
import { jointScores } from "./pairs.js";

/** Nats, with its standard error over sets of as many pairs. */
interface Mean {
  readonly value: number;
  readonly se: number;
}

export interface PooledBound extends Mean {
  /** Mean of the ratios that the scores stand for, over all pairs that do not belong together: 1 at the best scores. */
  readonly ratio: Mean;
}

/**
 * 1 + mean_i r_ii - mean_{i≠j} exp(r_ij) over all n(n-1) pairs, r the log ratios that the scores stand for (Choi and Lee 2022, section 4: one
 * macro-average, where a mean over batches sees n(b-1) of them). It is what the bound is with all n pairs as one batch. Only of bounds whose
 * value does not depend on the size of the batch: the others are other bounds then. `se` by the linear part of a U-statistic (Hoeffding 1948).
 * @param termsOf of the pairs with these numbers, from 0 to n - 1: their scores [k, k], and what the bound needs beside them
 * @param block so many pairs are looked at with as many others at a time
 */
export function pooledBound(
  estimator: FromScores,
  n: number,
  termsOf: (pairs: readonly number[]) => Terms,
  block = 512,
): PooledBound {
  const { name, logRatios, batchFree, side } = estimator;
  if (!logRatios || !batchFree || side !== "lower")
    throw new Error(`${name} has no value that is the same whatever the batch: take one that has, e.g. nwj or flo`);
  if (n < 2) throw new Error(`at least two pairs are needed, got ${n}`);
  const joint = new Float64Array(n);
  // Sums of ratios in the row and in the column of each pair.
  const [rows, columns] = [new Float64Array(n), new Float64Array(n)];
  const blocks = Array.from({ length: Math.ceil(n / block) }, (_, b) =>
    Array.from({ length: Math.min(block, n - b * block) }, (_, i) => b * block + i),
  );
  for (const [b, some] of blocks.entries()) {
    for (const others of blocks.slice(b)) {
      const apart = others !== some;
      // One block alone can be one pair, of which no bound is made: it comes with the others.
      if (!apart && some.length === 1) continue;
      const pairs = apart ? [...some, ...others] : some;
      const { own, all } = tidied(() => {
        const ratios = logRatios(termsOf(pairs));
        return { own: jointScores(ratios).dataSync(), all: ratios.dataSync() };
      });
      pairs.forEach((row, i) => {
        joint[row] = own[i] as number;
        pairs.forEach((column, j) => {
          if (i === j || (apart && i < some.length === j < some.length)) return;
          const ratio = Math.exp(all[i * pairs.length + j] as number);
          rows[row] = (rows[row] as number) + ratio;
          columns[column] = (columns[column] as number) + ratio;
        });
      });
    }
  }
  const ratio = rows.reduce((sum, r) => sum + r, 0) / (n * (n - 1));
  /** Of each pair, by its row and by its column, how far its ratios are off the mean. */
  const off = Array.from(rows, (row, i) => (row + (columns[i] as number)) / (n - 1) - 2 * ratio);
  const added = Array.from(joint, (r, i) => r - (off[i] as number));
  return { value: 1 + mean(Array.from(joint)) - ratio, se: errorOfMean(added), ratio: { value: ratio, se: errorOfMean(off) } };
}
