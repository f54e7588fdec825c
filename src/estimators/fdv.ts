import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import { detached } from "../engine/tensors.js";
import { jointScores, logSumsWithout, otherScores } from "./pairs.js";

/** Of two pairs each contrast is a sum's only term: without it nothing would be left. */
const LEAST = -20;

/** log mean_{j≠i} exp(c_ij), c_ij = S_ij - S_ii: [n]. */
const logContrasts = (scores: tf.Tensor2D): tf.Tensor1D =>
  tf.sub(tf.sub(tf.logSumExp(otherScores(scores), 1), Math.log(scores.shape[0] - 1)), jointScores(scores)) as tf.Tensor1D;

/**
 * FLO with its best u for the batch, u_i = log mean_{j≠i} exp(c_ij), which no gradient enters: it reports -u_i, and climbs
 * sg(-u_i) + 1 - Σ_j exp(c_ij) / sg(Σ_j exp(c_ij)). The paper's eq. 11 prints the sum with the other sign, by which it would be minimised.
 */
export const fdv: FromScores = {
  name: "fdv",
  summary: "Fenchel-Donsker-Varadhan: FLO without its second network, normalised by the batch itself",
  use: "when only the design counts: contrastive and without a cap, but its value is no bound",
  reference: "Guo et al. 2022, Tight mutual information estimation with contrastive Fenchel-Legendre optimization, eq. 11",
  side: "neither",
  truth: "r + c(theta)",
  gradient: "biased",
  batchFree: false,
  cap: () => Number.POSITIVE_INFINITY,
  from: "scores",
  scores: "critic",
  auxiliary: "none",
  contributions: ({ scores }) => tf.neg(logContrasts(scores)),
  objective({ scores }) {
    const log = logContrasts(scores);
    const held = detached(log);
    return tf.sub(1, tf.add(held, tf.exp(tf.sub(log, held)))) as tf.Tensor1D;
  },
  // Outcome j is in row j by S_jj, and in every other row among the contrasts: by so much is that row's logarithm larger.
  credits({ scores }) {
    const without = tf.maximum(logSumsWithout(otherScores(scores), 1), LEAST);
    return tf.add(jointScores(scores), tf.sum(without, 0)) as tf.Tensor1D;
  },
};
