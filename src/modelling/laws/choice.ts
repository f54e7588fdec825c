/** One of k: which alternative is chosen, and how much of something is seen, in grades. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import { uniform } from "../../numbers/distributions.js";
import { inverted, type Law, type Parameter, valuesOf } from "./law.js";

/**
 * A choice among k, 0 to k - 1: probabilities in proportion to exp of the utilities (multinomial logit).
 * @param options `utilities`: one an alternative; of these only differences count
 */
export function choiceAmong({ utilities }: { readonly utilities: readonly Parameter[] }): Law {
  check(
    Array.isArray(utilities) && utilities.length > 1,
    "likelihoods.choiceAmong: give the utilities of two alternatives or more, [(theta, at) => .., 0]",
  );
  return ofMasses(utilities.length, (theta, at) => {
    const values = utilities.map((one) => valuesOf(one, theta, at));
    const whole = values.reduce((sum, one) => tf.add(sum, tf.mul(0, one)), tf.zeros([1, 1]) as tf.Tensor);
    const stacked = tf.stack(values.map((one) => tf.add(one, whole)), -1); // biome-ignore format: short
    const logSum = tf.logSumExp(stacked, 2);
    return values.map((one) => tf.sub(one, logSum));
  });
}

/**
 * Grades 0 to k: which of k + 1 stretches, between ascending cut points, a logistic number around `location` lies in (proportional odds).
 * @param options `location`; `cuts`, k ascending numbers
 */
export function ordered({ location, cuts }: { readonly location: Parameter; readonly cuts: readonly number[] }): Law {
  const ascending = cuts.every((cut, i) => Number.isFinite(cut) && (i === 0 || cut > (cuts[i - 1] as number)));
  check(cuts.length > 0 && ascending, `likelihoods.ordered: cuts must be ascending numbers, got ${cuts.join(", ")}`);
  return ofMasses(cuts.length + 1, (theta, at) => {
    const middle = valuesOf(location, theta, at);
    const ends = cuts.map((cut) => tf.sub(cut, middle));
    return Array.from({ length: cuts.length + 1 }, (_, k) => logBetween(ends[k - 1], ends[k]));
  });
}

/** log of s(b) - s(a) = s(b) s(-a) (1 - e^(a - b)), s the logistic function; an end that is absent is infinite. */
function logBetween(a: tf.Tensor | undefined, b: tf.Tensor | undefined): tf.Tensor {
  const below = (x: tf.Tensor) => tf.neg(tf.softplus(tf.neg(x)));
  if (!a) return below(b as tf.Tensor);
  if (!b) return tf.neg(tf.softplus(a));
  const gap = tf.log(tf.neg(tf.expm1(tf.sub(a, b))));
  return tf.add(tf.add(below(b), tf.neg(tf.softplus(a))), gap);
}

/** @param logMasses of 0 to count - 1, [n, q] each, nats */
export function ofMasses(count: number, logMasses: (theta: tf.Tensor2D, at: tf.Tensor2D) => tf.Tensor[]): Law {
  const values = Array.from({ length: count }, (_, k) => k);
  return {
    kind: "category",
    high: count - 1,
    gradient: "enumerate",
    values,
    noise: (key, n, q) => ({ u: uniform(key, [n, q]) }),
    parameters: logMasses,
    draw: (masses, { u }) => inverted(tf.stack([...masses], -1), u as tf.Tensor),
    log: (masses, y) => tf.addN(masses.map((mass, k) => tf.mul(tf.relu(tf.sub(1, tf.abs(tf.sub(y, k)))), mass))) as tf.Tensor2D,
  };
}
