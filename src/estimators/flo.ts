import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import { jointScores, otherScores, perRow } from "./pairs.js";

/** -F_i with F_i = u_i + mean_{j≠i} exp(S_ij - S_ii - u_i) - 1; u tends to minus the pointwise mutual information. */
export const flo: FromScores = {
  name: "flo",
  summary: "Fenchel-Legendre bound: one more network estimates the pointwise information",
  use: "no likelihood; more information than a contrastive bound can count in one batch",
  reference: "Guo et al. 2022, Tight mutual information estimation with contrastive Fenchel-Legendre optimization, eq. 9",
  side: "lower",
  truth: "r + c(theta)",
  gradient: "unbiased",
  batchFree: true,
  from: "scores",
  scores: "critic",
  auxiliary: "pair",
  cap: () => Number.POSITIVE_INFINITY,
  logRatios: ({ scores, auxiliary }) => tf.sub(scores, perRow(tf.add(jointScores(scores), auxiliary as tf.Tensor1D))),
  readOut: ({ auxiliary }) => tf.neg(auxiliary as tf.Tensor1D), // corollary 2.4
  contributions({ scores, auxiliary }) {
    const u = auxiliary as tf.Tensor1D;
    return tf.sub(1, tf.add(u, tf.div(tf.sum(ratios(scores, u), 1), scores.shape[0] - 1)));
  },
  // Outcome j is in row j by u_j and S_jj, and in column j.
  credits({ scores, auxiliary }) {
    const u = auxiliary as tf.Tensor1D;
    const all = ratios(scores, u);
    return tf.sub(1, tf.add(u, tf.div(tf.add(tf.sum(all, 1), tf.sum(all, 0)), scores.shape[0] - 1)));
  },
};

/** exp(S_ij - S_ii - u_i), 0 on the diagonal. */
function ratios(scores: tf.Tensor2D, u: tf.Tensor1D): tf.Tensor {
  return tf.exp(tf.sub(otherScores(scores), perRow(tf.add(jointScores(scores), u))));
}
