import * as tf from "@tensorflow/tfjs-core";
import type { Critic } from "../contracts/bounds.js";
import { applyMlp, initMlp } from "../nets/mlp.js";
import { split } from "../numbers/keys.js";

/** The score of a pair, as a formula: S_ij = h(theta_i)·g(y_j) / features. */
export const skeleton: Critic = {
  name: "skeleton",
  summary: "what it is, in a line",
  reads: "outcomes", // or "measurements", one after the other
  /** Every parameter's name begins with "critic/". */
  init(key, { theta, outcome, hidden, features }) {
    const k = split(key, "theta", "outcome");
    return {
      ...initMlp(k.theta, "critic/theta", [theta, ...hidden, features], 0.1),
      ...initMlp(k.outcome, "critic/outcome", [outcome, ...hidden, features], 0.1),
    };
  },
  scores(params, theta, outcome) {
    const thetaFeatures = applyMlp(params, "critic/theta", theta);
    const outcomeFeatures = applyMlp(params, "critic/outcome", outcome);
    const scores: tf.Tensor2D = tf.div(tf.matMul(thetaFeatures, outcomeFeatures, false, true), thetaFeatures.shape[1]);
    return { scores, thetaFeatures, outcomeFeatures };
  },
};
