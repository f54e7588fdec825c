import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import { logMeanExp } from "../engine/tensors.js";
import { infoNce } from "./infoNce.js";
import { jointScores, logSumsWithout } from "./pairs.js";

/** S_ii - log mean_j exp(S_ij). For a critic only: with the likelihood's scores it is none of the information, and may be negative. */
export const infoNceRows: FromScores = {
  ...infoNce,
  name: "infoNceRows",
  summary: "contrastive bound the other way round: which outcome of the batch belongs to this theta?",
  use: "as infoNce, where outcomes of one theta differ more than thetas of one outcome; never above log(batch)",
  truth: "r + c(theta)",
  contributions: ({ scores }) => tf.sub(jointScores(scores), logMeanExp(scores, 1)),
  // Outcome j is in every row's logarithm.
  credits({ scores }) {
    return tf.add(jointScores(scores), tf.sum(logSumsWithout(scores, 1), 0)) as tf.Tensor1D;
  },
};
