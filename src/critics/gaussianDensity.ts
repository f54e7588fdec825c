import * as tf from "@tensorflow/tfjs-core";
import type { DensityModel } from "../contracts/bounds.js";
import type { Params } from "../contracts/values.js";
import { column, columns } from "../engine/tensors.js";
import { applyMlp, initMlp } from "../nets/mlp.js";
import { encodedScale, gaussianScores, gaussianSize, MOST_LOG_PRECISION } from "./gaussianHead.js";

const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);

/** A normal whose mean, precisions and regression coefficients are read off what is given, by a network and a linear map beside it. */
export const gaussianDensity: DensityModel = {
  name: "gaussian",
  summary: "a normal with mean and covariance that depend on what is given",
  init(key, { value, given, hidden }) {
    const outputs = gaussianSize(value);
    return {
      ...initMlp(key, "density/net", [given, ...hidden, outputs], encodedScale),
      "density/skip": tf.zeros([given, outputs]),
    };
  },
  logDensity(params, value, given) {
    const p = value.shape[1];
    const encoded = encode(params, given);
    const means = regressed(value, encoded);
    const logPrecision = tf.minimum(tf.slice(encoded, [0, p], [-1, p]), MOST_LOG_PRECISION);
    const residual = tf.mul(tf.exp(logPrecision), tf.sub(value, means));
    return tf.sub(tf.sum(tf.sub(logPrecision, tf.mul(0.5, tf.square(residual))), 1), p * HALF_LOG_TAU);
  },
  logDensities: (params, values, given) => tf.sub(gaussianScores(values, encode(params, given)), values.shape[1] * HALF_LOG_TAU),
};

function encode(params: Params, given: tf.Tensor2D): tf.Tensor2D {
  return tf.add(applyMlp(params, "density/net", given), tf.matMul(given, params["density/skip"] as tf.Tensor2D));
}

/** mu_k + sum over a < k of c_ka·value_a: what value_k is expected to be once the values before it are known, [n, p]. */
function regressed(value: tf.Tensor2D, encoded: tf.Tensor2D): tf.Tensor2D {
  const p = value.shape[1];
  let next = 2 * p; // the first column of the coefficients of value_k
  const means = Array.from({ length: p }, (_, k) => {
    const mu = column(encoded, k);
    if (k === 0) return mu;
    const coefficients = tf.slice(encoded, [0, next], [-1, k]);
    next += k;
    return tf.add(mu, tf.sum(tf.mul(coefficients, tf.slice(value, [0, 0], [-1, k])), 1, true)) as tf.Tensor2D;
  });
  return columns(...means);
}
