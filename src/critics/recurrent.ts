import * as tf from "@tensorflow/tfjs-core";
import type { Critic } from "../contracts/bounds.js";
import type { Params } from "../contracts/values.js";
import { cellStart, gru } from "../nets/cells.js";
import { applyMlp, initMlp } from "../nets/mlp.js";
import { fold, split } from "../numbers/keys.js";
import { encodedScale, encodedSize, headScores, initHead } from "./gaussianHead.js";

const layer = (i: number) => `critic/gru${i}`;

/**
 * Gated recurrent units read the measurements one after the other; the last state, and a linear map of the whole history beside it, is
 * what the Gaussian head compares with theta.
 */
export const recurrent: Critic = {
  name: "recurrent",
  summary: "the gaussian critic behind a recurrent network (gated recurrent units) that reads one measurement after the other",
  reads: "measurements",
  init(key, sizes) {
    const { hidden, outcome, measurement = 1 } = sizes;
    const k = split(key, "theta", "layers", "read");
    const widths = [measurement, ...hidden];
    const layers = hidden.map((width, i) => gru.init(fold(k.layers, i), layer(i), widths[i] as number, width));
    const outputs = encodedSize(sizes);
    return Object.assign(initHead(k.theta, sizes), ...layers, {
      ...initMlp(k.read, "critic/read", [widths.at(-1) as number, outputs], encodedScale),
      "critic/skip": tf.zeros([outcome, outputs]),
    });
  },
  scores(params, theta, outcome) {
    const direct = tf.matMul(outcome, params["critic/skip"] as tf.Tensor2D);
    return headScores(params, theta, tf.add(applyMlp(params, "critic/read", lastState(params, outcome)), direct));
  },
};

/** Output of the last layer after the last measurement: [n, width]. */
function lastState(params: Params, outcome: tf.Tensor2D): tf.Tensor2D {
  const [n, numbers] = outcome.shape;
  const width = (params[`${layer(0)}/w`] as tf.Tensor2D).shape[0];
  const memory = [];
  for (let i = 0; params[`${layer(i)}/u`]; i++) memory.push(cellStart(gru, n, (params[`${layer(i)}/u`] as tf.Tensor2D).shape[0]));
  let x = outcome;
  for (let at = 0; at < numbers; at += width) {
    x = tf.slice(outcome, [0, at], [-1, width]);
    for (const [i, state] of memory.entries()) {
      memory[i] = gru.step(params, layer(i), x, state);
      x = memory[i]?.[0] as tf.Tensor2D;
    }
  }
  return x;
}
