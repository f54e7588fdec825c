import * as tf from "@tensorflow/tfjs-core";
import type { AdaptiveFamily, AdaptivePolicy, PolicySetup } from "../src/contracts/policy.js";
import type { Params } from "../src/contracts/values.js";
import { applyMlp, initMlp } from "../src/nets/mlp.js";
import { normals } from "../src/numbers/distributions.js";
import { fold, split } from "../src/numbers/keys.js";
import { rawWidthOf } from "../src/numbers/measurements.js";
import { headsOf, rounds } from "../src/portable/policies/attention.js";
import { sharesAt, sharesOf } from "../src/portable/policies/budget.js";
import { alike, initPlan, planned } from "./budget.js";

const outputScale = 0.1;

/** What is attended to adds a third to the mean at first: training starts from sums, and learns what to look at. */
const matrixScale = 0.3;

/**
 * A decision attends to the measurements: with e_i what the encoder makes of each, k_i = e_i K and v_i = e_i V, it begins as their mean and is changed
 * in each round r to z + Σ_i softmax_i(z Q_r · k_i / √width of a head) v_i, head by head; the decoder reads it and the share of the horizon. Whatever the
 * order of the measurements, z is the same. The memory holds what is summed, and grows by one k and one v a measurement.
 */
function create(setup: PolicySetup): AdaptivePolicy {
  const { look, sees = 2, hidden } = setup;
  const width = hidden.at(-1) as number;
  const heads = headsOf(width);
  const { name, summary, use } = attention;
  const byHeads = (x: tf.Tensor2D): tf.Tensor4D => tf.reshape(x, [x.shape[0], -1, heads, width / heads]);
  const times = (params: Params, x: tf.Tensor2D, matrix: string): tf.Tensor2D =>
    tf.matMul(x, params[`design/${matrix}`] as tf.Tensor2D);
  return {
    kind: "adaptive",
    name,
    summary,
    use,
    init(key, space, start) {
      const k = split(key, "encoder", "decoder", "matrices");
      const matrices = ["keys", "values", ...Array.from({ length: rounds }, (_, r) => `query${r}`)];
      const square = (i: number) => normals(fold(k.matrices, i), width * width).map((z) => (matrixScale * z) / Math.sqrt(width));
      return {
        ...initMlp(k.encoder, "design/encoder", [sees, ...hidden]),
        ...initMlp(k.decoder, "design/decoder", [width + sharesOf(setup), ...hidden, rawWidthOf(space)], outputScale),
        ...Object.fromEntries(matrices.map((matrix, i) => [`design/${matrix}`, tf.tensor2d(square(i), [width, width])])),
        ...initPlan(setup, key, space, start),
      };
    },
    start: (_params, n) => [tf.zeros([n, width])],
    next(params, [sum, keys, values], step) {
      const own = planned(params, step, setup);
      const n = (sum as tf.Tensor2D).shape[0];
      // before the first measurement, or where all so far were lost
      if (!keys || !values) return tf.add(tf.zeros([n, own.shape[1]]), own);
      const seen = keys.shape[1] / width;
      let token: tf.Tensor2D = tf.div(sum as tf.Tensor2D, seen);
      for (let r = 0; r < rounds; r++) {
        const scores = tf.sum(tf.mul(byHeads(times(params, token, `query${r}`)), byHeads(keys)), 3, true);
        const weights = tf.mul(scores, Math.sqrt(heads / width)); // [n, seen, heads, 1]
        const raised = tf.exp(tf.sub(weights, tf.max(weights, 1, true)));
        const shares = tf.div(raised, tf.sum(raised, 1, true));
        token = tf.add(token, tf.reshape(tf.sum(tf.mul(shares, byHeads(values)), 1), [n, width]));
      }
      const read = tf.concat([token, ...alike(n, sharesAt(setup, step))], 1);
      return tf.add(applyMlp(params, "design/decoder", read as tf.Tensor2D), own);
    },
    observe(params, [sum, ...before], at, outcome) {
      const encoded = applyMlp(params, "design/encoder", look(at, outcome));
      const grown = ["keys", "values"].map((matrix, i) => {
        const more = times(params, encoded, matrix);
        const earlier = before[i];
        return earlier ? tf.concat([earlier, more], 1) : more;
      });
      return [tf.add(sum as tf.Tensor2D, encoded), ...grown];
    },
  };
}

export const attention: AdaptiveFamily = {
  name: "attention",
  summary: "a decision that attends to single earlier measurements, whatever their order",
  use: "many exchangeable measurements, of which a few matter to the next: places around a source, many trials",
  reference: "Vaswani et al. 2017, arXiv:1706.03762; Ivanova et al. 2021 (iDAD), arXiv:2111.02329, appendix",
  create,
};
