/** A critic and the network that an estimator needs beside it, as one function from features to a bound's terms. */
import * as tf from "@tensorflow/tfjs-core";
import type { Critic, CriticOutput, CriticSizes, FromScores, Terms } from "../contracts/bounds.js";
import type { TrainingOptions } from "../contracts/options.js";
import type { Key, Params } from "../contracts/values.js";
import { columns } from "../engine/tensors.js";
import { jointScores } from "../estimators/pairs.js";
import { applyMlp, initMlp } from "../nets/mlp.js";
import { split } from "../numbers/keys.js";

export interface CriticObjectiveOptions {
  readonly estimator: FromScores;
  readonly critic: Critic;
  readonly sizes: CriticSizes;
  readonly auxiliary: TrainingOptions["auxiliary"];
}

export interface CriticObjective {
  init(key: Key): Params;
  /** @param theta [n, p] standardised features @param outcome [n, q] of the same n experiments */
  terms(params: Params, theta: tf.Tensor2D, outcome: tf.Tensor2D): Terms;
  /** The critic alone, on n thetas and m outcomes: [n, m]. */
  scores(params: Params, theta: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor2D;
}

const AUXILIARY = "auxiliary/net";

export function criticObjective({ estimator, critic, sizes, auxiliary }: CriticObjectiveOptions): CriticObjective {
  const needed = estimator.auxiliary !== "none";
  if (estimator.auxiliary === "scalar" || estimator.auxiliaryRate !== undefined)
    throw new Error(`${estimator.name}: no trainer gives an auxiliary that is one number, or has a rate of its own, yet`);

  /** What the auxiliary network reads about n experiments. */
  const inputs = (seen: CriticOutput, theta: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor2D => {
    const [a, b] = auxiliary === "shared" ? [seen.thetaFeatures, seen.outcomeFeatures] : [theta, outcome];
    return estimator.auxiliary === "pair" ? columns(a, b) : b;
  };

  return {
    init(key) {
      const k = split(key, "critic", "auxiliary");
      const params = critic.init(k.critic, sizes);
      if (!needed) return params;
      const width = tf.tidy(() => {
        const [theta, outcome] = [tf.zeros([1, sizes.theta]) as tf.Tensor2D, tf.zeros([1, sizes.outcome]) as tf.Tensor2D];
        return inputs(critic.scores(params, theta, outcome), theta, outcome).shape[1];
      });
      const hidden = auxiliary === "shared" ? sizes.hidden.slice(-1) : sizes.hidden;
      return { ...params, ...initMlp(k.auxiliary, AUXILIARY, [width, ...hidden, 1], 0.1) };
    },
    terms(params, theta, outcome) {
      const seen = critic.scores(params, theta, outcome);
      if (!needed) return { scores: seen.scores };
      const out = applyMlp(params, AUXILIARY, inputs(seen, theta, outcome));
      const v = tf.reshape(out, [-1]) as tf.Tensor1D;
      // At the optimum u = -PMI = c - g ([flo] section 2.3): starting there, the network has only the rest to learn.
      return { scores: seen.scores, auxiliary: estimator.auxiliary === "pair" ? tf.sub(v, jointScores(seen.scores)) : v };
    },
    scores: (params, theta, outcome) => critic.scores(params, theta, outcome).scores,
  };
}
