/** Outcomes that are any number: a location and a scale, and what is random around them. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import { gammas, normal as gaussian, normals } from "../../numbers/distributions.js";
import { split } from "../../numbers/keys.js";
import { halfLogTau, logGamma } from "../../numbers/special.js";
import { logNormalCumulative, normalCumulative } from "../cumulative.js";
import { type Law, type Parameter, valuesOf } from "./law.js";

/** Where it lies and how widely, numbers or functions; `sd` above 0. */
export interface Normal {
  readonly mean: Parameter;
  readonly sd: Parameter;
}

const z = ([mean, sd]: readonly tf.Tensor[], y: tf.Tensor): tf.Tensor => tf.div(tf.sub(y, mean as tf.Tensor), sd as tf.Tensor);
const logNormalOf = (given: readonly tf.Tensor[], y: tf.Tensor): tf.Tensor2D =>
  tf.sub(tf.mul(-0.5, tf.square(z(given, y))), tf.add(tf.log(given[1] as tf.Tensor), halfLogTau)) as tf.Tensor2D;

/** A mean and normal errors. */
export function normal({ mean, sd }: Normal): Law {
  return {
    kind: "continuous",
    gradient: "pathwise",
    noise: (key, n, q) => ({ error: gaussian(key, [n, q]) }),
    parameters: (theta, at) => [valuesOf(mean, theta, at), valuesOf(sd, theta, at)],
    draw: ([m, s], { error }) => tf.add(m as tf.Tensor, tf.mul(s as tf.Tensor, error as tf.Tensor)) as tf.Tensor2D,
    log: logNormalOf,
    cumulative: ([m, s], limit) => normalCumulative(m as tf.Tensor2D, s as tf.Tensor2D, limit),
  };
}

/** The exponential of a normal number: errors by a factor. @param options `logMean` and `logSd`, of the logarithm */
export function logNormal({ logMean, logSd }: { readonly logMean: Parameter; readonly logSd: Parameter }): Law {
  const log = normal({ mean: logMean, sd: logSd });
  const logOf = (y: tf.Tensor): tf.Tensor => tf.log(tf.maximum(y, 1e-37));
  return {
    ...log,
    low: 0,
    draw: (given, noise) => tf.exp(log.draw(given, noise)),
    log: (given, y) => tf.sub(logNormalOf(given, logOf(y)), logOf(y)) as tf.Tensor2D,
    cumulative: ([m, s], limit) => logNormalCumulative(m as tf.Tensor2D, s as tf.Tensor2D, limit),
  };
}

/** Errors with heavy tails. @param options `location` and `scale` (not the sd, which may be none); `freedom`, a number: 1 is Cauchy's */
export function student(options: { readonly location: Parameter; readonly scale: Parameter; readonly freedom: number }): Law {
  const { location, scale, freedom: v } = options;
  check(Number.isFinite(v) && v > 0, `likelihoods.student: freedom must be a positive number, got ${v}`);
  const constant = logGamma((v + 1) / 2) - logGamma(v / 2) - 0.5 * Math.log(v * Math.PI);
  return {
    kind: "continuous",
    gradient: "pathwise",
    noise(key, n, q) {
      const k = split(key, "normal", "gamma");
      const spread = gammas(k.gamma, n * q, v / 2, 2 / v);
      const error = normals(k.normal, n * q).map((e, i) => e / Math.sqrt(spread[i] as number));
      return { error: tf.tensor2d(error, [n, q]) };
    },
    parameters: (theta, at) => [valuesOf(location, theta, at), valuesOf(scale, theta, at)],
    draw: ([m, s], { error }) => tf.add(m as tf.Tensor, tf.mul(s as tf.Tensor, error as tf.Tensor)) as tf.Tensor2D,
    log: (given, y) =>
      tf.sub(
        constant,
        tf.add(tf.log(given[1] as tf.Tensor), tf.mul((v + 1) / 2, tf.log1p(tf.div(tf.square(z(given, y)), v)))),
      ) as tf.Tensor2D,
  };
}
