import * as tf from "@tensorflow/tfjs-core";
import type { AdaptiveFamily, AdaptivePolicy, PolicySetup } from "../src/contracts/policy.js";
import { applyMlp, initMlp } from "../src/nets/mlp.js";
import { rawWidthOf } from "../src/numbers/measurements.js";
import { planned } from "./planned.js";

/** Looks at the last measurement only. Its network without tensors is in src/portable/policies/skeletonAdaptive.ts. */
function create({ horizon, look, sees = 2, hidden }: PolicySetup): AdaptivePolicy {
  const { name, summary, use } = skeletonAdaptive;
  return {
    kind: "adaptive",
    name,
    summary,
    use,
    /** Begins as the static design `start`, nearly: the network's last layer is small. */
    init: (key, space, start) => ({
      ...initMlp(key, "design/network", [sees, ...hidden, rawWidthOf(space)], 0.1),
      "design/start": tf.tensor2d([space.toRaw(start)]),
    }),
    start: (_params, n) => [tf.zeros([n, sees])],
    next(params, [last], step) {
      const own = planned(params, step, horizon);
      if (step === 0) return tf.add(tf.zeros([(last as tf.Tensor2D).shape[0], own.shape[1]]), own);
      return tf.add(applyMlp(params, "design/network", last as tf.Tensor2D), own);
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
