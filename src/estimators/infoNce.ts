import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import { logMeanExp } from "../engine/tensors.js";
import { jointScores } from "./pairs.js";

/** S_jj - log mean_i exp(S_ij); at most log n because j itself is among the i. */
export const infoNce: FromScores = {
  name: "infoNce",
  summary: "contrastive bound: which theta of the batch belongs to this outcome?",
  use: "no likelihood; steady and quick to learn, but never above log(batch)",
  reference: "van den Oord et al. 2018, Representation learning with contrastive predictive coding",
  side: "lower",
  truth: "r + c(outcome)",
  gradient: "biased",
  batchFree: false,
  from: "scores",
  scores: "critic",
  auxiliary: "none",
  cap: Math.log,
  logRatios: ({ scores }) => scores,
  contributions: ({ scores }) => tf.sub(jointScores(scores), logMeanExp(scores, 0)),
};
