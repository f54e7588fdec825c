import * as tf from "@tensorflow/tfjs-core";
import type { AdaptiveFamily, AdaptivePolicy, PolicySetup } from "../src/contracts/policy.js";
import { applyMlp, initMlp } from "../src/nets/mlp.js";
import { split } from "../src/numbers/keys.js";
import { rawWidthOf } from "../src/numbers/measurements.js";
import { sharesAt, sharesOf } from "../src/portable/policies/budget.js";
import { alike, initPlan, planned } from "./budget.js";

const outputScale = 0.1;

/** Sums an encoding of every measurement, so that their order does not matter, and reads the next one off the sum. */
function create(setup: PolicySetup): AdaptivePolicy {
  const { look, sees = 2, hidden } = setup;
  const width = hidden.at(-1) as number;
  return {
    kind: "adaptive",
    name: "deepSets",
    summary: deepSets.summary,
    use: deepSets.use,
    init(key, space, start) {
      const k = split(key, "encoder", "decoder");
      return {
        ...initMlp(k.encoder, "design/encoder", [sees, ...hidden]),
        ...initMlp(k.decoder, "design/decoder", [width + sharesOf(setup), ...hidden, rawWidthOf(space)], outputScale),
        ...initPlan(setup, key, space, start),
      };
    },
    start: (_params, n) => [tf.zeros([n, width]), tf.zeros([n, 1])],
    next(params, [sum, seen], step) {
      const own = planned(params, step, setup);
      if (step === 0) return tf.add(tf.zeros([(sum as tf.Tensor2D).shape[0], own.shape[1]]), own);
      // A sum of more measurements is larger: the network reads their mean and their share of the horizon.
      const mean: tf.Tensor2D = tf.div(sum as tf.Tensor2D, seen as tf.Tensor2D); // fewer than steps where measurements were lost
      const read = tf.concat([mean, ...alike(mean.shape[0], sharesAt(setup, step))], 1);
      return tf.add(applyMlp(params, "design/decoder", read as tf.Tensor2D), own);
    },
    observe: (params, [sum, seen], at, outcome) => [
      tf.add(sum as tf.Tensor2D, applyMlp(params, "design/encoder", look(at, outcome))),
      tf.add(seen as tf.Tensor2D, 1),
    ],
  };
}

export const deepSets: AdaptiveFamily = {
  name: "deepSets",
  summary: "a sum of encoded measurements, which does not depend on their order",
  use: "exchangeable measurements: doses, positions, trials in any order",
  reference: "Zaheer et al. 2017, arXiv:1703.06114; Foster et al. 2021 (DAD), arXiv:2103.02438",
  create,
};
