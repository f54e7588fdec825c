import * as tf from "@tensorflow/tfjs-core";
import type { Estimator } from "../types.js";
import { jointScores, otherScores, perRow } from "./pairs.js";

/** -F_i with F_i = u_i + mean_{j≠i} exp(S_ij - S_ii - u_i) - 1; u tends to minus the pointwise mutual information. */
export const flo: Estimator = {
  name: "flo",
  summary: "Fenchel-Legendre bound: one more network estimates the pointwise information",
  use: "no likelihood; more information than a contrastive bound can count in one batch",
  reference: "Guo et al. 2022, Tight mutual information estimation with contrastive Fenchel-Legendre optimization, eq. 9",
  side: "lower",
  scores: "critic",
  auxiliary: "pair",
  cap: () => Number.POSITIVE_INFINITY,
  contributions({ scores, auxiliary }) {
    const u = auxiliary as tf.Tensor1D;
    const ratios = tf.exp(tf.sub(otherScores(scores), perRow(tf.add(jointScores(scores), u))));
    return tf.sub(1, tf.add(u, tf.div(tf.sum(ratios, 1), scores.shape[0] - 1)));
  },
};
