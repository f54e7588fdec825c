/** The score matrix split into the pairs that belong together (diagonal) and those that do not. */
import * as tf from "@tensorflow/tfjs-core";
import { assertShape } from "../engine/tensors.js";

/** Added to a score it removes the pair: exp of it is 0 in float32, and unlike an infinity it may be multiplied. */
const REMOVED = -1e9;

/**
 * The joint pairs' scores. Selected, not multiplied by a mask: a likelihood's score of an impossible pair is -Infinity.
 * @param scores [n, n], n at least 2 @returns [n]
 */
export function jointScores(scores: tf.Tensor2D): tf.Tensor1D {
  const n = sizeOf(scores);
  const mask = new Uint8Array(n * n);
  for (let i = 0; i < n; i++) mask[i * (n + 1)] = 1;
  return tf.sum(tf.where(tf.tensor2d(mask, [n, n], "bool"), scores, tf.zeros([n, n])), 1);
}

/** The scores with the joint pairs removed, so that exponentials sum over the others only: [n, n]. */
export function otherScores(scores: tf.Tensor2D): tf.Tensor2D {
  const n = sizeOf(scores);
  const mask = new Float32Array(n * n);
  for (let i = 0; i < n; i++) mask[i * (n + 1)] = REMOVED;
  return tf.add(scores, tf.tensor2d(mask, [n, n]));
}

/** log of the mean of exp(S_ij) over all i≠j: [1]. */
export function logMeanOthers(scores: tf.Tensor2D): tf.Tensor1D {
  const n = sizeOf(scores);
  return tf.reshape(tf.sub(tf.logSumExp(otherScores(scores)), Math.log(n * (n - 1))), [1]);
}

/** [n] as [n, 1], so that it is subtracted from every entry of its row. */
export const perRow = (x: tf.Tensor1D): tf.Tensor2D => tf.reshape(x, [-1, 1]);

/** Of numbers that are 0 where a pair was removed, [n, n]: for each column (axis 0) or row (axis 1) the mean over the others, [n]. */
export const meanOverOthers = (x: tf.Tensor, axis: 0 | 1): tf.Tensor1D => tf.div(tf.sum(x, axis), (x.shape[0] as number) - 1);

/** A share of a sum that is nearly all of it leaves a rest that float32 does not know. */
const MOST = 1 - 1e-6;

/** log(1 - share): what is left of the logarithm of a sum once a part of it is removed. */
export const logRest = <T extends tf.Tensor>(share: T): T => tf.log1p(tf.neg(tf.minimum(share, MOST))) as T;

/**
 * For each entry, by how much the logarithm of its column's (axis 0) or row's (axis 1) sum of exponentials falls without it: [n, n], at most 0.
 * One that is more than half of the sum is left out of it before it is taken: subtracted afterwards it would take the digits with it.
 */
export function logSumsWithout(scores: tf.Tensor2D, axis: 0 | 1): tf.Tensor2D {
  const all = tf.logSumExp(scores, axis, true);
  const shares = tf.exp(tf.sub(scores, all));
  const most = tf.greater(shares, 0.5);
  const rest = tf.logSumExp(tf.where(most, tf.fill(scores.shape, REMOVED), scores), axis, true);
  const small = tf.where(most, tf.zerosLike(shares), shares);
  return tf.where(most, tf.add(tf.zerosLike(scores), tf.sub(rest, all)), tf.log1p(tf.neg(small))) as tf.Tensor2D;
}

function sizeOf(scores: tf.Tensor2D): number {
  const n = scores.shape[0];
  assertShape(scores, [n, n], "scores");
  if (n < 2) throw new Error("a bound needs at least two pairs");
  return n;
}
