import * as tf from "@tensorflow/tfjs-core";
import type { FromDensity } from "../contracts/bounds.js";

/** log p(y_i given theta_i) - log q(y_i): on average above the information by KL(p(y), q), whatever q is. */
export const rateUpper: FromDensity = {
  name: "rateUpper",
  summary: "upper bound: the known likelihood against a model of the outcomes' density",
  use: "an upper bound that needs n likelihoods and no contrasts; beside ba it brackets the information",
  reference:
    "Alemi et al. 2018, Fixing a broken ELBO, eq. 2; Poole et al. 2019, On variational bounds of mutual information, eq. 1",
  side: "upper",
  truth: "log densities",
  gradient: "unbiased",
  batchFree: true,
  cap: () => Number.POSITIVE_INFINITY,
  from: "density",
  scores: "none",
  reads: { likelihood: "known", marginal: "modelled" },
  pairs: "own",
  contributions: ({ likelihood, marginal }) => tf.sub(likelihood as tf.Tensor1D, marginal as tf.Tensor1D),
};
