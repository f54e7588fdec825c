/** What compares an encoded outcome with theta: the ratio of a Gaussian posterior to the prior, and a separable correction. */
import * as tf from "@tensorflow/tfjs-core";
import type { CriticOutput, CriticSizes } from "../contracts/bounds.js";
import type { Key, Params } from "../contracts/values.js";
import { column, columns } from "../engine/tensors.js";
import { applyMlp, initMlp } from "../nets/mlp.js";

/** Means, log precisions and regression coefficients of theta_k on theta_1..theta_{k-1}: what a Gaussian in p dimensions needs. */
export const gaussianSize = (p: number): number => 2 * p + (p * (p - 1)) / 2;

/** How many numbers an outcome is encoded in. */
export const encodedSize = ({ theta, features }: Pick<CriticSizes, "theta" | "features">): number =>
  gaussianSize(theta) + features;

/** Encodings start this small: training starts from independence, where every score is near 0. */
export const encodedScale = 0.1;

export function initHead(key: Key, { theta, hidden, features }: CriticSizes): Params {
  return {
    ...initMlp(key, "critic/theta", [theta, ...hidden, features]),
    "critic/offset": tf.zeros([1, 1]),
  };
}

/**
 * S_ij = log N(theta_i; mu(y_j), Sigma(y_j)) - log N(theta_i; 0, I) + h(theta_i)·h̃(y_j) + c, theta standardised.
 * Each factor of Sigma is theta_k given theta_1..theta_{k-1} and y, its precision an exponential, so that posteriors a hundred times
 * narrower than the prior are a few units away.
 * @param encoded [m, encodedSize]: mu, log precisions, coefficients and h̃ of every outcome
 */
export function headScores(params: Params, theta: tf.Tensor2D, encoded: tf.Tensor2D): CriticOutput {
  const thetaFeatures = applyMlp(params, "critic/theta", theta);
  const own = gaussianSize(theta.shape[1]);
  const posterior = tf.slice(encoded, [0, 0], [-1, own]) as tf.Tensor2D;
  const outcomeFeatures = tf.slice(encoded, [0, own], [-1, -1]) as tf.Tensor2D;
  const scale = 1 / Math.sqrt(thetaFeatures.shape[1]);
  const correction = tf.matMul(tf.mul(thetaFeatures, scale), outcomeFeatures, false, true);
  const ofTheta = tf.add(tf.mul(0.5, tf.sum(tf.square(theta), 1, true)), params["critic/offset"] as tf.Tensor);
  const scores = tf.add(tf.add(correction, gaussianScores(theta, posterior)), ofTheta) as tf.Tensor2D;
  return { scores, thetaFeatures: columns(theta, thetaFeatures), outcomeFeatures: encoded };
}

/**
 * A precision has a limit, or that of an unknown with few values, which an outcome tells for sure, grows until float32 overflows. Standardised
 * float32 numbers, up to 4 and rounded by 2^-24 of that, are exact to 0.002 sd of a posterior that is e^9 times narrower than the prior.
 */
export const MOST_LOG_PRECISION = 9;

/** Sum over k of log N(theta_k; mu_k + sum of c_ka·theta_a, e^{-2 l_k}), without the constant: [n, m]. */
export function gaussianScores(theta: tf.Tensor2D, posterior: tf.Tensor2D): tf.Tensor2D {
  const p = theta.shape[1];
  const withOne = columns(theta, tf.onesLike(column(theta, 0)));
  let next = 2 * p; // the first column of the coefficients of theta_k
  let total: tf.Tensor | undefined;
  for (let k = 0; k < p; k++) {
    const mu = column(posterior, k);
    const logPrecision = tf.minimum(column(posterior, p + k), MOST_LOG_PRECISION) as tf.Tensor2D;
    const root = tf.exp(logPrecision) as tf.Tensor2D;
    // Coefficients of [theta_1 .. theta_p, 1] in the standardised residual.
    const parts: tf.Tensor2D[] = [];
    if (k > 0) parts.push(tf.neg(tf.slice(posterior, [0, next], [-1, k])));
    parts.push(tf.onesLike(mu));
    if (k < p - 1) parts.push(tf.zeros([posterior.shape[0], p - 1 - k]));
    parts.push(tf.neg(mu));
    next += k;
    const residual = tf.matMul(withOne, tf.mul(root, columns(...parts)), false, true);
    const term = tf.sub(tf.reshape(logPrecision, [1, -1]), tf.mul(0.5, tf.square(residual)));
    total = total ? tf.add(total, term) : term;
  }
  return total as tf.Tensor2D;
}
