import * as tf from "@tensorflow/tfjs-core";
import type { FromDensity } from "../contracts/bounds.js";

/**
 * log q(y_i given theta_i) - mean over j of log q(y_j given theta_i), all j: with the true q above the information by KL(p(theta) p(y), p(theta, y))
 * times what is lost by the n pairs that belong together, (n - 1)/n. With another q it may lie on either side.
 */
export const club: FromDensity = {
  name: "club",
  summary:
    "contrastive log-ratio bound: a model of the outcome given theta, on its own pairs against all pairs; an upper bound where the model is right",
  use: "no likelihood, and an upper bound is wanted all the same; far above the information where that is large",
  reference: "Cheng et al. 2020, CLUB: a contrastive log-ratio upper bound of mutual information, eq. 8 and 13",
  side: "upper",
  truth: "log densities",
  gradient: "unbiased",
  batchFree: false,
  cap: () => Number.POSITIVE_INFINITY,
  from: "density",
  scores: "none",
  reads: { likelihood: "modelled" },
  pairs: "all",
  contributions: ({ likelihood, all }) => tf.sub(likelihood as tf.Tensor1D, tf.mean(all?.likelihood as tf.Tensor2D, 1)),
};
