import * as tf from "@tensorflow/tfjs-core";
import type { Estimator } from "../contracts/bounds.js";
import { jointScores, otherScores } from "./pairs.js";

/** The formula of one contribution, in the symbols of its source: S_ii - mean_{j≠i} exp(S_ij - 1). */
export const skeleton: Estimator = {
  name: "skeleton", // as in the registry
  summary: "what it is, in a line",
  use: "when to take it, and what it costs",
  reference: "author year, title, equation",
  side: "lower", // only a lower bound can be maximised
  scores: "critic", // or "likelihood"
  auxiliary: "none", // or what one more network sees: "outcome", "pair"
  cap: () => Number.POSITIVE_INFINITY, // the most that it can report of n pairs, nats
  /** One number a pair, [n] nats, whose mean is the bound. Rows are theta, columns outcomes; the diagonal belongs together. */
  contributions({ scores }) {
    const others = tf.sum(tf.exp(tf.sub(otherScores(scores), 1)), 1);
    return tf.sub(jointScores(scores), tf.div(others, scores.shape[0] - 1));
  },
};
