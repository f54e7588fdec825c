/**
 * How often something is tried, as part of a design: what the last trial tells, in the place of a gradient by a whole number, which has none.
 *
 * One trial of n less takes one that said yes away with probability y/n. With w_i the share of theta_i in what is believed after all outcomes, p_i its chance of a yes and
 * theta_i in the place of the one that made y with its share,
 *   I(n) - I(n - 1) = E { y/n [Σ_i w_i log p_i + log Σ_i w_i / p_i] + (1 - y/n) [Σ_i w_i log(1 - p_i) + log Σ_i w_i / (1 - p_i)] },
 * as p(y - 1 of n - 1 | theta_i) / p(y of n | theta_i) = (y/n) / p_i, and (1 - y/n) / (1 - p_i) with y of n - 1. No part is negative, and no luck is in it but that of theta
 * and the outcomes. What a policy decides later is taken as it was decided.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Trials, Tried } from "../../contracts/simulator.js";
import { withoutGradient } from "../../engine/tensors.js";
import type { Rollout } from "../../experiment/rollout.js";

/** Nats: a theta under which a yes is less probable than this is not among those that made one. */
const most = 60;

/** @param thetas all that outcomes are contrasted with @param shares of them in each outcome [thetas, n] @returns one number, whose gradient by the counts is the mean of what their last trials tell */
export function byTrials(trials: Trials, thetas: tf.Tensor2D, shares: tf.Tensor2D, { design, outcome }: Rollout): tf.Scalar {
  const { count, logYes, logNo } = trials.all(thetas, design);
  const gains = withoutGradient(() => lastTrial(shares, { logYes, logNo }, outcome, count));
  return tf.div(tf.sum(tf.mul(count, gains)), outcome.shape[0]) as tf.Scalar;
}

type Chances = Pick<Tried<tf.Tensor3D>, "logYes" | "logNo">;

/** What the last trial of each count tells. @returns [n, q] nats */
export function lastTrial(
  shares: tf.Tensor2D,
  { logYes, logNo }: Chances,
  outcome: tf.Tensor2D,
  count: tf.Tensor2D,
): tf.Tensor2D {
  const weights: tf.Tensor3D = tf.expandDims(shares, 2);
  const tells = (log: tf.Tensor3D): tf.Tensor =>
    tf.add(
      tf.sum(tf.mul(weights, log), 0),
      tf.log(tf.maximum(tf.sum(tf.mul(weights, tf.exp(tf.minimum(tf.neg(log), most))), 0), 1)), // a mean of 1/p
    );
  const yes = tf.clipByValue(tf.div(outcome, tf.maximum(tf.round(count), 1)), 0, 1);
  return tf.add(tf.mul(yes, tells(logYes)), tf.mul(tf.sub(1, yes), tells(logNo))) as tf.Tensor2D;
}
