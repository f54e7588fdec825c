import * as tf from "@tensorflow/tfjs-core";
import type { FromScores, Terms } from "../contracts/bounds.js";
import type { SettingSpecs } from "../contracts/values.js";
import { jointScores, logSumsWithout, meanOverOthers, otherScores } from "./pairs.js";
import { settable } from "./settable.js";

const settings = {
  alpha: {
    default: 0.01,
    min: 0,
    max: 1,
    help: "weight of the batch's own mean against the learned q(y); 1 is infoNce on all but one, 0 is tuba",
  },
  mix: {
    default: "arithmetic",
    choices: ["arithmetic", "geometric", "bounds"],
    help: "what is weighed: both means themselves, their logarithms, or infoNce's and tuba's values",
  },
} as const satisfies SettingSpecs;

/** How the batch's mean and the learned q(y) become one (Poole et al. 2019, appendix C.2); "bounds" mixes values in their place. */
type Mix = "arithmetic" | "geometric" | "bounds";

/** An impossible pair's score is -Infinity, and where all are, their logarithm's gradient would not be a number. */
const LEAST = -1e6;

/**
 * 1 + S_jj - mean_{i≠j} log a_ij - mean_{i≠j} exp(S_ij) / a_jj, with a_ij = alpha·mean_{k≠i} exp(S_kj) + (1 - alpha) q(y_j): the mean leaves
 * theta_i out, and where theta_i is not the outcome's own it holds the own one, as a bound by contrasts does; a_jj holds the others only.
 * The first term is at most log((n-1)/alpha), which the paper calls the bound's cap; the last may be 0 where it should be 1.
 */
export function interpolated(terms: Terms, alpha: number, mix: Mix = "arithmetic"): tf.Tensor1D {
  if (mix === "bounds") return tf.add(tf.mul(alpha, interpolated(terms, 1)), tf.mul(1 - alpha, interpolated(terms, 0)));
  const { scores: given, auxiliary } = terms;
  const n = given.shape[0];
  const scores = tf.maximum(given, LEAST) as tf.Tensor2D;
  const q = auxiliary as tf.Tensor1D;
  const all = tf.logSumExp(scores, 0) as tf.Tensor1D;
  const leftOut = tf.sub(tf.add(all, logSumsWithout(scores, 0)), Math.log(n - 1)) as tf.Tensor2D;
  const others = otherScores(scores);
  const mixed = mix === "geometric" ? product : sum;
  const own = mixed(tf.sub(tf.logSumExp(others, 0), Math.log(n - 1)) as tf.Tensor1D, q, alpha);
  const logs = mixed(leftOut, q, alpha);
  const joint = tf.sub(jointScores(scores), tf.div(tf.sub(tf.sum(logs, 0), jointScores(logs)), n - 1));
  return tf.sub(tf.add(1, joint), meanOverOthers(tf.exp(tf.sub(others, own)), 0)) as tf.Tensor1D;
}

/** log(alpha·exp(m) + (1 - alpha)·exp(q)). */
function sum<T extends tf.Tensor>(m: T, q: tf.Tensor1D, alpha: number): T {
  if (alpha === 1) return m;
  const [a, b] = [tf.add(m, Math.log(Math.max(alpha, Number.MIN_VALUE))), tf.add(q, Math.log1p(-alpha))];
  return tf.add(b, alpha === 0 ? tf.zerosLike(m) : tf.softplus(tf.sub(a, b))) as T;
}

/** alpha·m + (1 - alpha)·q, the logarithm of m^alpha q^(1 - alpha). */
const product = <T extends tf.Tensor>(m: T, q: tf.Tensor1D, alpha: number): T =>
  tf.add(tf.mul(alpha, m), tf.mul(1 - alpha, q)) as T;

/** A family of interpolated bounds, one for each alpha. */
export function interpolating(about: Pick<FromScores, "name" | "summary" | "use" | "truth" | "scores">) {
  return settable(
    settings,
    ({ alpha, mix }): FromScores => ({
      ...about,
      reference:
        "Poole et al. 2019, On variational bounds of mutual information, eq. 11; leave-one-out as in section 2.4; other mixtures: appendix C.2",
      side: "lower",
      gradient: alpha === 0 ? "unbiased" : "biased",
      batchFree: alpha === 0,
      // Of the others q may be as small as it likes.
      cap: (n) =>
        mix === "arithmetic" || alpha === 1 ? (alpha === 1 ? 0 : 1) + Math.log((n - 1) / alpha) : Number.POSITIVE_INFINITY,
      from: "scores",
      auxiliary: "outcome",
      contributions: (terms) => interpolated(terms, alpha, mix),
    }),
  );
}

export const alphaInfoNce = interpolating({
  name: "alphaInfoNce",
  summary: "between the contrastive bound and TUBA: normalised by the batch and by a second network",
  use: "no likelihood; alpha trades the cap (log((batch-1)/alpha), and 1 more) against noise",
  truth: "r + c(outcome)",
  scores: "critic",
});
