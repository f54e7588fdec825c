import * as tf from "@tensorflow/tfjs-core";
import type { Critic } from "../contracts/bounds.js";
import { applyMlp, centredMlp, type Unit } from "../nets/mlp.js";
import { split } from "../numbers/keys.js";

/**
 * The encoders' last layers start at this scale: scores near 0. At full scale a few pairs score far above the rest, and bounds that
 * exponentiate scores are thrown back by hundreds of nats while they learn.
 */
const FIRST_SCALE = 0.1;

/** S_ij = h(theta_i)·h̃(y_j) / sqrt(features): one product of matrices scores all pairs. @param unit of the encoders' hidden layers */
export const encoders = (unit: Unit): Pick<Critic, "reads" | "init" | "scores"> => ({
  reads: "outcomes",
  init(key, { theta, outcome, hidden, features }) {
    const k = split(key, "theta", "outcome");
    return {
      ...centredMlp(k.theta, "critic/theta", [theta, ...hidden, features], FIRST_SCALE, unit),
      ...centredMlp(k.outcome, "critic/outcome", [outcome, ...hidden, features], FIRST_SCALE, unit),
    };
  },
  scores(params, theta, outcome) {
    const thetaFeatures = applyMlp(params, "critic/theta", theta, unit);
    const outcomeFeatures = applyMlp(params, "critic/outcome", outcome, unit);
    const scale = 1 / Math.sqrt(thetaFeatures.shape[1]); // the first scores are alike whatever the width
    return { scores: tf.matMul(tf.mul(thetaFeatures, scale), outcomeFeatures, false, true), thetaFeatures, outcomeFeatures };
  },
});

export const separable: Critic = {
  name: "separable",
  summary: "dot product of two encoders",
  ...encoders(tf.relu),
};
