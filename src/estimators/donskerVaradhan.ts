/** Donsker and Varadhan's value, for the estimators that report it: no mean over pairs, so linearised in them. */
import * as tf from "@tensorflow/tfjs-core";
import { jointScores, logMeanOthers, logRest, otherScores } from "./pairs.js";

/**
 * S_ii - log M - (r_i + k_i - 2), with M the mean of exp(S_ij) over all i≠j, and r_i, k_i those over the others in row and in column i,
 * divided by M. The means of r and k are 1, so the mean is mean_i S_ii - log M, and so is its gradient. Pair i enters M by its row and its
 * column, each once: the spread over √n is the error by the delta method (the first projection of a U-statistic, Hoeffding 1948).
 * @param scores [n, n] @param negatives where M is of other scores @returns [n] nats
 */
export function donskerVaradhan(scores: tf.Tensor2D, negatives = scores): tf.Tensor1D {
  const log = logMeanOthers(negatives);
  const ratios = tf.exp(tf.sub(otherScores(negatives), log));
  const both = tf.div(tf.add(tf.sum(ratios, 1), tf.sum(ratios, 0)), scores.shape[0] - 1);
  return tf.sub(tf.sub(jointScores(scores), log), tf.sub(both, 2));
}

/** S_jj - n·(log M - log M without column j): all of n times the value that outcome j enters, [n] nats. */
export function donskerVaradhanCredits(scores: tf.Tensor2D): tf.Tensor1D {
  const others = otherScores(scores);
  const shares = tf.exp(tf.sub(tf.logSumExp(others, 0), tf.logSumExp(others))) as tf.Tensor1D;
  return tf.add(jointScores(scores), tf.mul(scores.shape[0], logRest(shares)));
}
