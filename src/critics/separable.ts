import * as tf from "@tensorflow/tfjs-core";
import { matMulTransposed } from "../backend/fastPaths.js";
import { applyMlp, initMlp } from "../nets.js";
import { split } from "../random.js";
import type { Critic } from "../types.js";

/** S_ij = h(theta_i)·h̃(y_j) / sqrt(features): one product of matrices scores all pairs. */
export const separable: Critic = {
  name: "separable",
  summary: "dot product of two encoders",
  init(key, { theta, outcome, hidden, features }) {
    const k = split(key, "theta", "outcome");
    return {
      ...initMlp(k.theta, "critic/theta", [theta, ...hidden, features]),
      ...initMlp(k.outcome, "critic/outcome", [outcome, ...hidden, features]),
    };
  },
  scores(params, theta, outcome) {
    const thetaFeatures = applyMlp(params, "critic/theta", theta);
    const outcomeFeatures = applyMlp(params, "critic/outcome", outcome);
    const scale = 1 / Math.sqrt(thetaFeatures.shape[1]); // keeps the first scores near 1 whatever the width
    return { scores: matMulTransposed(tf.mul(thetaFeatures, scale), outcomeFeatures), thetaFeatures, outcomeFeatures };
  },
};
