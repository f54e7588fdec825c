/** What an estimator trains beside the scores: a network, or one number. */
import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";
import type { FeatureScaling, Key, Params } from "../contracts/values.js";
import { criticInputs } from "../experiment/criticInputs.js";
import type { Rollout } from "../experiment/rollout.js";
import { applyMlp, initMlp } from "../nets/mlp.js";
import { pacedName } from "./training/state.js";

export interface Auxiliary {
  /** @param width columns of what it reads @param hidden widths of its layers */
  init(key: Key, width: number, hidden: readonly number[]): Params;
  /** @param inputs [n, width] @returns [n]; [1] where it is one number */
  values(params: Params, inputs: () => tf.Tensor2D): tf.Tensor1D;
}

/** undefined where the estimator needs none. One with a rate of its own has a name by which the trainer knows it. */
export function auxiliaryOf({ auxiliary, auxiliaryRate }: FromScores): Auxiliary | undefined {
  if (auxiliary === "none") return undefined;
  const name = auxiliaryRate === undefined ? "auxiliary/net" : `${pacedName}auxiliary`;
  if (auxiliary === "scalar") return { init: () => ({ [name]: tf.zeros([1]) }), values: (params) => params[name] as tf.Tensor1D };
  return {
    init: (key, width, hidden) => initMlp(key, name, [width, ...hidden, 1], 0.1),
    values: (params, inputs) => tf.reshape(applyMlp(params, name, inputs()), [-1]),
  };
}

export interface Marginal {
  init(key: Key): Params;
  /** log q(outcome_j), [n] nats; q need not be normalised. */
  values(params: Params, rollout: Rollout): tf.Tensor1D;
}

/**
 * For estimators over a known likelihood: independent normals of the pilot's mean and spread, and a network that says how log q differs from
 * them. Without them exp(log p - log q) would begin far from 1, where its gradient says nothing.
 */
export function learnedMarginal(
  simulator: Simulator,
  estimator: FromScores,
  hidden: readonly number[],
  scaling: FeatureScaling,
): Marginal {
  const { init, values } = auxiliaryOf(estimator) as Auxiliary;
  const inputs = criticInputs(simulator, { reads: "outcomes" }, scaling);
  const count = simulator.outcome.names.length;
  const own = scaling.outcome.sd.slice(-count); // designs come before the outcomes, where they are seen
  const constant = own.reduce((sum, sd) => sum + Math.log(sd), (count / 2) * Math.log(2 * Math.PI));
  return {
    init: (key) => init(key, inputs.sizes.outcome, hidden),
    values(params, rollout) {
      const seen = inputs.of(rollout)[1];
      const outcome = tf.slice(seen, [0, inputs.sizes.outcome - count], [-1, count]);
      const normal = tf.sub(tf.mul(-0.5, tf.sum(tf.square(outcome), 1)), constant);
      return tf.add(
        normal,
        values(params, () => seen),
      ) as tf.Tensor1D;
    },
  };
}
