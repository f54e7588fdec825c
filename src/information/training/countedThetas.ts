/**
 * Gradients by counting out which theta an outcome came from, where neither a path nor few outcomes help: policies whose outcomes are counts or answers.
 *
 * A contrastive bound of one batch asks which of its n thetas made the outcome y. The n outcomes are one from each of the n laws, so taken together
 * they are draws of the mixture m(y) = mean_i p(y | theta_i), and given y it was theta_i with probability w_i = p(y | theta_i) / (n m(y)). With the contribution
 * c_i = c(log p(y | theta_i), log m(y)) the bound is the mean of Σ_i w_i c_i, and its gradient the mean of
 *   Σ_i w_i [dc_i + (c_i - b) d log p(y | theta_i)],
 * which the score function (scoreGradient.ts) knows for the i that was drawn only: this is its conditional expectation given all outcomes and the unordered
 * thetas (Rao-Blackwell). Whether a parameter happened to lie in the middle of its posterior or at its edge, half a nat of standard deviation for each
 * parameter, is luck that credits no decision any more: the variance of a policy's gradient is a tenth or less (`test/information/countedThetas.test.ts`),
 * and the scores are those that the bound has anyway. For c = log p - log m the first term is 0.
 *
 * There may be more thetas than experiments: L of them, of which the first n have an outcome each. Which of the L it is says nothing about an outcome, so
 * w_i is a share of L, and the bound that of L contrasts, which passes log n (`contrasts` of a rollout).
 *
 * b is the mean of Σ_i w_i c_i over all other outcomes. It may not see theta; that it is of the same thetas costs a bias of 1/(n - 1) of what the
 * outcomes' laws differ by, as small as the bound's own.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { LogLikelihood } from "../../contracts/bounds.js";
import type { Simulator } from "../../contracts/simulator.js";
import { logMeanExp, withoutGradient } from "../../engine/tensors.js";
import { jointScores } from "../../estimators/pairs.js";
import type { Rollout } from "../../experiment/rollout.js";
import { byTrials } from "./countedTrials.js";
import type { Contribution, Enumeration } from "./counting.js";

/** Those of the experiments first. */
export const allThetas = ({ theta, contrasts }: Rollout): tf.Tensor2D => (contrasts ? tf.concat([theta, contrasts], 0) : theta);

/** So far below the most probable theta nothing is added to a sum; -Infinity cannot be subtracted. */
const impossible = -1e4;

interface Counted {
  /** Thetas, where they are more than the experiments. */
  readonly contrasts?: number | undefined;
  readonly trials?: Simulator["trials"] | undefined;
}

export function countedThetas(
  logLikelihood: LogLikelihood,
  contribution: Contribution,
  { contrasts, trials }: Counted = {},
): Enumeration {
  /** Scores, shares of the thetas in each outcome and contributions, [thetas, outcomes] each. */
  function counted(rollout: Rollout) {
    const given = logLikelihood(allThetas(rollout), rollout.design, rollout.outcome);
    const most = withoutGradient(() => tf.max(given, 0, true));
    const scores: tf.Tensor2D = tf.add(tf.maximum(tf.sub(given, most), impossible), most);
    const logMean: tf.Tensor2D = tf.expandDims(logMeanExp(scores, 0), 0);
    const shares = withoutGradient((): tf.Tensor2D => tf.div(tf.exp(tf.sub(scores, logMean)), scores.shape[0]));
    return { scores, shares, values: contribution(scores, logMean) as tf.Tensor2D };
  }
  const bound = ({ shares, values }: Pick<ReturnType<typeof counted>, "shares" | "values">): tf.Tensor1D =>
    tf.sum(tf.mul(shares, values), 0);
  return {
    how: "thetas",
    contrasts,
    bound: (rollout) => bound(counted(rollout)),
    surrogate(rollout) {
      const { scores, shares, values } = counted(rollout);
      const n = scores.shape[1];
      const credits = withoutGradient((): tf.Tensor2D => {
        const each = bound({ shares, values });
        const others = tf.div(tf.sub(tf.sum(each), each), n - 1);
        return tf.mul(shares, tf.sub(values, tf.expandDims(others, 0)));
      });
      const credited = tf.div(tf.sum(tf.add(tf.mul(shares, values), tf.mul(credits, scores))), n) as tf.Scalar;
      return trials ? tf.add(credited, byTrials(trials, allThetas(rollout), shares, rollout)) : credited;
    },
  };
}

/** The bound with more thetas than experiments where outcomes follow their designs smoothly: it is differentiated itself. */
export function contrastedBound(logLikelihood: LogLikelihood, contribution: Contribution, contrasts: number): Enumeration {
  return {
    how: "together",
    contrasts,
    bound(rollout) {
      const scores = logLikelihood(allThetas(rollout), rollout.design, rollout.outcome);
      const n = scores.shape[1];
      return contribution(jointScores(tf.slice(scores, [0, 0], [n, n])), logMeanExp(scores, 0)) as tf.Tensor1D;
    },
    surrogate() {
      throw new Error("the bound is climbed itself");
    },
  };
}
