/**
 * What the known likelihood says of a batch's goals: scores of every outcome under every goal, for training. Small samples of the nuisance, and each
 * pair's own among them, so that the values lean to what all parameters would tell where few draws are near; evaluations are others (goalTerms.ts).
 */
import * as tf from "@tensorflow/tfjs-core";
import type { LogLikelihood } from "../contracts/bounds.js";
import type { Goal } from "../contracts/goal.js";
import type { Simulator } from "../contracts/simulator.js";
import { logMeanExp } from "../engine/tensors.js";
import type { Rollout } from "../experiment/rollout.js";
import { likelihoodOf } from "../modelling/likelihoods.js";

type Put = NonNullable<Goal["put"]>;

/** Draws of the nuisance that an average takes from the batch, at most. */
const mostNuisances = 64;

/** Outcomes that are scored at once with thetas of their own. */
const block = 8;

/** Nats: what is impossible is this, because the mean of nothing but -Infinity has no gradient. */
const lowest = -1e30;

/** Log densities of the outcomes under the goals of a batch: [n, n], rows the goals of theta. undefined where there is no likelihood of the goal. */
export function goalScores(simulator: Simulator): ((rollout: Rollout) => tf.Tensor2D) | undefined {
  const likelihood = likelihoodOf(simulator);
  const { goal } = simulator;
  if (!likelihood) return undefined;
  if (!goal) return ({ theta, design, outcome }) => likelihood(theta, design, outcome);
  const { put, shares } = goal;
  if (!put) return undefined;
  if (shares) return ofKinds(likelihood, goal, put, shares.length);
  return goal.nuisance === "known" ? givenNuisance(likelihood, goal, put) : averaged(likelihood, goal, put);
}

/** The goals of the batch with the nuisances of the next rows, its own first. */
function averaged(likelihood: LogLikelihood, goal: Goal, put: Put): (rollout: Rollout) => tf.Tensor2D {
  return ({ theta, design, outcome }) => {
    const n = theta.shape[0];
    const goals = goal.of(theta);
    const draws = Math.min(n, mostNuisances);
    const thetas = Array.from({ length: draws }, (_, s) => put(goals, s === 0 ? theta : rolled(theta, s)));
    const all = tf.reshape(tf.maximum(likelihood(tf.concat(thetas, 0), design, outcome), lowest), [draws, n, outcome.shape[0]]);
    return logMeanExp(all, 0) as tf.Tensor2D;
  };
}

const rolled = (x: tf.Tensor2D, by: number): tf.Tensor2D =>
  tf.concat([tf.slice(x, [by, 0], [-1, -1]), tf.slice(x, [0, 0], [by, -1])], 0);

/** Every kind with all nuisances of the batch; then the row of each theta's own kind. */
function ofKinds(likelihood: LogLikelihood, goal: Goal, put: Put, count: number): (rollout: Rollout) => tf.Tensor2D {
  return ({ theta, design, outcome }) => {
    const [n, m] = [theta.shape[0], outcome.shape[0]];
    const thetas = Array.from({ length: count }, (_, k) => put(tf.tensor2d([[k]]), theta));
    const all = tf.reshape(tf.maximum(likelihood(tf.concat(thetas, 0), design, outcome), lowest), [count, n, m]);
    const kinds = tf.tensor2d(
      Float32Array.from({ length: count }, (_, k) => k),
      [1, count],
    );
    // 1 at its own kind, 0 elsewhere: kinds are whole numbers, and comparisons have no gradient
    const own = tf.relu(tf.sub(1, tf.abs(tf.sub(goal.of(theta), kinds)))) as tf.Tensor2D;
    return tf.matMul(own, logMeanExp(all, 1) as tf.Tensor2D);
  };
}

/** Row i, column j: goal i with the nuisance of outcome j. */
function givenNuisance(likelihood: LogLikelihood, goal: Goal, put: Put): (rollout: Rollout) => tf.Tensor2D {
  return ({ theta, design, outcome }) => {
    const [n, p] = theta.shape;
    const goals = goal.of(theta);
    const g = goals.shape[1];
    const parts: tf.Tensor2D[] = [];
    for (let from = 0; from < outcome.shape[0]; from += block) {
      const c = Math.min(block, outcome.shape[0] - from);
      const rows = (x: tf.Tensor2D): tf.Tensor2D => tf.slice(x, [from, 0], [c, -1]);
      const each = tf.reshape(tf.tile(tf.reshape(goals, [n, 1, g]), [1, c, 1]), [n * c, g]) as tf.Tensor2D;
      const thetas = put(each, tf.reshape(tf.tile(tf.reshape(rows(theta), [1, c, p]), [n, 1, 1]), [n * c, p]));
      const scores = tf.maximum(likelihood(thetas, design.shape[0] === 1 ? design : rows(design), rows(outcome)), lowest);
      const own = tf.tile(tf.reshape(tf.eye(c), [1, c, c]), [n, 1, 1]);
      parts.push(tf.sum(tf.mul(tf.reshape(scores, [n, c, c]), own), 1) as tf.Tensor2D);
    }
    return tf.concat(parts, 1);
  };
}
