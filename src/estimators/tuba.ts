import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import { jointScores, otherScores } from "./pairs.js";

/** 1 + S_jj - b_j - mean_{i≠j} exp(S_ij - b_j), b_j = log a(y_j) learned; b = 1 is NWJ. */
export const tuba: FromScores = {
  name: "tuba",
  summary: "unnormalised Barber-Agakov bound: a second network normalises the critic for each outcome",
  use: "no likelihood; NWJ with less drift",
  reference: "Poole et al. 2019, On variational bounds of mutual information (TUBA)",
  side: "lower",
  truth: "r + c(outcome)",
  gradient: "unbiased",
  batchFree: true,
  from: "scores",
  scores: "critic",
  auxiliary: "outcome",
  cap: () => Number.POSITIVE_INFINITY,
  logRatios: ({ scores, auxiliary }) => tf.sub(scores, auxiliary as tf.Tensor1D),
  contributions({ scores, auxiliary }) {
    const b = auxiliary as tf.Tensor1D; // along the columns, as it broadcasts
    const others = tf.sum(tf.exp(tf.sub(otherScores(scores), b)), 0);
    return tf.sub(tf.add(1, tf.sub(jointScores(scores), b)), tf.div(others, scores.shape[0] - 1));
  },
};
