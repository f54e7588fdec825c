/** Outcomes at places of the design, from outcomes at all points of it: those of the nearest point, or on straight lines between points. */
import * as tf from "@tensorflow/tfjs-core";

/** Far beyond all points. */
const beyond = 1e30;

/** Where each point is, with the point before it and the one behind it. */
function around(points: readonly number[]): readonly [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D] {
  const at = (shift: number) => points.map((_, c) => points[c + shift] ?? Math.sign(shift) * beyond);
  return [tf.tensor1d([...points]), tf.tensor1d(at(-1)), tf.tensor1d(at(1))];
}

/** 1 for the nearest point, 0 for all others. @param places [m, D] @returns [m, D, C] */
function nearest(points: readonly number[], places: tf.Tensor3D): tf.Tensor3D {
  const [own, before, behind] = around(points);
  const from = tf.greaterEqual(places, tf.div(tf.add(own, before), 2));
  const to = tf.less(places, tf.div(tf.add(own, behind), 2));
  return tf.mul(tf.cast(from, "float32"), tf.cast(to, "float32"));
}

/** Hat functions: 1 at the point, 0 at the next ones, straight between; the first and the last go on beyond. */
function hats(points: readonly number[], places: tf.Tensor3D): tf.Tensor3D {
  const [own, before, behind] = around(points);
  const rising = tf.div(tf.sub(places, before), tf.sub(own, before));
  const falling = tf.div(tf.sub(behind, places), tf.sub(behind, own));
  return tf.relu(tf.minimum(rising, falling)) as tf.Tensor3D;
}

/**
 * @param values outcomes at all points [n, C] @param places [1 or n, D] @param between whether on lines between points, differentiably
 * @returns [n, D]
 */
export function outcomesAt(values: tf.Tensor2D, points: readonly number[], places: tf.Tensor2D, between: boolean): tf.Tensor2D {
  const weights = (between ? hats : nearest)(points, tf.expandDims(places, 2) as tf.Tensor3D);
  const [m, d, c] = weights.shape;
  if (m === 1) return tf.matMul(values, tf.reshape(weights, [d, c]) as tf.Tensor2D, false, true);
  return tf.sum(tf.mul(weights, tf.expandDims(values, 1)), 2) as tf.Tensor2D;
}
