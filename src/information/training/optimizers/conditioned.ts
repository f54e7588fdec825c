/**
 * A critic conditioned on the design whose own gradient moves it. The bound's critic sees each experiment's own design, so it is one for the whole
 * neighbourhood; beside it a second one, Q(theta, design), learns what an experiment there is credited with. Its mean over the batch's thetas is the bound as
 * a function of the design, and its derivative by the design is followed as any gradient.
 *
 * Trials begin so wide that they cover the space, and narrow while the training goes on: first Q is right everywhere, and at last where the design is. Unlike the
 * score function's gradient, of which every batch gives a new and noisy one, Q remembers all batches; and it is the bound at the design that is climbed,
 * not its average over trials. Where Q is wrong the design is led astray, which fresh trials around it correct.
 *
 * Choices have no small steps. Trials of them stay wide, so that the critic knows every candidate, and at the end an exchange by that critic finds the best
 * (src/runs/restart.ts).
 *
 * With deterministic policies this is the actor that follows its critic's gradient: Silver et al. 2014, ICML 32:387, theorem 1; Lillicrap et al. 2016,
 * arXiv:1509.02971.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Exploration, ExplorationTask, Optimizer } from "../../../contracts/optimizer.js";
import type { Params } from "../../../contracts/values.js";
import { columns, detached, withoutGradient } from "../../../engine/tensors.js";
import { scaled, thetaFeatures } from "../../../experiment/features.js";
import { inItsOrder } from "../../../experiment/rollout.js";
import { applyMlp, initMlp } from "../../../nets/mlp.js";
import { normal } from "../../../numbers/distributions.js";
import { fold } from "../../../numbers/keys.js";
import { designFeatures } from "../../../numbers/scales.js";
import { baselineName } from "../state.js";

/** Standard deviation of trials in raw units, in which a sigmoid's range is some 6 wide: first, last, and from which share of the training on. */
const trials = { first: 2, last: 0.3, from: 0.6 } as const;

const name = `${baselineName}value`;
const hidden = [64, 64];

function build({ simulator, scaling }: ExplorationTask): Exploration {
  const { designs } = simulator;
  const { rawDim, inert, dim } = designs;
  const chooses = designs.decide !== undefined;
  const free = inert && Float32Array.from(inert, (isInert) => (isInert ? 0 : 1));
  const { mean, sd } = scaling.outcome; // of designs first, where they differ between experiments
  const placeScaling = { mean: mean.slice(0, dim), sd: sd.slice(0, dim) };
  const value = (params: Params, theta: tf.Tensor2D, design: tf.Tensor2D): tf.Tensor2D => {
    const place = scaled(designFeatures(designs, design), placeScaling);
    const each = tf.add(place, tf.zeros([theta.shape[0], dim])) as tf.Tensor2D;
    return applyMlp(params, name, columns(theta, each));
  };
  return {
    explores: true,
    init: (key) => initMlp(key, name, [scaling.theta.mean.length + dim, ...hidden, 1], 0.1),
    trial(given, n) {
      if (!given) return { move: tf.zeros([n, rawDim]) };
      const share = chooses ? 0 : Math.min(1, given.progress / trials.from);
      const drawn = normal(fold(given.key, 1), [n, rawDim]);
      return {
        move: tf.mul(free ? tf.mul(drawn, tf.tensor1d(free)) : drawn, trials.first * (trials.last / trials.first) ** share),
      };
    },
    surrogate(params, { theta, design, meant = [] }, { credits }) {
      const known = scaled(thetaFeatures(simulator, theta), scaling.theta);
      const earned = detached(credits);
      const learned = tf.reshape(
        value(
          params,
          known,
          withoutGradient(() => tf.clone(design)),
        ),
        [-1],
      );
      const still = Object.fromEntries(Object.entries(params).map(([own, x]) => [own, own.startsWith(name) ? detached(x) : x]));
      const meantAt = designs.fromRaw(meant[0] as tf.Tensor2D, tf.scalar(chooses ? 0 : 1)); // a choice once made has no slope
      const there = inItsOrder(designs, meantAt); // as trials are carried out
      const climbed = tf.mean(value(still, known, there));
      return tf.sub(climbed, tf.mean(tf.squaredDifference(learned, earned))) as tf.Scalar;
    },
  };
}

export const conditioned: Optimizer = {
  name: "conditioned",
  summary:
    "a critic of designs, learned over the whole space at first and then around the present design, which follows the critic's own gradient",
  use: "static designs whose numbers can be lost where nothing is learned, and choices from a list, of which the best is looked for at the end",
  reference: "Silver et al. 2014, ICML 32:387; Lillicrap et al. 2016, arXiv:1509.02971",
  trains: ["numbers", "choices"],
  build,
};
