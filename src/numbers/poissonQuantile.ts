/** Poisson observations whose randomness is drawn ahead: the same normal gives the quantile of whatever mean the design leads to. */
import * as tf from "@tensorflow/tfjs-core";
import { logFactorial } from "./special.js";

/** Up to this mean the distribution function is summed; above, the asymptotic inverse is within 1e-3 of a count. */
const sumUpTo = 10;
/** P(Y > 59) at a mean of 10 is below 1e-24. */
const counts = 60;

/**
 * Quantiles of Poisson(mean), [n, D]: non-decreasing in z and in the mean.
 * The gradient is that of the quantile as a smooth curve, dy/dmean = 1 + z / (2 sqrt(mean)): with it the mean of f'(y)·dy/dmean is
 * E[f'(y) + f''(y)/2], which agrees to second order with the derivative of E f(y), E[f(y + 1) - f(y)]. Below a mean of 1 the root
 * stays at 1: there it is an approximation of first order.
 * @param z standard normals, [n, D] @param tail P(Z > z), which keeps its digits where 1 - tail would lose them
 */
export function poissonQuantile(mean: tf.Tensor2D, z: tf.Tensor2D, tail: tf.Tensor2D): tf.Tensor2D {
  const quantile = tf.customGrad((x, saved) => {
    (saved as tf.GradSaveFunc)([x as tf.Tensor, z]);
    const small = tf.cast(tf.lessEqual(x as tf.Tensor, sumUpTo), "float32");
    const value = tf.add(
      tf.mul(small, summed(tf.minimum(x as tf.Tensor, sumUpTo), tail)),
      tf.mul(tf.sub(1, small), asymptotic(tf.maximum(x as tf.Tensor, sumUpTo), z)),
    );
    const gradFunc = (dy: tf.Tensor, [m, normal]: tf.Tensor[]) =>
      tf.mul(dy, tf.add(1, tf.div(normal as tf.Tensor, tf.mul(2, tf.sqrt(tf.maximum(m as tf.Tensor, 1))))));
    return { value, gradFunc };
  });
  return quantile(mean) as tf.Tensor2D;
}

/** How many k have P(Z > z) < P(Y > k). Tails are summed from the far end, so small ones keep their digits. */
function summed(mean: tf.Tensor, tail: tf.Tensor2D): tf.Tensor {
  const shape = mean.shape;
  const m = tf.reshape(tf.maximum(mean, 1e-20), [-1, 1]);
  const k = tf.range(0, counts);
  const constants = tf.tensor1d(Float32Array.from({ length: counts }, (_, i) => logFactorial(i)));
  const mass = tf.exp(tf.sub(tf.sub(tf.mul(tf.log(m), k), m), constants));
  const later = tf.cast(tf.greater(tf.reshape(k, [-1, 1]), k), "float32"); // [j, k]: 1 where j > k
  const survival = tf.matMul(mass as tf.Tensor2D, later as tf.Tensor2D);
  const below = tf.cast(tf.less(tf.reshape(tail, [-1, 1]), survival), "float32");
  return tf.reshape(tf.sum(below, 1), shape);
}

/** Giles 2016, "Algorithm 955: approximation of the inverse Poisson cumulative distribution function", expansion in 1/sqrt(mean). */
function asymptotic(mean: tf.Tensor, z: tf.Tensor2D): tf.Tensor {
  const root = tf.sqrt(mean);
  const z2 = tf.square(z);
  const order0 = tf.add(1 / 3, tf.div(z2, 6));
  const order1 = tf.div(tf.mul(z, tf.sub(-1 / 36, tf.div(z2, 72))), root);
  const order2 = tf.div(tf.add(-8 / 405, tf.mul(z2, tf.add(7 / 810, tf.div(z2, 270)))), mean);
  return tf.floor(tf.addN([mean, tf.mul(root, z), order0, order1, order2]));
}
