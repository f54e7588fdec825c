import * as tf from "@tensorflow/tfjs-core";
import type { EstimatorMemory, FromScores } from "../contracts/bounds.js";
import type { SettingSpecs } from "../contracts/values.js";
import { donskerVaradhan } from "./donskerVaradhan.js";
import { jointScores, logMeanOthers, otherScores } from "./pairs.js";
import { settable } from "./settable.js";

export const settings = {
  average: {
    default: 0.01,
    min: 1e-4,
    max: 1,
    help: "weight of a batch in the running mean of exp(scores); 1 forgets all others",
  },
} satisfies SettingSpecs;

/** The logarithm of an empty sum that may be added to: exp of it is 0 in float32. */
const NOTHING = -1e9;

/**
 * Reports mean_i S_ii - log M, M = mean_{i≠j} exp(S_ij) (Donsker and Varadhan 1983), and follows the gradient of
 * mean_i S_ii - M / A with A the running mean of M, which is less biased than that of log M: a batch's own M is in the denominator, and
 * too small where it misses large scores. The gradient is that of TUBA with log a = log A. All of it in log space.
 */
export const mine = settable(settings, ({ average }): FromScores => {
  const [kept, added] = [Math.log1p(-average), Math.log(average)];
  return {
    name: "mine",
    summary: "Donsker-Varadhan's value; the gradient is normalised by a running mean over batches",
    use: "comparison with the literature; its value is no bound, so read the evaluation's",
    reference: "Belghazi et al. 2018, Mutual information neural estimation, section 3.2; Donsker and Varadhan 1983",
    side: "neither",
    truth: "r + c",
    gradient: "biased",
    batchFree: false,
    cap: () => Number.POSITIVE_INFINITY,
    from: "scores",
    scores: "critic",
    auxiliary: "none",
    contributions: ({ scores }) => donskerVaradhan(scores),
    logRatios: ({ scores }) => scores,
    objective({ scores }, memory) {
      const log = logAverage(memory);
      const others = tf.sum(tf.exp(tf.sub(otherScores(scores), log)), 0);
      return tf.sub(tf.add(1, tf.sub(jointScores(scores), log)), tf.div(others, scores.shape[0] - 1));
    },
    memory: {
      start: () => ({ logSum: tf.tensor1d([NOTHING]), weight: tf.tensor1d([0]) }),
      next({ logSum, weight }, { scores }) {
        const parts = [tf.add(logSum as tf.Tensor, kept), tf.add(logMeanOthers(scores), added)];
        return {
          logSum: tf.reshape(tf.logSumExp(tf.concat(parts)), [1]),
          weight: tf.add(tf.mul(weight as tf.Tensor, 1 - average), average),
        };
      },
    },
  };
});

/** log A: what was summed up, divided by the weights that it was summed up with, so that the first batch counts in full (as in Adam). */
export function logAverage({ logSum, weight }: EstimatorMemory): tf.Tensor {
  return tf.sub(logSum as tf.Tensor, tf.log(weight as tf.Tensor));
}
