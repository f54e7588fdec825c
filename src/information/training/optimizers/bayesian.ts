/**
 * Bayesian optimisation of the bound. A batch's experiments are at 32 designs, whose mean credits, read off a critic that sees every design, are noisy
 * values of the bound there; a Gaussian process over designs and time (src/numbers/gaussianProcess.ts) says from the latest 256 of them what the bound may
 * be anywhere. Where the next designs are is decided between steps, round by round (../planning/): by draws of functions from that posterior, each of whose
 * maxima is tried. That suits noisy values, among which no best one is known that could be improved on, and batches: the less is known, the more their
 * designs differ. The design follows the maximum of the posterior mean.
 *
 * Credits are a bound that rises while its critic learns. Three things are done about it: what all designs of a round have in common is no difference
 * between designs; what was credited long ago counts for less, at the rate that the evidence favours; and time is the logarithm of the steps.
 *
 * Frazier 2018, arXiv:1807.02811; Kandasamy et al. 2018, AISTATS 84:133; Bogunovic et al. 2016, AISTATS 51:314.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Exploration, ExplorationTask, Optimizer } from "../../../contracts/optimizer.js";
import { columns, detached, withoutGradient } from "../../../engine/tensors.js";
import { normal } from "../../../numbers/distributions.js";
import { fold } from "../../../numbers/keys.js";
import { membership } from "../membership.js";
import { freeOf } from "../planning/places.js";
import { planned, withRound } from "../planning/plan.js";
import { bestName, initRecollection, members, planName, read, recalled, sumsName, written } from "../planning/recollection.js";
import { roundOf, settled } from "../planning/rounds.js";

/** Standard deviation in raw units of a design's experiments around it, so that the critic learns no single points. */
const jitter = 0.15;

function build({ simulator: { designs }, policy }: ExplorationTask): Exploration {
  const { rawDim, dim } = designs;
  const free = freeOf(designs);
  return {
    explores: true,
    init: (key) => initRecollection(designs, key),
    trial(given, n) {
      const move = given
        ? tf.mul(tf.mul(normal(fold(given.key, 1), [n, rawDim]), tf.tensor1d(free)), jitter)
        : tf.zeros([n, rawDim]);
      return { move, belongs: membership(n, members), tries: tf.scalar(given ? 1 : 0) };
    },
    move: (params, { move, belongs, tries }) =>
      withoutGradient(() => {
        const around = tf.matMul(belongs as tf.Tensor2D, params[planName] as tf.Tensor2D, true, false);
        const meant = policy.kind === "fixed" ? policy.raw?.(params) : undefined;
        return tf.add(move as tf.Tensor2D, tf.mul(tries as tf.Scalar, meant ? tf.sub(around, meant) : around)) as tf.Tensor2D;
      }),
    // Its gradient is the way from the design to the best.
    surrogate: (params, { meant = [] }) =>
      tf.mul(-0.5, tf.sum(tf.squaredDifference(meant[0] as tf.Tensor2D, detached(params[bestName] as tf.Tensor2D)))) as tf.Scalar,
    remembered: (params, { credits }, { belongs }) => ({
      [sumsName]: withoutGradient(() => {
        const each = tf.reshape(credits, [-1, 1]) as tf.Tensor2D;
        const sums = tf.matMul(belongs as tf.Tensor2D, columns(each, tf.onesLike(each)));
        return tf.add(params[sumsName] as tf.Tensor2D, sums) as tf.Tensor2D;
      }),
    }),
    plan({ key, step, progress }, recall) {
      const round = roundOf(step);
      if (step === settled(round)) return { [sumsName]: new Float32Array(2 * members) };
      if (step < round.end) return undefined;
      const { sums, ...before } = read(recall(recalled), dim);
      const points = withRound(designs, before, sums, round);
      return points.length > 0 ? written(planned(designs, { ...before, points }, { key, progress, round })) : undefined;
    },
  };
}

export const bayesian: Optimizer = {
  name: "bayesian",
  summary:
    "a Gaussian process learns the bound at the designs of many rounds; the next are where draws from it are highest (Thompson sampling)",
  use: "static designs, numbers or choices from a list, that neither a start nor few steps should decide over: all of the space is tried at first",
  reference: "Frazier 2018, arXiv:1807.02811; Kandasamy et al. 2018, AISTATS 84:133; Bogunovic et al. 2016, AISTATS 51:314",
  trains: ["numbers", "choices"],
  build,
};
