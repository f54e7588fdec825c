/** Counts that spread more than Poisson's do: reports of cases, sightings, flaws. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import { gammas } from "../../numbers/distributions.js";
import { split } from "../../numbers/keys.js";
import { logGammaRatio, logGammas } from "./factorials.js";
import { type Law, type Parameter, valuesOf } from "./law.js";
import { countNoise, countOf } from "./poisson.js";

/**
 * Variance mean + mean²/size: a Poisson number whose mean is a gamma number of this shape.
 * @param options `mean`, above 0; `size`, a number: a large one is nearly Poisson
 */
export function negativeBinomial({ mean, size }: { readonly mean: Parameter; readonly size: number }): Law {
  check(Number.isFinite(size) && size > 0, `likelihoods.negativeBinomial: size must be a positive number, got ${size}`);
  return {
    kind: "count",
    gradient: "score",
    noise(key, n, q) {
      const k = split(key, "share", "count");
      return { ...countNoise(k.count, n, q), share: tf.tensor2d(gammas(k.share, n * q, size, 1 / size), [n, q]) };
    },
    parameters: (theta, at) => [tf.maximum(valuesOf(mean, theta, at), 1e-30)],
    draw: ([m], { share, ...noise }) => countOf(tf.mul(m as tf.Tensor, share as tf.Tensor), noise),
    log([m], y) {
      // Γ(y + k) / (Γ(k) y!), by its ratio to Γ(y + 1)
      const ways = tf.sub(logGammaRatio(tf.add(y, 1), size - 1), logGammas(tf.scalar(size)));
      const seen = tf.mul(y, tf.log1p(tf.div(size, m as tf.Tensor)));
      const unseen = tf.mul(size, tf.log1p(tf.div(m as tf.Tensor, size)));
      return tf.sub(ways, tf.add(seen, unseen)) as tf.Tensor2D;
    },
  };
}
