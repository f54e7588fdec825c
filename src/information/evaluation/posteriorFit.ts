/** A model of the posterior where nothing is known of the prior but draws. */
import type * as tf from "@tensorflow/tfjs-core";
import type { FromDensity } from "../../contracts/bounds.js";

/**
 * The estimator without its known prior: log q(theta given y), whose mean is the bound less the prior's entropy. The prior has no part in
 * the gradient, so that the models are trained as they would be with it.
 */
export const withoutPrior = (estimator: FromDensity): FromDensity => ({
  ...estimator,
  reads: { posterior: "modelled" },
  side: "neither",
  contributions: ({ posterior }) => posterior as tf.Tensor1D,
});
