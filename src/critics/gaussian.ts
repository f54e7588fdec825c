import * as tf from "@tensorflow/tfjs-core";
import type { Critic } from "../contracts/bounds.js";
import { applyMlp, initMlp } from "../nets/mlp.js";
import { split } from "../numbers/keys.js";
import { encodedScale, encodedSize, headScores, initHead } from "./gaussianHead.js";

/**
 * A Gaussian posterior, which smooth problems with informative outcomes come close to, and a separable correction for all that is not
 * Gaussian (`headScores`), read off the outcome by one network and a linear map beside it.
 */
export const gaussian: Critic = {
  name: "gaussian",
  summary: "a Gaussian posterior that depends on the outcome, and a dot product of two encoders for the rest",
  reads: "outcomes",
  init(key, sizes) {
    const k = split(key, "theta", "outcome");
    const outputs = encodedSize(sizes);
    return {
      ...initHead(k.theta, sizes),
      ...initMlp(k.outcome, "critic/outcome", [sizes.outcome, ...sizes.hidden, outputs], encodedScale),
      "critic/skip": tf.zeros([sizes.outcome, outputs]),
    };
  },
  scores(params, theta, outcome) {
    const direct = tf.matMul(outcome, params["critic/skip"] as tf.Tensor2D);
    return headScores(params, theta, tf.add(applyMlp(params, "critic/outcome", outcome), direct) as tf.Tensor2D);
  },
};
