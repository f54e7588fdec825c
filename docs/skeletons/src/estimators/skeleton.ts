import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import { jointScores } from "./pairs.js";

/** The formula of one contribution, in the symbols of its source: S_jj - log mean_i exp(S_ij). */
export const skeleton: FromScores = {
  name: "skeleton", // as in the registry
  summary: "what it is, in a line",
  use: "when to take it, and what it costs",
  reference: "author year, title, equation",
  side: "lower", // only a lower bound can be maximised
  truth: "r + c(outcome)", // what the best scores are: tests put it in
  gradient: "biased", // whether a batch's gradient is on average that of infinitely many pairs
  batchFree: false, // whether its mean over batches is the same for every number of pairs
  from: "scores", // or "density" (ba.ts), "samples" (ksg.ts)
  scores: "critic", // or "likelihood"
  auxiliary: "none", // or what one more network sees: "outcome", "pair", "scalar"
  cap: Math.log, // the most that it can report of n pairs, nats
  /**
   * One number a pair, [n] nats, whose mean is the bound. Rows are theta, columns outcomes; the diagonal belongs together. Where an outcome
   * enters other contributions than its own, `credits` is needed too: see flo.ts.
   */
  contributions({ scores }) {
    const all = tf.sub(tf.logSumExp(scores, 0), Math.log(scores.shape[0]));
    return tf.sub(jointScores(scores), all);
  },
};
