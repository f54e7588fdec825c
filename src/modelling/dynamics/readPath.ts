/** Reading stored paths at times, by tensor operations only: linear interpolation, for times that all paths share as a product with hat functions. */
import * as tf from "@tensorflow/tfjs-core";

/**
 * A stored path at the times of a design, [n, D].
 *
 * dI/dt of a diffusion I does not exist: a difference over ±dt has a standard deviation that grows like dt^-1/2. What exists is the
 * derivative of the mean of a smooth function of I(t), and f'(I(t)) times a SYMMETRIC difference of I has it as its mean: half of the
 * Itô correction f''·d<I>/dt/2 would be missing from a forward difference, and a backward one would have it twice. So the gradient
 * is (I(t + h) - I(t - h)) / 2h, with h wide enough for a small variance; at the ends of [0, horizon] the window is cut.
 * @param path [n, grid points], equally spaced over [0, horizon]
 * @param design [1, D] or [n, D], times
 * @param halfWidth h, in the same unit
 */
export function readPath(path: tf.Tensor2D, design: tf.Tensor2D, horizon: number, halfWidth: number): tf.Tensor2D {
  const scale = (path.shape[1] - 1) / horizon;
  const read = tf.customGrad((times, saved) => {
    const t = times as tf.Tensor2D;
    (saved as tf.GradSaveFunc)([t, path]);
    const gradFunc = (dy: tf.Tensor, [at, stored]: tf.Tensor[]) => {
      const low = tf.maximum(tf.sub(at as tf.Tensor2D, halfWidth), 0) as tf.Tensor2D;
      const high = tf.minimum(tf.add(at as tf.Tensor2D, halfWidth), horizon) as tf.Tensor2D;
      const rise = weighted(stored as tf.Tensor2D, [high, low], scale);
      const slope = tf.div(tf.mul(dy, rise), tf.sub(high, low));
      return (at as tf.Tensor2D).shape[0] === 1 ? tf.sum(slope, 0, true) : slope;
    };
    return { value: weighted(path, [t], scale), gradFunc };
  });
  return read(design) as tf.Tensor2D;
}

/** The path at the first times, minus the path at the second times where there are any. */
function weighted(path: tf.Tensor2D, [plus, minus]: [tf.Tensor2D, tf.Tensor2D?], scale: number): tf.Tensor2D {
  if (plus.shape[0] > 1 || path.shape[0] === 1) {
    const read = ownTimes(path, plus, scale);
    return minus ? tf.sub(read, ownTimes(path, minus, scale)) : read;
  }
  const hats = (times: tf.Tensor2D) => sharedHats(times, path.shape[1], scale);
  const weights = minus ? tf.sub(hats(plus), hats(minus)) : hats(plus);
  return tf.matMul(path, weights as tf.Tensor2D);
}

/** max(0, 1 - |t·scale - g|) for every grid point g: [points, D] for times [1, D]. */
function sharedHats(times: tf.Tensor2D, points: number, scale: number): tf.Tensor2D {
  const grid = tf.range(0, points);
  const distance = tf.sub(tf.mul(times, scale), tf.reshape(grid, [points, 1]));
  return tf.relu(tf.sub(1, tf.abs(distance))) as tf.Tensor2D;
}

/** Times [n, D] that differ between paths: two points of each path, found by their places in memory. */
function ownTimes(path: tf.Tensor2D, times: tf.Tensor2D, scale: number): tf.Tensor2D {
  const [n, points] = path.shape;
  const at: tf.Tensor2D = tf.mul(times, scale);
  const left = tf.clipByValue(tf.floor(at), 0, points - 2);
  const share = tf.sub(at, left);
  const first = tf.mul(tf.reshape(tf.range(0, n), [n, 1]), points);
  const place = tf.reshape(tf.cast(tf.add(first, left), "int32"), [-1]) as tf.Tensor1D;
  const flat = tf.reshape(path, [-1]);
  const read = (from: tf.Tensor1D) => tf.reshape(tf.gather(flat, from), times.shape);
  const [low, high] = [read(place), read(tf.add(place, tf.scalar(1, "int32")))];
  return tf.add(low, tf.mul(share, tf.sub(high, low)));
}
