/** Bounds averaged over many batches of correlated normals in 20 + 20 dimensions, with the best critic. */
import * as tf from "@tensorflow/tfjs-core";
import type { FromScores, Terms } from "../../src/contracts/bounds.js";
import { gaussianPairs, type Pairs } from "./gaussian.js";

export const dimensions = 20;

/**
 * InfoNCE with the best critic, mean ± standard deviation of one batch, by information (rows) and batch size.
 * Computed independently of this code; K = 128 reproduces the row "known p(y given x)" of Poole et al. 2019, table 3.
 */
export const infoNceTable: readonly { information: number; batch: number; mean: number; sd: number }[] = [
  { information: 2, batch: 64, mean: 1.824, sd: 0.189 },
  { information: 4, batch: 64, mean: 3.071, sd: 0.181 },
  { information: 6, batch: 64, mean: 3.746, sd: 0.122 },
  { information: 8, batch: 64, mean: 4.028, sd: 0.069 },
  { information: 10, batch: 64, mean: 4.123, sd: 0.037 },
  { information: 2, batch: 128, mean: 1.893, sd: 0.147 },
  { information: 4, batch: 128, mean: 3.343, sd: 0.155 },
  { information: 6, batch: 128, mean: 4.202, sd: 0.116 },
  { information: 8, batch: 128, mean: 4.621, sd: 0.07 },
  { information: 10, batch: 128, mean: 4.788, sd: 0.032 },
  { information: 2, batch: 512, mean: 1.968, sd: 0.074 },
  { information: 4, batch: 512, mean: 3.702, sd: 0.075 },
  { information: 6, batch: 512, mean: 4.94, sd: 0.075 },
  { information: 8, batch: 512, mean: 5.7, sd: 0.054 },
  { information: 10, batch: 512, mean: 6.052, sd: 0.032 },
];

/** Donsker and Varadhan's value with the best critic, as above; where tails are heavy its mean is above the information. */
export const dvTable: typeof infoNceTable = [
  { information: 2, batch: 64, mean: 2.019, sd: 0.249 },
  { information: 4, batch: 64, mean: 4.039, sd: 0.43 },
  { information: 6, batch: 64, mean: 6.228, sd: 0.671 },
  { information: 8, batch: 64, mean: 8.568, sd: 0.968 },
  { information: 10, batch: 64, mean: 11.13, sd: 1.47 },
  { information: 2, batch: 128, mean: 2.009, sd: 0.175 },
  { information: 4, batch: 128, mean: 4.041, sd: 0.273 },
  { information: 6, batch: 128, mean: 6.075, sd: 0.487 },
  { information: 8, batch: 128, mean: 8.379, sd: 0.68 },
  { information: 10, batch: 128, mean: 10.7, sd: 0.96 },
  { information: 2, batch: 512, mean: 2.005, sd: 0.078 },
  { information: 4, batch: 512, mean: 3.983, sd: 0.14 },
  { information: 6, batch: 512, mean: 5.994, sd: 0.17 },
  { information: 8, batch: 512, mean: 8.181, sd: 0.318 },
  { information: 10, batch: 512, mean: 10.24, sd: 0.86 },
];

/** The best terms of each estimator: its critic's optimum, and its auxiliary's. */
export function bestTerms(estimator: FromScores, { pmi, logLikelihood }: Pairs): Terms {
  if (estimator.truth === "log likelihood") {
    const marginal = tf.mean(tf.sub(logLikelihood, pmi), 0) as tf.Tensor1D; // log p(y_j), the same in all rows
    return { scores: logLikelihood, ...(estimator.auxiliary === "none" ? {} : { auxiliary: marginal }) };
  }
  if (estimator.truth === "r + 1") return { scores: tf.add(pmi, 1) };
  const n = pmi.shape[0];
  const diagonal = tf.sum(tf.mul(pmi, tf.eye(n)), 1) as tf.Tensor1D;
  if (estimator.auxiliary === "pair") return { scores: pmi, auxiliary: tf.neg(diagonal) };
  return { scores: pmi, auxiliary: tf.zerosLike(diagonal) }; // log a = 0 normalises scores that are the information itself
}

export interface Average {
  readonly mean: number;
  readonly se: number;
  readonly sd: number;
  readonly largest: number;
}

/** Mean, spread and largest value over independent batches. */
export function averageBound(
  estimator: FromScores,
  {
    seed,
    batches,
    batch,
    information,
    d = dimensions,
  }: { seed: number; batches: number; batch: number; information: number; d?: number },
): Average {
  const values = Array.from({ length: batches }, (_, b) =>
    tf.tidy(() => {
      const pairs = gaussianPairs(seed, b, batch, d, information);
      return tf.mean(estimator.contributions(bestTerms(estimator, pairs))).dataSync()[0] as number;
    }),
  );
  return averageOf(values);
}

export function averageOf(values: readonly number[]): Average {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1));
  return { mean, sd, se: sd / Math.sqrt(n), largest: Math.max(...values) };
}
