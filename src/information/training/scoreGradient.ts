/**
 * Gradients of a bound by designs that no path leads away from: outcomes that are counts, choices or come from another program.
 *
 * With a bound B = mean_i c_i, and d/dφ E f(y) = E f(y)·d/dφ log p(y; φ) (REINFORCE: Williams 1992; for policies of experiments
 * Blau et al. 2022, arXiv:2202.00821), the gradient is the mean over experiments j of B·n times the derivative of the log probability of
 * what is random in j. Two things can be that:
 *  - the outcome, where its likelihood is known: d log p(y_j | theta_j, design_j)/dφ, beside the path that leads through the design in c
 *    itself (Foster et al. 2021, arXiv:2103.02438, section 4.3). A contrastive bound can do better (countedThetas.ts), so this is for the others, and for goals;
 *  - the design, where it is not, or where a policy chooses from a list: raw values are tried out around those that the policy means, r = mean(φ) + sd·eps, one trial an
 *    experiment, and the critic sees what was tried. Where every measurement is of one list a candidate is drawn (poolTrials.ts), and r is which: d log p(r_j) is that of its probability. Then d log p(r_j)/dφ = eps/sd·dmean/dφ at every decision. It is the gradient of the
 *    bound that is averaged over trials; sd falls while the training goes on, and nothing is tried when a policy is used.
 * Of n·B only the terms that outcome j enters have to be multiplied (`Estimator.credits`): given what was known when decision t of
 * experiment j was taken, its trial is independent of theta_j and of all other experiments, so all other terms average to 0. For the same
 * reason a baseline that sees theta_j and the measurements before decision t changes no mean, only the variance. It is a small
 * network for every decision, which learns to predict the credit. The critic's gradient is pathwise as ever. So the gradient is unbiased
 * for the bound of the policy that tries, and biased for that of the policy that does not by sd²/2 times a third derivative.
 *
 * A policy's choices from a list are tried out even where the likelihood is known. A mixture of two questions, each answered by yes or no, tells
 * less than the mean of what both tell (information is convex in the law of the answer), so that every corner attracts: the exact gradient of a relaxed
 * policy without any network ended at 0.738, 0.732 or 0.487 nats, by its start, where 0.752 is the most. Whoever draws one of the questions
 * learns the mean, and the gradient leads to the better one.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Exploration, ExplorationTask } from "../../contracts/optimizer.js";
import type { Params } from "../../contracts/values.js";
import { columns, piece, withoutGradient } from "../../engine/tensors.js";
import { scaled, thetaFeatures } from "../../experiment/features.js";
import { measurements, seenSize } from "../../experiment/history.js";
import { applyMlp, initMlp } from "../../nets/mlp.js";
import { normal } from "../../numbers/distributions.js";
import { fold } from "../../numbers/keys.js";
import { measurementsOf } from "../../numbers/measurements.js";
import { drawnFrom, poolTrial } from "./poolTrials.js";
import { baselineName } from "./state.js";

/** Standard deviation of trials in raw units, in which a sigmoid's range is some 6 wide: first and last. */
const trialSd = [0.5, 0.1] as const;

const baselineHidden = [32];

/** The offset counts so many times, so that some hundred small steps are enough to reach the usual credit. */
const offsetScale = 10;

export function buildScoreGradient({ simulator, estimator, policy, scaling }: ExplorationTask): Exploration {
  const { rawDim, inert } = simulator.designs;
  const seen = scaling.measurement ? seenSize(scaling.measurement) : 0;
  /** Nothing is tried where nothing depends on it. */
  const free = inert && Float32Array.from(inert, (isInert) => (isInert ? 0 : 1));
  const chooses = policy.kind === "adaptive" && simulator.designs.decide !== undefined;
  const explores = estimator.scores !== "likelihood" || chooses;
  const pool = chooses ? simulator.designs.pool : undefined;
  const decisions = explores && policy.kind === "adaptive" ? measurementsOf(simulator.designs) : 1;
  const name = (t: number) => `${baselineName}${t}`;

  /** What is expected of each experiment's credit before its decision t: [n]. */
  function expected(params: Params, t: number, theta: tf.Tensor2D, history: tf.Tensor2D | undefined): tf.Tensor1D {
    const known = history ? columns(theta, tf.slice(history, [0, 0], [-1, seen * t])) : theta;
    const offset = tf.mul(offsetScale, params[`${name(t)}/offset`] as tf.Tensor);
    return tf.reshape(tf.add(applyMlp(params, name(t), known), offset), [-1]);
  }

  return {
    explores,
    init(key) {
      const inputs = (t: number) => scaling.theta.mean.length + seen * t;
      const networks = Array.from({ length: decisions }, (_, t) => ({
        ...initMlp(fold(key, t), name(t), [inputs(t), ...baselineHidden, 1], 0.1),
        [`${name(t)}/offset`]: tf.zeros([1, 1]),
      }));
      return Object.assign({}, ...networks);
    },
    trial(given, n) {
      if (pool) return poolTrial(given, n, rawDim);
      if (!given) return { move: tf.zeros([n, rawDim]), pull: tf.zeros([n, rawDim]) };
      const [first, last] = trialSd;
      const sd = first * (last / first) ** given.progress;
      const drawn = normal(fold(given.key, 1), [n, rawDim]);
      const eps = free ? tf.mul(drawn, tf.tensor1d(free)) : drawn;
      return { move: tf.mul(eps, sd), pull: tf.div(eps, sd) };
    },
    surrogate(params, { theta, design, outcome, meant = [] }, { credits, logLikelihood }, { pull }) {
      const known = scaled(thetaFeatures(simulator, theta), scaling.theta);
      const { measurement } = scaling;
      const history =
        decisions > 1 && measurement ? withoutGradient(() => measurements(simulator, measurement, design, outcome)) : undefined;
      const parts: tf.Tensor[] = [];
      const numbers = rawDim / decisions;
      const drawn = pool && drawnFrom(pool, meant, design).logs;
      for (let t = 0; t < decisions; t++) {
        const reached = expected(params, t, known, history);
        const advantage = withoutGradient(() => tf.sub(credits, reached));
        const earned = withoutGradient(() => tf.add(credits, 0));
        const logDensity =
          (explores ? undefined : logLikelihood) ??
          (drawn && tf.reshape(piece(drawn, t, 1), [-1])) ??
          tf.sum(tf.mul(tf.slice(pull as tf.Tensor2D, [0, t * numbers], [-1, numbers]), meant[t] as tf.Tensor2D), 1);
        parts.push(tf.mean(tf.mul(advantage, logDensity)), tf.neg(tf.mean(tf.squaredDifference(reached, earned))));
      }
      return tf.addN(parts) as tf.Scalar;
    },
  };
}
