import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import { jointScores, otherScores } from "./pairs.js";

/** S_ii - mean_{j≠i} exp(S_ij - 1); the best critic is 1 + the pointwise mutual information. */
export const nwj: FromScores = {
  name: "nwj",
  summary: "Nguyen-Wainwright-Jordan bound (f-MINE), a critic that normalises itself",
  use: "no likelihood, one network; noisy above 5 nats or so",
  reference: "Nguyen, Wainwright and Jordan 2010, Estimating divergence functionals and the likelihood ratio",
  side: "lower",
  truth: "r + 1",
  gradient: "unbiased",
  batchFree: true,
  from: "scores",
  scores: "critic",
  auxiliary: "none",
  cap: () => Number.POSITIVE_INFINITY,
  logRatios: ({ scores }) => tf.sub(scores, 1),
  contributions({ scores }) {
    const others = tf.sum(tf.exp(tf.sub(otherScores(scores), 1)), 1);
    return tf.sub(jointScores(scores), tf.div(others, scores.shape[0] - 1));
  },
  // Outcome j is in column j, whose other thetas belong to other rows' contributions.
  credits({ scores }) {
    const others = tf.sum(tf.exp(tf.sub(otherScores(scores), 1)), 0);
    return tf.sub(jointScores(scores), tf.div(others, scores.shape[0] - 1));
  },
};
