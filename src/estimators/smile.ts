import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import type { SettingSpec, SettingValue } from "../contracts/values.js";
import { donskerVaradhan } from "./donskerVaradhan.js";
import { jensenShannon } from "./jsd.js";

const settings = {
  tau: { default: 5, min: 0, max: 1e6, unit: "nats", help: "scores of other pairs are clipped to ± this in the value" },
} satisfies Record<string, SettingSpec>;

/**
 * Trained by `jensenShannon`; reports mean_i S_ii - log mean_{i≠j} exp(clip(S_ij, -tau, tau)). Less noisy than DV, with a bias of its own;
 * tau = ∞ is DV's value, tau = 0 mean_i S_ii. The mean's variance is at most (e^tau - e^-tau)²/(4n), by Popoviciu; the paper's theorem 4
 * prints it without the square.
 */
function smileWith({ tau }: Readonly<Record<string, SettingValue>>): FromScores {
  const most = tau as number;
  return {
    name: "smile",
    summary: "Donsker-Varadhan's value with clipped ratios; trained to tell pairs from others",
    use: "comparison with the literature; steady, and no bound: read the evaluation's",
    reference: "Song and Ermon 2020, Understanding the limitations of variational mutual information estimators, eq. 17",
    side: "neither",
    truth: "r",
    gradient: "unbiased",
    batchFree: false,
    cap: () => Number.POSITIVE_INFINITY,
    settings,
    with: smileWith,
    from: "scores",
    scores: "critic",
    auxiliary: "none",
    contributions: ({ scores }) => donskerVaradhan(scores, tf.clipByValue(scores, -most, most)),
    objective: ({ scores }) => jensenShannon(scores),
    logRatios: ({ scores }) => scores,
  };
}

export const smile: FromScores = smileWith({ tau: settings.tau.default });
