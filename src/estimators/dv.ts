import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import { donskerVaradhan, donskerVaradhanCredits } from "./donskerVaradhan.js";
import { jointScores, logMeanOthers } from "./pairs.js";

/** mean_i S_ii - log mean_{i≠j} exp(S_ij), reported and maximised. */
export const dv: FromScores = {
  name: "dv",
  summary: "Donsker-Varadhan's representation with the batch's own mean in the logarithm",
  use: "comparison with the literature; above the truth in small batches, so no bound: read the evaluation's",
  reference:
    "Donsker and Varadhan 1983; Poole et al. 2019, On variational bounds of mutual information, eq. 5; McAllester and Stratos 2020",
  side: "neither",
  truth: "r + c",
  gradient: "biased",
  batchFree: false,
  cap: () => Number.POSITIVE_INFINITY,
  from: "scores",
  scores: "critic",
  auxiliary: "none",
  contributions: ({ scores }) => donskerVaradhan(scores),
  // The value, without what tells its error: terms of mean 0 would add their rounding to a gradient that a constant in the scores leaves at 0.
  objective: ({ scores }) => tf.sub(jointScores(scores), logMeanOthers(scores)),
  credits: ({ scores }) => donskerVaradhanCredits(scores),
  logRatios: ({ scores }) => scores,
};
