import * as tf from "@tensorflow/tfjs-core";
import type { EstimatorMemory, FromScores } from "../contracts/bounds.js";
import { logAverage, mine, settings } from "./mine.js";
import { jointScores, otherScores } from "./pairs.js";
import { settable } from "./settable.js";

/**
 * 1 + S_jj - log A - mean_{i≠j} exp(S_ij) / A, with A MINE's running mean before this batch: a constant to the batch, so TUBA with a(y) = A
 * and a lower bound, where MINE's own value is none. A = 1 before the first batch.
 */
function bound(scores: tf.Tensor2D, memory: EstimatorMemory | undefined): tf.Tensor1D {
  const log = memory ? tf.where(tf.greater(memory.weight as tf.Tensor, 0), before(memory), tf.scalar(0)) : tf.zeros([1]);
  const others = tf.sum(tf.exp(tf.sub(otherScores(scores), log)), 0);
  return tf.sub(tf.add(1, tf.sub(jointScores(scores), log)), tf.div(others, scores.shape[0] - 1));
}

/** Finite also where it is not taken. */
function before({ logSum, weight }: EstimatorMemory): tf.Tensor {
  return logAverage({ logSum: logSum as tf.Tensor, weight: tf.maximum(weight as tf.Tensor, 1e-30) });
}

export const mineTuba = settable(
  settings,
  (values): FromScores => ({
    ...(mine.with?.(values) as FromScores),
    name: "mineTuba",
    summary: "MINE's training with a value that is a bound: TUBA with the running mean of earlier batches",
    use: "no likelihood, one network; as mine, and its value may be believed",
    reference: "Poole et al. 2019, On variational bounds of mutual information, section 2.2; Belghazi et al. 2018",
    side: "lower",
    batchFree: true,
    contributions: ({ scores }, memory) => bound(scores, memory),
  }),
);
