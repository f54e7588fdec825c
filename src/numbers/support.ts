/** Parameters on a scale without ends: what has one end by its logarithm, what has two by its logit. The ends themselves are never reached. */
import * as tf from "@tensorflow/tfjs-core";
import type { Prior, Unbounded } from "../contracts/simulator.js";
import type { Support } from "../contracts/values.js";

/** One parameter's map, element by element and differentiable. */
interface Map {
  free(x: tf.Tensor2D): tf.Tensor2D;
  back(z: tf.Tensor2D): tf.Tensor2D;
  /** Logarithm of dz/dx, by z. */
  logSlope(z: tf.Tensor2D): tf.Tensor2D;
}

const anywhere: Map = { free: (x) => x, back: (z) => z, logSlope: (z) => tf.zerosLike(z) };

/** Of float32: a draw may be rounded to an end, whose logarithm is none. */
const least = 1e-37;

/** z = log(sign (x - end)), x = end + sign e^z */
const oneEnd = (end: number, sign: 1 | -1): Map => ({
  free: (x) => tf.log(tf.maximum(tf.mul(sign, tf.sub(x, end)), least)) as tf.Tensor2D,
  back: (z) => tf.add(end, tf.mul(sign, tf.exp(z))) as tf.Tensor2D,
  logSlope: (z) => tf.neg(z),
});

/** Half a step of float32 numbers over such a range. */
const nearest = (range: number): number => range * 2 ** -25;

/** z = log((x - low) / (high - x)); dx/dz = (high - low) s(z) s(-z), s the logistic function */
const twoEnds = (low: number, high: number): Map => ({
  free: (x) =>
    tf.sub(tf.log(tf.maximum(tf.sub(x, low), nearest(high - low))), tf.log(tf.maximum(tf.sub(high, x), nearest(high - low)))),
  back: (z) => tf.add(low, tf.mul(high - low, tf.sigmoid(z))),
  logSlope: (z) => tf.sub(tf.add(tf.softplus(z), tf.softplus(tf.neg(z))), Math.log(high - low)),
});

function mapOf({ low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY }: Support): Map {
  if (Number.isFinite(low)) return Number.isFinite(high) ? twoEnds(low, high) : oneEnd(low, 1);
  return Number.isFinite(high) ? oneEnd(high, -1) : anywhere;
}

/** A prior that says nothing of its support is taken for one that has no ends. */
export function unbounded({ names, support, unbounded: own }: Pick<Prior, "names" | "support" | "unbounded">): Unbounded {
  if (own) return own;
  const maps = names.map((_, j) => mapOf(support?.[j] ?? {}));
  if (maps.every((map) => map === anywhere))
    return { free: (theta) => theta, back: (z) => z, logVolume: (z) => tf.zeros([z.shape[0]]) };
  // Turned, because columns put side by side are copied number by number, and rows as blocks.
  const each = (x: tf.Tensor2D, of: (map: Map, row: tf.Tensor2D) => tf.Tensor2D): tf.Tensor2D => {
    const turned: tf.Tensor2D = tf.transpose(x);
    const rows = maps.map((map, j) => of(map, tf.slice(turned, [j, 0], [1, -1]) as tf.Tensor2D));
    return tf.transpose(tf.concat(rows, 0));
  };
  return {
    free: (theta) => each(theta, (map, x) => map.free(x)),
    back: (z) => each(z, (map, x) => map.back(x)),
    logVolume: (z) =>
      tf.sum(
        each(z, (map, x) => map.logSlope(x)),
        1,
      ) as tf.Tensor1D,
  };
}
