/** Several normals with full covariances, read off one row of numbers: what mixtures and flows are made from. */
import * as tf from "@tensorflow/tfjs-core";
import { halfLogTau } from "../numbers/special.js";
import { MOST_LOG_PRECISION } from "./gaussianHead.js";

/** K normals in p dimensions for each of n rows; n may be 1, for all rows alike. Each is written as value_i given value_1 .. value_{i-1}. */
export interface Normals {
  /** [n, K], of which the exponentials sum to 1. */
  readonly logWeights: tf.Tensor2D;
  /** [n, K, p] */
  readonly means: tf.Tensor3D;
  /** Of what is left of value_i once those before it are known, [n, K, p]. */
  readonly logPrecisions: tf.Tensor3D;
  /** c_ia, by which value_a's residual enters that of value_i, 0 for a ≥ i: [n, K, p, p]. */
  readonly coefficients: tf.Tensor4D;
}

/** How many numbers K normals in p dimensions are read off. */
export const normalsSize = (k: number, p: number): number => k * (1 + 2 * p + p * p);

/** @param encoded [n, normalsSize(k, p)]: logits of the weights, means, log precisions and coefficients, one after the other */
export function normalsOf(encoded: tf.Tensor2D, k: number, p: number): Normals {
  const part = (from: number, size: number) => tf.slice(encoded, [0, k * from], [-1, k * size]);
  const below = tf.tensor2d(Array.from({ length: p }, (_, i) => Array.from({ length: p }, (_, a) => (a < i ? 1 : 0))));
  return {
    logWeights: tf.logSoftmax(part(0, 1)) as tf.Tensor2D,
    means: tf.reshape(part(1, p), [-1, k, p]),
    logPrecisions: tf.minimum(tf.reshape(part(1 + p, p), [-1, k, p]), MOST_LOG_PRECISION),
    coefficients: tf.mul(tf.reshape(part(1 + 2 * p, p * p), [-1, k, p, p]), below),
  };
}

/** What each normal makes of the value in the same row: standard normal residuals [n, K, p], if it is right. @param value [n, p] */
export function residuals(value: tf.Tensor2D, { means, logPrecisions, coefficients }: Normals): tf.Tensor3D {
  const [n, p] = value.shape;
  const apart = tf.sub(tf.reshape(value, [n, 1, p]), means);
  if (p === 1) return tf.mul(apart, tf.exp(logPrecisions)); // nothing stands before it
  const [rows, k] = apart.shape as [number, number];
  const explained = tf.sum(tf.mul(coefficients, tf.reshape(apart, [rows, k, 1, p])), 3);
  return tf.mul(tf.add(apart, explained), tf.exp(logPrecisions));
}

/** The values [n, p] of which one normal a row (K = 1) makes these residuals [n, p]: `residuals` backwards. */
export function fromResiduals(residual: tf.Tensor2D, { means, logPrecisions, coefficients }: Normals): tf.Tensor2D {
  const [n, p] = residual.shape;
  const left = tf.mul(residual, tf.exp(tf.neg(tf.reshape(logPrecisions, [-1, p]))));
  let apart = tf.slice(left, [0, 0], [n, 1]);
  for (let i = 1; i < p; i++) {
    const row = tf.reshape(tf.slice(coefficients, [0, 0, i, 0], [-1, 1, 1, i]), [-1, i]);
    const explained = tf.sum(tf.mul(row, apart), 1, true);
    apart = tf.concat([apart, tf.sub(tf.slice(left, [0, i], [n, 1]), explained)], 1);
  }
  return tf.add(apart, tf.reshape(means, [-1, p]));
}

/** Log density of standard normal numbers, summed over the last axis. */
export function logStandardNormal(z: tf.Tensor): tf.Tensor {
  return tf.sub(tf.mul(-0.5, tf.sum(tf.square(z), -1)), (z.shape.at(-1) as number) * halfLogTau);
}

/** Log density of the mixture at the value in the same row, [n] nats. */
export function logMixture(value: tf.Tensor2D, normals: Normals): tf.Tensor1D {
  const each = tf.add(logStandardNormal(residuals(value, normals)), tf.sum(normals.logPrecisions, 2));
  return tf.logSumExp(tf.add(each, normals.logWeights), 1);
}

/** Of one normal a row: its residuals as rows of numbers. @param x [n, 1, p] */
export const oneOf = (x: tf.Tensor3D): tf.Tensor2D => tf.reshape(x, [x.shape[0], x.shape[2]]);

/**
 * What each of m rows' normals makes of n values: residuals are linear in the value, by the rows of (1 + C) times the precision.
 * @param values [1, n, p] for all rows, or [m, n, p] @returns [m, n, K·p]
 */
export function residualsOfAll(values: tf.Tensor3D, { means, logPrecisions, coefficients }: Normals): tf.Tensor3D {
  const [m, k, p] = means.shape;
  const rows = tf.mul(tf.add(coefficients, tf.eye(p)), tf.reshape(tf.exp(logPrecisions), [m, k, p, 1]));
  const ofMeans = tf.reshape(tf.sum(tf.mul(rows, tf.reshape(means, [m, k, 1, p])), 3), [m, 1, k * p]);
  const each = tf.add(values, tf.zeros([m, 1, 1])) as tf.Tensor3D;
  return tf.sub(tf.matMul(each, tf.reshape(rows, [m, k * p, p]), false, true), ofMeans);
}

/** Log density of n values under each of m rows' mixtures: [m, n] nats. @param values [m, n, p] */
export function logMixtures(values: tf.Tensor3D, normals: Normals): tf.Tensor2D {
  const [m, k, p] = normals.means.shape;
  const each = logStandardNormal(tf.reshape(residualsOfAll(values, normals), [m, values.shape[1], k, p]));
  const weights = tf.add(tf.sum(normals.logPrecisions, 2), normals.logWeights);
  return tf.logSumExp(tf.add(each, tf.reshape(weights, [m, 1, k])), 2);
}

/** Of each row, the normal that a standard normal number picks: its probability falls between the cumulated weights. @param pick [n, 1] */
export function picked({ logWeights, means, logPrecisions, coefficients }: Normals, pick: tf.Tensor2D): Normals {
  const [n, k] = [pick.shape[0], logWeights.shape[1]];
  const share = tf.mul(0.5, tf.add(1, tf.erf(tf.mul(pick, Math.SQRT1_2))));
  const upTo = tf.cumsum(tf.exp(logWeights), 1);
  const last = tf.tensor2d([Array.from({ length: k }, (_, i) => (i === k - 1 ? 1 : 0))]);
  const reached = tf.cast(tf.greaterEqual(tf.add(upTo, last), share), "float32"); // the last is reached in any case: rounded sums end below 1
  const before = tf.concat([tf.zeros([n, 1]), tf.slice(reached, [0, 0], [-1, k - 1])], 1);
  const chosen = tf.sub(reached, before);
  const of = <T extends tf.Tensor>(x: T): T =>
    tf.sum(tf.mul(x, tf.reshape(chosen, [n, k, ...x.shape.slice(2).map(() => 1)])), 1, true) as T;
  return { logWeights: tf.zeros([n, 1]), means: of(means), logPrecisions: of(logPrecisions), coefficients: of(coefficients) };
}
