/** How many of so many say yes; with a count of 1, whether one does. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import { columns, withoutGradient } from "../../engine/tensors.js";
import { uniform } from "../../numbers/distributions.js";
import { logFactorial } from "../../numbers/special.js";
import { inverted, type Law, type Parameter, valuesOf } from "./law.js";

/** Either the probability of a yes, or its logit, log p - log(1 - p), which keeps its digits near 0 and 1. */
export type Chance =
  | { readonly probability: Parameter; readonly logit?: undefined }
  | { readonly logit: Parameter; readonly probability?: undefined };

/** More values than these are summed by nobody: the likelihood's own gradient takes over. */
export const mostValues = 1000;

/** Below and above, a probability and what is left of it are no float32. */
const [least, most] = [1e-30, 1 - 2 ** -24];

/** log p and log(1 - p). */
export function logChances(chance: Chance, theta: tf.Tensor2D, at: tf.Tensor2D): [tf.Tensor, tf.Tensor] {
  if (chance.logit !== undefined) {
    const logit = valuesOf(chance.logit, theta, at);
    return [tf.neg(tf.softplus(tf.neg(logit))), tf.neg(tf.softplus(logit))];
  }
  const p = tf.clipByValue(valuesOf(chance.probability, theta, at), least, most);
  return [tf.log(p), tf.log1p(tf.neg(p))];
}

/** @param options `count`: how many there are; `probability` or `logit` of a yes */
export function binomial(options: Chance & { readonly count: number }): Law {
  const { count } = options;
  check(Number.isSafeInteger(count) && count > 0, `likelihoods.binomial: count must be a positive whole number, got ${count}`);
  checkChance("binomial", options);
  return { ...ofChances(count, options), kind: "count", low: 0, high: count };
}

/** Yes (1) or no (0). */
export function bernoulli(options: Chance): Law {
  checkChance("bernoulli", options);
  return { ...ofChances(1, options), kind: "binary" };
}

export function checkChance(law: string, options: Chance): void {
  check(
    typeof options === "object" && (options.probability === undefined) !== (options.logit === undefined),
    `likelihoods.${law}: give either probability or logit, a number or a function of theta and the design`,
  );
}

function ofChances(count: number, chance: Chance): Omit<Law, "kind"> {
  const values = Array.from({ length: count + 1 }, (_, k) => k);
  const ways = values.map((k) => logFactorial(count) - logFactorial(k) - logFactorial(count - k));
  /** The logarithm of the number of ways to have so many, looked up, which has no gradient: a function of a whole number has no slope. */
  const logWays = (y: tf.Tensor): tf.Tensor =>
    withoutGradient(() =>
      count === 1 ? tf.zerosLike(y) : tf.gather(tf.tensor1d(ways), tf.cast(tf.clipByValue(y, 0, count), "int32")),
    );
  return {
    gradient: values.length <= mostValues ? "enumerate" : "score",
    ...(values.length <= mostValues ? { values } : {}),
    noise: (key, n, q) => ({ u: uniform(key, [n, q]) }),
    parameters: (theta, at) => logChances(chance, theta, at),
    draw([yes, no], { u }) {
      const [a, b] = [tf.expandDims(yes as tf.Tensor, 2), tf.expandDims(no as tf.Tensor, 2)];
      if (count === 1) return tf.cast(tf.less(u as tf.Tensor, tf.exp(yes as tf.Tensor)), "float32") as tf.Tensor2D;
      const k = tf.tensor1d(values);
      const logMass = tf.add(tf.add(tf.mul(k, a), tf.mul(tf.sub(count, k), b)), tf.tensor1d(ways));
      return inverted(logMass, u as tf.Tensor);
    },
    log: ([yes, no], y) =>
      tf.add(tf.add(tf.mul(y, yes as tf.Tensor), tf.mul(tf.sub(count, y), no as tf.Tensor)), logWays(y)) as tf.Tensor2D,
    scores([yes, no], y) {
      const shares = columns(yes as tf.Tensor2D, no as tf.Tensor2D);
      const counted = columns(y, tf.sub(count, y) as tf.Tensor2D);
      const constant = tf.reshape(tf.sum(logWays(y), 1), [1, -1]);
      return tf.add(tf.matMul(shares, counted, false, true), constant) as tf.Tensor2D;
    },
  };
}
