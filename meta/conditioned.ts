/** A Gaussian process that takes in a task's support points, one after the other, for all tasks of a step at once. */
import * as tf from "@tensorflow/tfjs-core";

/** What is believed about some numbers of each task, of which the first are the support points' values. */
export interface Belief {
  /** [tasks, n] */
  readonly mean: tf.Tensor2D;
  /** With the support points, [tasks, n, K]. */
  readonly covariance: tf.Tensor3D;
  /** [tasks, n] */
  readonly variance: tf.Tensor2D;
}

/**
 * Mean and variance once y was seen, with normal noise: Kalman's update, a support point at a time. There are few of them, and no matrix is
 * factored, so that the step compiles. @param y [tasks, K] @param noise its variance, one number
 */
export function conditioned(
  { mean, covariance, variance }: Belief,
  y: tf.Tensor2D,
  noise: tf.Tensor,
): Pick<Belief, "mean" | "variance"> {
  const [tasks, n, k] = covariance.shape;
  let [m, c, v]: [tf.Tensor, tf.Tensor, tf.Tensor] = [mean, covariance, variance];
  for (let j = 0; j < k; j++) {
    const withPoint = tf.reshape(tf.slice(c, [0, 0, j], [-1, n, 1]), [tasks, n]);
    const gain = tf.div(withPoint, tf.add(tf.slice(withPoint, [0, j], [-1, 1]), noise));
    m = tf.add(m, tf.mul(gain, tf.sub(tf.slice(y, [0, j], [-1, 1]), tf.slice(m, [0, j], [-1, 1]))));
    v = tf.sub(v, tf.mul(gain, withPoint));
    if (j + 1 < k) c = tf.sub(c, tf.mul(tf.reshape(gain, [tasks, n, 1]), tf.slice(c, [0, j, 0], [-1, 1, k])));
  }
  // Rounding may leave less than nothing of what is known exactly.
  return { mean: m as tf.Tensor2D, variance: tf.relu(v) as tf.Tensor2D };
}

/**
 * Of sums mean + features · weights with independent standard normal weights: a draw of each task's weights from their posterior, which is a draw from the prior, corrected by what it
 * lacks of the data (Matheron's rule; Wilson et al. 2020, Efficiently sampling functions from Gaussian process posteriors).
 * @param sum features [tasks, K, p] and mean [tasks, K] at the support points @param y [tasks, K] @param noise its variance, one number
 * @param drawn standard normal numbers, weights [tasks, p] and noise [tasks, K] @returns [tasks, p]
 */
export function drawnWeights(
  { features, mean }: { readonly features: tf.Tensor3D; readonly mean: tf.Tensor2D },
  y: tf.Tensor2D,
  noise: tf.Tensor,
  drawn: { readonly weights: tf.Tensor2D; readonly noise: tf.Tensor2D },
): tf.Tensor2D {
  const [tasks, k, p] = features.shape;
  const values = tf.reshape(tf.matMul(features, tf.reshape(drawn.weights, [tasks, p, 1])), [tasks, k]);
  const each = tf.tile(tf.reshape(tf.eye(p), [1, p, p]), [tasks, 1, 1]);
  const belief = {
    mean: tf.concat([tf.add(mean, values), drawn.weights], 1) as tf.Tensor2D,
    covariance: tf.matMul(tf.concat([features, each], 1), features, false, true) as tf.Tensor3D,
    variance: tf.ones([tasks, k + p]) as tf.Tensor2D, // nobody reads what becomes of it
  };
  const { mean: found } = conditioned(belief, tf.sub(y, tf.mul(tf.sqrt(noise), drawn.noise)) as tf.Tensor2D, noise);
  return tf.slice(found, [0, k], [-1, p]) as tf.Tensor2D;
}
