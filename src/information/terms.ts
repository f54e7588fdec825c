/** A critic and the network that an estimator needs beside it, as one function from features to a bound's terms. */
import * as tf from "@tensorflow/tfjs-core";
import type { Critic, CriticOutput, CriticSizes, FromScores, Terms } from "../contracts/bounds.js";
import type { TrainingOptions } from "../contracts/options.js";
import type { Key, Params } from "../contracts/values.js";
import { columns } from "../engine/tensors.js";
import { jointScores } from "../estimators/pairs.js";
import { split } from "../numbers/keys.js";
import { auxiliaryOf } from "./auxiliary.js";

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

export function criticObjective({ estimator, critic, sizes, auxiliary }: CriticObjectiveOptions): CriticObjective {
  const beside = auxiliaryOf(estimator);
  /** What the critic says of pairs itself, where that is asked for. */
  const own = ({ second }: CriticOutput): tf.Tensor1D | undefined =>
    second && auxiliary === "shared" && estimator.auxiliary === "pair" ? jointScores(second) : undefined;

  /** What the auxiliary network reads about n experiments. */
  const inputs = (seen: CriticOutput, theta: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor2D => {
    const [a, b] = auxiliary === "shared" ? [seen.thetaFeatures, seen.outcomeFeatures] : [theta, outcome];
    return estimator.auxiliary === "pair" ? columns(a, b) : b;
  };

  return {
    init(key) {
      const k = split(key, "critic", "auxiliary");
      const params = critic.init(k.critic, sizes);
      if (!beside) return params;
      const width = tf.tidy(() => {
        const [theta, outcome] = [tf.zeros([2, sizes.theta]) as tf.Tensor2D, tf.zeros([2, sizes.outcome]) as tf.Tensor2D];
        const seen = critic.scores(params, theta, outcome);
        return own(seen) ? undefined : inputs(seen, theta, outcome).shape[1];
      });
      if (width === undefined) return params;
      const hidden = auxiliary === "shared" ? sizes.hidden.slice(-1) : sizes.hidden;
      return { ...params, ...beside.init(k.auxiliary, width, hidden) };
    },
    terms(params, theta, outcome) {
      const seen = critic.scores(params, theta, outcome);
      if (!beside) return { scores: seen.scores };
      const v = own(seen) ?? beside.values(params, () => inputs(seen, theta, outcome));
      // At the optimum u = -PMI = c - g ([flo] section 2.3): starting there, the network has only the rest to learn.
      return { scores: seen.scores, auxiliary: estimator.auxiliary === "pair" ? tf.sub(v, jointScores(seen.scores)) : v };
    },
    scores: (params, theta, outcome) => critic.scores(params, theta, outcome).scores,
  };
}
