import * as tf from "@tensorflow/tfjs-core";
import type { Critic } from "../contracts/bounds.js";
import type { Params } from "../contracts/values.js";
import { columns } from "../engine/tensors.js";
import { applyMlp, initMlp } from "../nets/mlp.js";

export const NET = "critic/pair";

/**
 * S_ij = f([theta_i, y_j]): the most flexible, at the price of n·m passes through the network. There are no features of theta or outcome
 * alone, so a shared auxiliary network reads the inputs.
 */
export const joint: Critic = {
  name: "joint",
  summary: "one network on every pair",
  reads: "outcomes",
  init: (key, { theta, outcome, hidden }) => initMlp(key, NET, [theta + outcome, ...hidden, 1], 0.1),
  scores: (params, theta, outcome) => ({
    scores: ofPairs(params, theta, outcome)[0] as tf.Tensor2D,
    thetaFeatures: theta,
    outcomeFeatures: outcome,
  }),
};

/** What the network says of every pair of n thetas and m outcomes, [n, m] for each of its outputs. */
export function ofPairs(params: Params, theta: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor2D[] {
  const [n, p] = theta.shape;
  const m = outcome.shape[0];
  const rows = tf.reshape(tf.tile(theta, [1, m]), [n * m, p]) as tf.Tensor2D; // each theta m times in a row
  const said = applyMlp(params, NET, columns(rows, tf.tile(outcome, [n, 1]) as tf.Tensor2D));
  const output = (k: number) => (said.shape[1] === 1 ? said : tf.slice(said, [0, k], [-1, 1]));
  return Array.from({ length: said.shape[1] }, (_, k) => tf.reshape(output(k), [n, m]) as tf.Tensor2D);
}
