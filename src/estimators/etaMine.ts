import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import type { SettingSpecs } from "../contracts/values.js";
import { jointScores, otherScores } from "./pairs.js";
import { settable } from "./settable.js";

const settings = {
  rate: { default: 100, min: 1e-3, max: 1e6, help: "learning rate of eta, as a multiple of the critic's" },
} satisfies SettingSpecs;

/**
 * 1 + S_jj - eta - exp(-eta)·mean_{i≠j} exp(S_ij), eta one trained number: a lower bound for every eta. At its best, eta = log mean exp(S_ij),
 * the value is Donsker and Varadhan's; eta = 0 is the f-divergence's, NWJ with scores that are 1 less. Its gradient is unbiased, as that of
 * the logarithm is not. It is TUBA whose log a is the same for all outcomes.
 */
export const etaMine = settable(settings, ({ rate }): FromScores => {
  return {
    name: "etaMine",
    summary: "Donsker-Varadhan's bound by one more trained number that normalises all scores, without bias in the gradient",
    use: "no likelihood, one network; NWJ without drift, TUBA without its network",
    reference: "Mroueh et al. 2021, Improved mutual information estimation, eq. 7-9, algorithm 1",
    side: "lower",
    truth: "r + c",
    gradient: "unbiased",
    batchFree: true,
    cap: () => Number.POSITIVE_INFINITY,
    from: "scores",
    scores: "critic",
    auxiliary: "scalar",
    auxiliaryRate: rate,
    logRatios: ({ scores, auxiliary }) => tf.sub(scores, auxiliary as tf.Tensor1D),
    contributions({ scores, auxiliary }) {
      const eta = auxiliary as tf.Tensor1D;
      const others = tf.sum(tf.exp(tf.sub(otherScores(scores), eta)), 0);
      return tf.sub(tf.add(1, tf.sub(jointScores(scores), eta)), tf.div(others, scores.shape[0] - 1));
    },
  };
});
