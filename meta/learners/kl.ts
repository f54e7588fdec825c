import * as tf from "@tensorflow/tfjs-core";
import { type Embedding, otherPenalty, type Penalty } from "./prompted.js";

/**
 * E KL(N(mean, sd²) || N(0, 1)) = Σ_d (mean_d² + sd_d² - 1)/2 - log sd_d, averaged over tasks, nats: at least the information, whatever
 * the embeddings' distribution is, because the standard normal need not be their marginal.
 */
export function divergence({ mean, sd }: Pick<Embedding, "mean" | "sd">): tf.Scalar {
  const ofMean = tf.mean(tf.sum(tf.square(mean), 1));
  const ofSd = tf.sum(tf.sub(tf.sub(tf.square(sd), 1), tf.mul(2, tf.log(sd))));
  return tf.mul(0.5, tf.add(ofMean, ofSd)) as tf.Scalar;
}

const penalty: Penalty = {
  init: () => ({}),
  information: (_params, _batch, embedding) => ({ value: divergence(embedding) }),
};

export const kl = otherPenalty(
  {
    name: "kl",
    summary: "Meta-FLO with the variational bottleneck's upper bound of the information in place of FLO: no critic",
    use: "the simplest penalty, and a bound on the right side",
    reference: "Alemi et al. 2017, Deep variational information bottleneck (under the root of Guo et al. 2022, Eq. 14)",
  },
  () => penalty,
);
