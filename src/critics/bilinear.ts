import * as tf from "@tensorflow/tfjs-core";
import type { Critic } from "../contracts/bounds.js";
import { applyMlp, centredMlp } from "../nets/mlp.js";
import { split } from "../numbers/keys.js";

/**
 * The first inverse temperature: scores can reach ±10 nats from the start. The cosine of two random directions has standard deviation
 * 1/sqrt(features), so few features start cooler: else the first scores alone throw exponential bounds far below 0.
 */
const firstTemperature = (features: number): number => Math.min(10, 1.25 * Math.sqrt(features));

/**
 * S_ij = exp(s)·⟨h(theta_i), h̃(y_j)⟩ with both encoders on the unit sphere; the inverse temperature multiplies
 * (Guo et al. 2022, section 2.2 and footnote 5).
 */
export const bilinear: Critic = {
  name: "bilinear",
  summary: "cosine of two encoders times a learned inverse temperature",
  reads: "outcomes",
  init(key, { theta, outcome, hidden, features }) {
    const k = split(key, "theta", "outcome");
    return {
      ...centredMlp(k.theta, "critic/theta", [theta, ...hidden, features]),
      ...centredMlp(k.outcome, "critic/outcome", [outcome, ...hidden, features]),
      "critic/logTemperature": tf.scalar(Math.log(firstTemperature(features))),
    };
  },
  scores(params, theta, outcome) {
    const a = onSphere(applyMlp(params, "critic/theta", theta));
    const b = onSphere(applyMlp(params, "critic/outcome", outcome));
    const temperature = tf.exp(params["critic/logTemperature"] as tf.Scalar);
    const spread = Math.sqrt(a.shape[1]); // unit vectors have tiny entries; networks read entries near 1
    return {
      scores: tf.matMul(tf.mul(a, temperature), b, false, true),
      thetaFeatures: tf.mul(a, spread),
      outcomeFeatures: tf.mul(b, spread),
    };
  },
};

/** Rows scaled to length 1. The small number under the root keeps the gradient finite at the zero vector. */
function onSphere(x: tf.Tensor2D): tf.Tensor2D {
  return tf.div(x, tf.sqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12)));
}
