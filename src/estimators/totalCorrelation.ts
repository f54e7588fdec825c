/** What the outcomes of one theta have in common, where their likelihood is known and they are independent given theta. */
import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import { nmc } from "./nmc.js";
import { pce } from "./pce.js";

/**
 * KL(p(y), p(y_1) ··· p(y_d)) = Σ_k I(theta; y_k) - I(theta; y) nats, where p(y given theta) is the product over k: an upper bound, by an upper bound
 * of each of the first and a lower one of the last (Poole et al. 2019, section 2.5).
 * @param logLikelihoods of each outcome k, [n, n] log p(y_jk given theta_i), rows theta
 * @param bounds from scores that are log likelihoods and without an auxiliary, `above` an upper and `below` a lower one
 * @returns contributions, [n] nats, whose mean is the bound; what the lower bound's cap holds down is too much here
 */
export function totalCorrelation(
  logLikelihoods: readonly tf.Tensor2D[],
  { above = nmc, below = pce }: { readonly above?: FromScores; readonly below?: FromScores } = {},
): tf.Tensor1D {
  if (above.side !== "upper" || below.side !== "lower")
    throw new Error(`an upper and a lower bound are needed, got ${above.name} (${above.side}) and ${below.name} (${below.side})`);
  const alone = tf.addN(logLikelihoods.map((scores) => above.contributions({ scores })));
  return tf.sub(alone, below.contributions({ scores: tf.addN([...logLikelihoods]) as tf.Tensor2D }));
}
