/**
 * A critic conditioned on the design whose own gradient moves it. The bound's critic sees each experiment's own design, so it is one for the whole
 * neighbourhood; beside it a second one, Q(theta, design), learns what an experiment there is credited with. Its mean over the batch's thetas is the bound as
 * a function of the design, and its derivative by the design is followed as any gradient.
 *
 * Trials begin so wide that they cover the space, and narrow while the training goes on: first Q is right everywhere, and at last where the design is. Unlike the
 * score function's gradient, of which every batch gives a new and noisy one, Q remembers all batches. It is climbed as it is around the design on average,
 * over the same moves as the trials': where Q is right, and no single bend of it leads astray. The design's steps are longer than late trials, so one that strayed was lost.
 *
 * Some trials have one number anywhere (../planning/elsewhere.ts), and where Q says that the design were better with one of its numbers elsewhere, it is moved there.
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
import { columns, detached, tidied, withoutGradient } from "../../../engine/tensors.js";
import { scaled, thetaFeatures } from "../../../experiment/features.js";
import { inItsOrder } from "../../../experiment/rollout.js";
import { applyMlp, initMlp, mlpShapes } from "../../../nets/mlp.js";
import { normal } from "../../../numbers/distributions.js";
import { fold } from "../../../numbers/keys.js";
import { designFeatures, designLogits } from "../../../numbers/scales.js";
import { elsewhere, exchangedElsewhere, isAround, isRound, noneElsewhere, withElsewhere } from "../planning/elsewhere.js";
import { baselineName } from "../state.js";

/** Standard deviation of trials in raw units, in which a sigmoid's range is some 6 wide: first, last, and from which share of the training on. */
const trials = { first: 2, last: 0.3, from: 0.6 } as const;

const name = `${baselineName}value`;
const hidden = [64, 64];

const rawName = "design/raw";

/** By how many thetas designs are compared with each other: the same for all, so that most of what theta makes of it is common. */
const compared = 256;

function build({ simulator, scaling }: ExplorationTask): Exploration {
  const { designs } = simulator;
  const { rawDim, inert, dim } = designs;
  const chooses = designs.decide !== undefined;
  const free = inert && Float32Array.from(inert, (isInert) => (isInert ? 0 : 1));
  const { mean, sd } = scaling.outcome; // of designs first, where they differ between experiments
  const placeScaling = { mean: mean.slice(0, dim), sd: sd.slice(0, dim) };
  const value = (params: Params, theta: tf.Tensor2D, design: tf.Tensor2D): tf.Tensor2D => {
    const seen = scaled(designFeatures(designs, design), placeScaling);
    const place = scaling.logits ? columns(seen, designLogits(designs, design)) : seen;
    const each = tf.add(place, tf.zeros([theta.shape[0], 1])) as tf.Tensor2D;
    return applyMlp(params, name, columns(theta, each));
  };
  const known = (theta: tf.Tensor2D) => scaled(thetaFeatures(simulator, theta), scaling.theta);
  const carriedOut = (raw: tf.Tensor2D) => inItsOrder(designs, designs.fromRaw(raw, tf.scalar(chooses ? 0 : 1))); // a choice once made has no slope
  const sizes = [scaling.theta.mean.length + (scaling.logits ? 2 : 1) * dim, ...hidden, 1];
  return {
    explores: true,
    init: (key) => initMlp(key, name, sizes, 0.1),
    move: (params, trial) => withoutGradient(() => withElsewhere(params[rawName] as tf.Tensor2D, trial)),
    plan({ key, step, progress }, recall) {
      if (chooses || !isRound(step, progress)) return undefined;
      const shapes = mlpShapes(name, sizes);
      const held = recall([...Object.keys(shapes), rawName]);
      const params = Object.fromEntries(
        Object.entries(shapes).map(([own, shape]) => [own, tf.tensor(held[own] as Float32Array, shape)]),
      );
      const theta = known(simulator.prior.sample(key, compared));
      const worthOf = (raw: readonly number[]) => tf.mean(value(params, theta, carriedOut(tf.tensor2d([[...raw]]))));
      const worth = (raws: readonly (readonly number[])[]) => tidied(() => tf.stack(raws.map(worthOf)).dataSync());
      const better = exchangedElsewhere(designs, Array.from(held[rawName] as Float32Array), worth);
      return better && { [rawName]: Float32Array.from(better) };
    },
    trial(given, n) {
      if (!given) return { move: tf.zeros([n, rawDim]), ...noneElsewhere(designs, n) };
      const share = chooses ? 0 : Math.min(1, given.progress / trials.from);
      const drawn = normal(fold(given.key, 1), [n, rawDim]);
      return {
        move: tf.mul(free ? tf.mul(drawn, tf.tensor1d(free)) : drawn, trials.first * (trials.last / trials.first) ** share),
        ...(chooses ? noneElsewhere(designs, n) : elsewhere(designs, { ...given, key: fold(given.key, 2) }, n)),
      };
    },
    surrogate(params, { theta, design, meant = [] }, { credits }, trial) {
      const seen = known(theta);
      const earned = detached(credits);
      const learned = tf.reshape(
        value(
          params,
          seen,
          withoutGradient(() => tf.clone(design)),
        ),
        [-1],
      );
      const still = Object.fromEntries(Object.entries(params).map(([own, x]) => [own, own.startsWith(name) ? detached(x) : x]));
      const around = tf.add(meant[0] as tf.Tensor2D, tf.mul(trial.move as tf.Tensor2D, isAround(trial))) as tf.Tensor2D;
      const climbed = tf.mean(value(still, seen, carriedOut(around))); // as trials are carried out
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
