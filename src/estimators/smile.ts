import * as tf from "@tensorflow/tfjs-core";
import { short } from "../basics/digits.js";
import type { FromScores } from "../contracts/bounds.js";
import type { SettingSpecs } from "../contracts/values.js";
import { donskerVaradhan } from "./donskerVaradhan.js";
import { jensenShannon } from "./jsd.js";
import { settable } from "./settable.js";

const settings = {
  tau: { default: 5, min: 0, max: 1e6, unit: "nats", help: "scores of other pairs are clipped to ± this in the value" },
} satisfies SettingSpecs;

/**
 * The most by which the mean of ratios clipped to exp(±tau) may lie off their mean unclipped, which is `total` (theorem 3): it is nearly that far
 * below where few ratios hold nearly all of it, and above where the others are 0.
 */
export const clippedBias = (tau: number, total = 1): number =>
  Math.max(Math.abs(Math.exp(-tau) - total * Math.exp(-2 * tau)), Math.abs(total - Math.exp(-tau)));

/** The largest standard deviation of a mean of n ratios that are clipped so (Popoviciu; theorem 4 prints its square without the square). */
export const clippedSpread = (tau: number, n: number): number => Math.sinh(tau) / Math.sqrt(n);

/** By how much the value of a true density ratio may be above and below what it is with tau = ∞, nats: theorem 3 on either side. */
export const clippedOff = (tau: number): { readonly above: number; readonly below: number } => ({
  above: tau,
  below: Math.log1p(Math.exp(-tau) - Math.exp(-2 * tau)),
});

/**
 * Trained by `jensenShannon`; reports mean_i S_ii - log mean_{i≠j} exp(clip(S_ij, -tau, tau)). Less noisy than DV, with a bias of its own;
 * tau = ∞ is DV's value, tau = 0 mean_i S_ii.
 */
export const smile = settable(settings, ({ tau: most }): FromScores => {
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
    from: "scores",
    scores: "critic",
    auxiliary: "none",
    contributions: ({ scores }) => donskerVaradhan(scores, tf.clipByValue(scores, -most, most)),
    objective: ({ scores }) => jensenShannon(scores),
    logRatios: ({ scores }) => scores,
    limits(n) {
      const { above, below } = clippedOff(most);
      // Half as many pairs as outcomes share neither theta nor outcome: the mean over all varies no more than theirs (Hoeffding 1963).
      const spread = clippedSpread(most, Math.floor(n / 2));
      return (
        `of a true density ratio at most ${short(above)} nats too high and ${short(below)} too low for its clipping, however many pairs there are; ` +
        `the clipped mean, about 1, has a standard deviation of at most ${short(spread)} with ${n} pairs`
      );
    },
  };
});
