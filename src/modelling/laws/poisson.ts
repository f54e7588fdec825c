/** Counts without an end. */
import * as tf from "@tensorflow/tfjs-core";
import type { Key } from "../../contracts/values.js";
import { normals } from "../../numbers/distributions.js";
import { poissonQuantile } from "../../numbers/poissonQuantile.js";
import { normalTail } from "../../numbers/special.js";
import { logPoisson } from "./factorials.js";
import { type Law, type Parameter, valuesOf } from "./law.js";

/** A mean of 0 has no logarithm, and above the other float32 knows no single counts. */
const [leastMean, mostMean] = [1e-30, 1e7];

/** A normal number and its tail, which mean a count whatever the mean is. */
export function countNoise(key: Key, n: number, q: number): Record<string, tf.Tensor> {
  const z = normals(key, n * q);
  return { z: tf.tensor2d(z, [n, q]), tail: tf.tensor2d(z.map(normalTail), [n, q]) };
}

export function countOf(mean: tf.Tensor, { z, tail }: Readonly<Record<string, tf.Tensor>>): tf.Tensor2D {
  const safe = tf.clipByValue(mean, leastMean, mostMean) as tf.Tensor2D;
  return tf.maximum(poissonQuantile(safe, z as tf.Tensor2D, tail as tf.Tensor2D), 0) as tf.Tensor2D;
}

/** @param options `mean`, above 0 and at most 10 million */
export function poisson({ mean }: { readonly mean: Parameter }): Law {
  return {
    kind: "count",
    gradient: "score",
    noise: countNoise,
    parameters: (theta, at) => [tf.clipByValue(valuesOf(mean, theta, at), leastMean, mostMean)],
    draw: ([m], noise) => countOf(m as tf.Tensor, noise),
    log: ([m], y) => logPoisson(y, m as tf.Tensor) as tf.Tensor2D,
  };
}
