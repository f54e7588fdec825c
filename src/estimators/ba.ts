import * as tf from "@tensorflow/tfjs-core";
import type { FromDensity } from "../contracts/bounds.js";

/**
 * log q(theta_i given y_i) - log p(theta_i): on average E log q + H(theta), below the information by the mean of KL(p(theta given y), q).
 * The entropy is taken of the same draws, so that what is common to both densities drops out of the error.
 */
export const ba: FromDensity = {
  name: "ba",
  summary: "Barber-Agakov bound: a model of the posterior against the prior's known density",
  use: "the posterior is nearly normal; no cap, n scores instead of n², and the model is a posterior",
  reference:
    "Barber and Agakov 2003, The IM algorithm, eq. 3; Poole et al. 2019, On variational bounds of mutual information, eq. 2",
  side: "lower",
  truth: "log posterior",
  gradient: "unbiased",
  batchFree: true,
  cap: () => Number.POSITIVE_INFINITY,
  from: "density",
  scores: "none",
  reads: { posterior: "modelled", prior: "known" },
  pairs: "own",
  contributions: ({ posterior, prior }) => tf.sub(posterior as tf.Tensor1D, prior as tf.Tensor1D),
};
