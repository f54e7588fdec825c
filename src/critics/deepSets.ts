import * as tf from "@tensorflow/tfjs-core";
import type { Critic } from "../contracts/bounds.js";
import { applyMlp, initMlp } from "../nets/mlp.js";
import { split } from "../numbers/keys.js";
import { encodedScale, encodedSize, headScores, initHead } from "./gaussianHead.js";

/**
 * Every measurement goes through the same network and the same linear map; what they average to does not depend on their order
 * (Zaheer et al. 2017, arXiv:1703.06114; as the encoder of Foster et al. 2021, arXiv:2103.02438). The Gaussian head compares it with theta.
 */
export const deepSets: Critic = {
  name: "deepSets",
  summary: "the gaussian critic behind a sum of encoded measurements, which does not depend on their order",
  reads: "measurements",
  init(key, sizes) {
    const { hidden, measurement = 1 } = sizes;
    const k = split(key, "theta", "encoder", "decoder");
    const outputs = encodedSize(sizes);
    const width = hidden.at(-1) as number;
    return {
      ...initHead(k.theta, sizes),
      ...initMlp(k.encoder, "critic/encoder", [measurement, ...hidden]),
      ...initMlp(k.decoder, "critic/decoder", [width, ...hidden.slice(-1), outputs], encodedScale),
      "critic/skip": tf.zeros([measurement, outputs]),
    };
  },
  scores(params, theta, outcome) {
    const skip = params["critic/skip"] as tf.Tensor2D;
    const [n, numbers] = outcome.shape;
    const count = numbers / skip.shape[0];
    const single = tf.reshape(outcome, [n * count, skip.shape[0]]) as tf.Tensor2D;
    /** Averages, so that first scores are alike whatever the number of measurements. */
    const together = (x: tf.Tensor): tf.Tensor2D => tf.mean(tf.reshape(x, [n, count, x.shape[1] as number]), 1);
    const encoded = applyMlp(params, "critic/decoder", together(applyMlp(params, "critic/encoder", single)));
    return headScores(params, theta, tf.add(encoded, together(tf.matMul(single, skip))) as tf.Tensor2D);
  },
};
