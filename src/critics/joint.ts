import * as tf from "@tensorflow/tfjs-core";
import type { Critic } from "../contracts/bounds.js";
import { columns } from "../engine/tensors.js";
import { applyMlp, initMlp } from "../nets/mlp.js";

/**
 * S_ij = f([theta_i, y_j]): the most flexible, at the price of n·m passes through the network. There are no features of theta or outcome
 * alone, so a shared auxiliary network reads the inputs.
 */
export const joint: Critic = {
  name: "joint",
  summary: "one network on every pair",
  reads: "outcomes",
  init: (key, { theta, outcome, hidden }) => initMlp(key, "critic/pair", [theta + outcome, ...hidden, 1], 0.1),
  scores(params, theta, outcome) {
    const [n, p] = theta.shape;
    const m = outcome.shape[0];
    const rows = tf.reshape(tf.tile(theta, [1, m]), [n * m, p]) as tf.Tensor2D; // each theta m times in a row
    const pairs = columns(rows, tf.tile(outcome, [n, 1]) as tf.Tensor2D);
    const scores = tf.reshape(applyMlp(params, "critic/pair", pairs), [n, m]) as tf.Tensor2D;
    return { scores, thetaFeatures: theta, outcomeFeatures: outcome };
  },
};
