/** Log probabilities that an outcome lies below or above a limit, for outcomes that are known to do so only. */
import * as tf from "@tensorflow/tfjs-core";
import type { LogCumulative } from "../contracts/simulator.js";

/** Of log(erfc(x) / t) + x², x >= 0 and t = 1 / (1 + x / 2): fractional error below 1.2e-7 everywhere (Press et al. 1992, section 6.2, erfcc). */
const coefficients = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
];

/** log Φ(z), element by element and differentiable, also where Φ itself is no float32. */
export function logNormalShare(z: tf.Tensor2D): tf.Tensor2D {
  return logNormalShares(z).below;
}

/** log Φ(z) and log Φ(-z): one polynomial serves both. */
function logNormalShares(z: tf.Tensor2D): LogCumulative {
  const x = tf.mul(Math.SQRT1_2, tf.abs(z));
  const t = tf.reciprocal(tf.add(1, tf.mul(0.5, x)));
  const polynomial = coefficients
    .slice(0, -1)
    .reduceRight<tf.Tensor>((sum, c) => tf.add(c, tf.mul(t, sum)), tf.mul(coefficients.at(-1) as number, tf.onesLike(t)));
  const logTail = tf.sub(tf.add(tf.log(t), polynomial), tf.add(tf.square(x), Math.LN2)); // log Φ(-|z|)
  const rest = tf.log1p(tf.neg(tf.exp(logTail))); // log Φ(|z|)
  const isTail = tf.step(tf.neg(z));
  const isNone = tf.sub(1, isTail);
  // never as a difference of both: one may be a billion, the other a billionth
  return {
    below: tf.add(tf.mul(isTail, logTail), tf.mul(isNone, rest)) as tf.Tensor2D,
    above: tf.add(tf.mul(isTail, rest), tf.mul(isNone, logTail)) as tf.Tensor2D,
  };
}

/** Of independent normal outcomes. @param mean [n, q] @param sd [n, q] @param limit [1, q] */
export function normalCumulative(mean: tf.Tensor2D, sd: tf.Tensor2D, limit: tf.Tensor2D): LogCumulative {
  const z = tf.div(tf.sub(limit, mean), sd) as tf.Tensor2D;
  return logNormalShares(z);
}

/** Of independent outcomes whose logarithms are normal. @param mean of the logarithm, [n, q] @param sd of the logarithm @param limit [1, q], above 0 */
export function logNormalCumulative(mean: tf.Tensor2D, sd: tf.Tensor2D, limit: tf.Tensor2D): LogCumulative {
  return normalCumulative(mean, sd, tf.log(limit));
}
