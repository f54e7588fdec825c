import * as tf from "@tensorflow/tfjs-core";
import type { DensityModel, DensityStart } from "../contracts/bounds.js";
import type { Params } from "../contracts/values.js";
import { column, columns } from "../engine/tensors.js";
import { applyMlp, initMlp } from "../nets/mlp.js";
import { normalFit } from "../numbers/normalFit.js";
import { halfLogTau } from "../numbers/special.js";
import { encodedScale, gaussianScores, gaussianSize, MOST_LOG_PRECISION } from "./gaussianHead.js";

/** A normal whose mean, precisions and regression coefficients are read off what is given, by a network and a linear map beside it. */
export const gaussianDensity: DensityModel = {
  name: "gaussian",
  summary: "a normal with mean and covariance that depend on what is given",
  use: "densities that are nearly normal: the cheapest",
  init(key, { value, given, hidden }, start) {
    const outputs = gaussianSize(value);
    const net = initMlp(key, "density/net", [given, ...hidden, outputs], start ? 0 : encodedScale);
    if (!start) return { ...net, "density/skip": tf.zeros([given, outputs]) };
    const { bias, skip } = fitted(start);
    const last = `density/net/b${hidden.length}`;
    tf.dispose(net[last] as tf.Tensor);
    return { ...net, [last]: tf.tensor1d(bias), "density/skip": skip };
  },
  logDensity(params, value, given) {
    const p = value.shape[1];
    const encoded = encode(params, given);
    const means = regressed(value, encoded);
    const logPrecision = tf.minimum(tf.slice(encoded, [0, p], [-1, p]), MOST_LOG_PRECISION);
    const residual = tf.mul(tf.exp(logPrecision), tf.sub(value, means));
    return tf.sub(tf.sum(tf.sub(logPrecision, tf.mul(0.5, tf.square(residual))), 1), p * halfLogTau);
  },
  logDensities: (params, values, given) => tf.sub(gaussianScores(values, encode(params, given)), values.shape[1] * halfLogTau),
  noise: (values) => values,
  sample(params, noise, given) {
    const p = noise.shape[1];
    const encoded = encode(params, given);
    const sd = tf.exp(tf.neg(tf.minimum(tf.slice(encoded, [0, p], [-1, p]), MOST_LOG_PRECISION)));
    const apart = tf.mul(sd, noise) as tf.Tensor2D;
    let value: tf.Tensor2D | undefined;
    let next = 2 * p;
    for (let k = 0; k < p; k++) {
      const own = tf.add(column(encoded, k), column(apart, k)) as tf.Tensor2D;
      const coefficients = tf.slice(encoded, [0, next], [-1, k]);
      next += k;
      value = value ? columns(value, tf.add(own, tf.sum(tf.mul(coefficients, value), 1, true))) : own;
    }
    return value as tf.Tensor2D;
  },
};

/** The normal fit as what is read off: this model's means are regressions on values, where the fit's are on what is left of them. */
function fitted({ value, given }: DensityStart): { bias: number[]; skip: tf.Tensor2D } {
  const rows = (x: tf.Tensor2D) => ({ columns: x.shape[1], values: x.dataSync() });
  const { means, slopes, coefficients, logPrecisions } = normalFit(rows(value), rows(given));
  // mean_k + sum of c_ka mean_a: what is left where all values before it are 0.
  const moved = (of: readonly number[]) =>
    of.map((mean, k) => (coefficients[k] as number[]).reduce((sum, c, a) => sum + c * (of[a] as number), mean));
  const rest = coefficients.flatMap((row, k) => row.slice(0, k).map((c) => -c));
  const none = [...logPrecisions, ...rest].map(() => 0);
  return {
    bias: [...moved(means), ...logPrecisions, ...rest],
    skip: tf.tensor2d(slopes.map((of) => [...moved(of), ...none])),
  };
}

function encode(params: Params, given: tf.Tensor2D): tf.Tensor2D {
  return tf.add(applyMlp(params, "density/net", given), tf.matMul(given, params["density/skip"] as tf.Tensor2D));
}

/** mu_k + sum over a < k of c_ka·value_a: what value_k is expected to be once the values before it are known, [n, p]. */
function regressed(value: tf.Tensor2D, encoded: tf.Tensor2D): tf.Tensor2D {
  const p = value.shape[1];
  let next = 2 * p; // the first column of the coefficients of value_k
  const means = Array.from({ length: p }, (_, k) => {
    const mu = column(encoded, k);
    if (k === 0) return mu.shape[0] === value.shape[0] ? mu : (tf.add(mu, tf.zerosLike(column(value, 0))) as tf.Tensor2D);
    const coefficients = tf.slice(encoded, [0, next], [-1, k]);
    next += k;
    return tf.add(mu, tf.sum(tf.mul(coefficients, tf.slice(value, [0, 0], [-1, k])), 1, true)) as tf.Tensor2D;
  });
  return columns(...means);
}
