import * as tf from "@tensorflow/tfjs-core";
import type { AdaptiveFamily, AdaptivePolicy, PolicySetup } from "../src/contracts/policy.js";
import { applyMlp, initMlp } from "../src/nets/mlp.js";
import { rawWidthOf } from "../src/numbers/measurements.js";
import { sharesAt, sharesOf } from "../src/portable/policies/budget.js";
import { alike, initPlan, planned } from "./budget.js";

/** Looks at the last measurement only. Its network without tensors is in src/portable/policies/skeletonAdaptive.ts. */
function create(setup: PolicySetup): AdaptivePolicy {
  const { look, sees = 2, hidden } = setup;
  const { name, summary, use } = skeletonAdaptive;
  return {
    kind: "adaptive",
    name,
    summary,
    use,
    /** Begins as the static design `start`, nearly: the network's last layer is small. */
    init: (key, space, start) => ({
      ...initMlp(key, "design/network", [sees + sharesOf(setup), ...hidden, rawWidthOf(space)], 0.1),
      ...initPlan(setup, key, space, start),
    }),
    start: (_params, n) => [tf.zeros([n, sees])],
    next(params, [last], step) {
      const own = planned(params, step, setup);
      const n = (last as tf.Tensor2D).shape[0];
      if (step === 0) return tf.add(tf.zeros([n, own.shape[1]]), own);
      const read = tf.concat([last as tf.Tensor2D, ...alike(n, sharesAt(setup, step))], 1);
      return tf.add(applyMlp(params, "design/network", read), own);
    },
    observe: (_params, _memory, at, outcome) => [look(at, outcome)],
  };
}

export const skeletonAdaptive: AdaptiveFamily = {
  name: "skeletonAdaptive",
  summary: "what it reads, in a line",
  use: "for which experiments",
  reference: "author year, title",
  create,
};
