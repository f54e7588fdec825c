import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import { jointScores, otherScores } from "./pairs.js";

/** log p(y_j given theta_j) - log mean_{i≠j} p(y_j given theta_i): the contrastive bound's upper partner. */
export const nmc: FromScores = {
  name: "nmc",
  summary: "nested Monte Carlo with the known likelihood: an upper bound",
  use: "beside pce: together they bracket the gain; not for training",
  reference: "Poole et al. 2019, On variational bounds of mutual information, section 2.5 (leave-one-out)",
  side: "upper",
  truth: "log likelihood",
  gradient: "biased",
  batchFree: false,
  from: "scores",
  scores: "likelihood",
  auxiliary: "none",
  cap: () => Number.POSITIVE_INFINITY,
  contributions({ scores }) {
    const others = tf.logSumExp(otherScores(scores), 0);
    return tf.sub(jointScores(scores), tf.sub(others, Math.log(scores.shape[0] - 1)));
  },
};
