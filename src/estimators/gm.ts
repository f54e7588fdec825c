import * as tf from "@tensorflow/tfjs-core";
import type { FromDensity } from "../contracts/bounds.js";

/** log q(theta_i, y_i) - log q(theta_i) - log q(y_i) with three models, each fitted by itself: no bound. With normal models it is the information of the fitted normal. */
export const gm: FromDensity = {
  name: "gm",
  summary: "difference of three fitted densities: of theta and outcome together, of theta, and of the outcome",
  use: "a second opinion; errors of the three models do not cancel",
  reference: "Song and Ermon 2020, Understanding the limitations of variational mutual information estimators, eq. 9",
  side: "neither",
  truth: "log densities",
  gradient: "unbiased",
  batchFree: true,
  cap: () => Number.POSITIVE_INFINITY,
  from: "density",
  scores: "none",
  reads: { joint: "modelled", prior: "modelled", marginal: "modelled" },
  pairs: "own",
  contributions: ({ joint, prior, marginal }) =>
    tf.sub(joint as tf.Tensor1D, tf.add(prior as tf.Tensor1D, marginal as tf.Tensor1D)),
};
