import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import { jointScores, meanOverOthers, otherScores } from "./pairs.js";

/**
 * -softplus(-S_jj) - mean_{i≠j} softplus(S_ij), [n]: the log likelihood of telling the pairs that belong together from the others. The best
 * scores are the log ratio itself, and no outlier has a large gradient.
 */
export function jensenShannon(scores: tf.Tensor2D): tf.Tensor1D {
  const others = meanOverOthers(tf.softplus(otherScores(scores)), 0); // softplus of what was removed is 0
  return tf.neg(tf.add(tf.softplus(tf.neg(jointScores(scores))), others)) as tf.Tensor1D;
}

/** Trained by `jensenShannon`; reports 1 + S_jj - mean_{i≠j} exp(S_ij), which is NWJ with 1 + S. */
export const jsd: FromScores = {
  name: "jsd",
  summary: "trained to tell pairs from others (Jensen-Shannon), read as the Nguyen-Wainwright-Jordan bound",
  use: "no likelihood, one network; a steadier training than nwj, its value as noisy",
  reference: "Poole et al. 2019, On variational bounds of mutual information, section 2.2; Hjelm et al. 2019",
  side: "lower",
  truth: "r",
  gradient: "unbiased",
  batchFree: true,
  cap: () => Number.POSITIVE_INFINITY,
  from: "scores",
  scores: "critic",
  auxiliary: "none",
  contributions: ({ scores }) =>
    tf.sub(tf.add(1, jointScores(scores)), meanOverOthers(tf.exp(otherScores(scores)), 0)) as tf.Tensor1D,
  objective: ({ scores }) => jensenShannon(scores),
  logRatios: ({ scores }) => scores,
};
