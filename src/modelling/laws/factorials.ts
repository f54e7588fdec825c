/** Logarithms of factorials and gamma functions, element by element in float32: Stirling's series, reached by recurrence. */
import * as tf from "@tensorflow/tfjs-core";
import { halfLogTau } from "../../numbers/special.js";

/** Four steps up, where three terms of the series leave 1e-8. */
const up = 4;

/** The series behind (z - 1/2) log z - z + log(2π)/2. */
const series = (z: tf.Tensor): tf.Tensor => {
  const inverse = tf.reciprocal(z);
  const square = tf.square(inverse);
  return tf.mul(inverse, tf.sub(1 / 12, tf.mul(square, tf.sub(1 / 360, tf.mul(square, 1 / 1260)))));
};

/** log of x (x + 1) (x + 2) (x + 3). */
const risen = (x: tf.Tensor): tf.Tensor => tf.log(tf.mul(tf.mul(x, tf.add(x, 1)), tf.mul(tf.add(x, 2), tf.add(x, 3))));

/** log Γ(x), x > 0. */
export function logGammas(x: tf.Tensor): tf.Tensor {
  const z = tf.add(x, up);
  const stirling = tf.add(tf.sub(tf.mul(tf.sub(z, 0.5), tf.log(z)), z), tf.add(series(z), halfLogTau));
  return tf.sub(stirling, risen(x));
}

/**
 * log Γ(a + by) - log Γ(a) without their large parts, which would take the digits with them: by the logarithm of their ratio.
 * @param by above -a
 */
export function logGammaRatio(a: tf.Tensor, by: tf.Tensor | number): tf.Tensor {
  const z = tf.add(a, up);
  const other = tf.add(a, by);
  const higher = tf.add(z, by);
  const main = tf.add(tf.mul(tf.sub(higher, 0.5), tf.log1p(tf.div(by, z))), tf.mul(by, tf.sub(tf.log(z), 1)));
  return tf.add(main, tf.sub(tf.sub(series(higher), series(z)), tf.sub(risen(other), risen(a))));
}

/**
 * y log m - m - log y!, nats. With z = y + 5 all large terms stand as y log(m/z) + (z - m), which cancels before anything is rounded.
 * @param y whole numbers from 0 @param m above 0
 */
export function logPoisson(y: tf.Tensor, m: tf.Tensor): tf.Tensor {
  const z = tf.add(y, up + 1);
  const relative = tf.div(tf.sub(m, z), z);
  const near = tf.less(tf.abs(relative), 0.5);
  const safe = tf.maximum(relative, -0.9);
  const ratio = tf.where(near, tf.log1p(safe), tf.sub(tf.log(m), tf.log(z)));
  const rest = tf.sub(tf.sub(risen(tf.add(y, 1)), tf.mul(up + 0.5, tf.log(z))), tf.add(series(z), halfLogTau));
  return tf.add(tf.add(tf.mul(y, ratio), tf.sub(z, m)), rest);
}
