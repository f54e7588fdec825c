/**
 * Gradients of policies whose outcomes are few, yes or no: what every measurement is expected to tell, in place of what it happened to tell.
 *
 * With L thetas that are equally likely beforehand, an experiment's information is a sum (chain rule) over its measurements t of
 *   r_t = H[Σ_k w_k p_t(. | theta_k)] - Σ_k w_k H[p_t(. | theta_k)],
 * H the entropy of the outcome, w_k in proportion to the probability of all outcomes before t: what is believed by then. Each r_t is a smooth function of the places
 * up to t, that of t among them, with all outcomes of t counted out. Outcomes before t were drawn, so that the gradient of E Σ_t r_t is the mean of
 *   Σ_t [dr_t + (Σ_{s>t} r_s - b_t) d log Σ_k w_k p_t(y_t | theta_k)].
 * The first term is what a decision tells by itself: a policy learns the best next measurement from it without any luck. The second is what it is worth for later
 * ones, credited with what those are expected to tell. countedThetas.ts credits every decision with all that the whole experiment told, which varies by
 * half a nat; the value is the same, the contrastive bound of the batch, and so is its gradient (`test/information/countedSteps.test.ts`: all histories, by loops).
 *
 * b_t is the mean of Σ_{s>t} r_s over all other experiments.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { LogLikelihood } from "../../contracts/bounds.js";
import { withoutGradient } from "../../engine/tensors.js";
import type { Rollout } from "../../experiment/rollout.js";
import { allThetas } from "./countedThetas.js";
import type { Enumeration } from "./counting.js";

export interface CountedSteps {
  /** Of one measurement. */
  readonly logLikelihood: LogLikelihood;
  /** All outcomes that it can have. */
  readonly values: readonly number[];
  readonly measurements: number;
  /** Thetas, where they are more than the batch's. */
  readonly contrasts?: number | undefined;
}

/** The logarithm of a probability that adds nothing to any sum, and the least mean that a logarithm is taken of. */
export const [impossible, least] = [-80, 1e-30];

/** 1 where a measurement (row) comes after another (column): products with it add up what came before, or what comes later. */
export const triangle = (measurements: number): tf.Tensor2D =>
  tf.tensor2d(Array.from({ length: measurements }, (_, t) => Array.from({ length: measurements }, (_, s) => Number(t > s))));

export interface Expected {
  /** What is expected of each measurement, nats, [n, measurements]. */
  readonly tells: tf.Tensor2D;
  /** The log probability of what came out, [n, measurements]. */
  readonly log: tf.Tensor2D;
}

/** Shares of the thetas before each measurement. @param own log likelihood of what came out [thetas, n measurements] @returns the same shape */
export function beliefsBefore(own: tf.Tensor2D, measurements: number): tf.Tensor2D {
  const [rows, places] = [(own.size as number) / measurements, own.shape[1]];
  const before = tf.matMul(tf.reshape(own, [rows, measurements]) as tf.Tensor2D, triangle(measurements), false, true);
  const sums = tf.reshape(before, [own.shape[0], places]);
  return tf.exp(tf.sub(sums, tf.logSumExp(sums, 0, true))) as tf.Tensor2D;
}

/** Of experiments at the places where they were. */
export function expectations({ logLikelihood, values, measurements }: CountedSteps): (rollout: Rollout) => Expected {
  return (rollout) => {
    const { design, outcome } = rollout;
    const [n, thetas] = [outcome.shape[0], allThetas(rollout)];
    const at = tf.reshape(design, [n * measurements, -1]) as tf.Tensor2D;
    const seen: tf.Tensor2D = tf.reshape(outcome, [1, n * measurements]);
    const came = values.map((value) =>
      withoutGradient(() => tf.cast(tf.less(tf.abs(tf.sub(seen, value)), 0.5), "float32") as tf.Tensor2D),
    );
    const logs = values.map(
      (value) => tf.maximum(logLikelihood(thetas, at, tf.fill([n * measurements, 1], value)), impossible) as tf.Tensor2D,
    );
    const own: tf.Tensor2D = tf.addN(logs.map((log, v): tf.Tensor2D => tf.mul(log, came[v] as tf.Tensor2D)));
    const beliefs = beliefsBefore(own, measurements);
    const terms = logs.map((log) => {
      const mass = tf.mul(beliefs, tf.exp(log));
      const mean = tf.maximum(tf.sum(mass, 0), least);
      return { mean, tells: tf.sub(tf.sum(tf.mul(mass, log), 0), tf.mul(mean, tf.log(mean))) };
    });
    const rows = (x: tf.Tensor): tf.Tensor2D => tf.reshape(x, [n, measurements]);
    const probability = tf.addN(terms.map(({ mean }, v) => tf.mul(mean, tf.reshape(came[v] as tf.Tensor, [-1]))));
    return { tells: rows(tf.addN(terms.map(({ tells }) => tells))), log: rows(tf.log(probability)) };
  };
}

export function countedSteps(given: CountedSteps): Enumeration {
  const expected = expectations(given);
  return {
    how: "thetas",
    contrasts: given.contrasts,
    bound: (rollout) => tf.sum(expected(rollout).tells, 1),
    surrogate(rollout) {
      const { tells, log } = expected(rollout);
      const n = tells.shape[0];
      const credits = withoutGradient((): tf.Tensor2D => {
        const later = tf.matMul(tells, triangle(given.measurements));
        const others = tf.div(tf.sub(tf.sum(later, 0, true), later), n - 1);
        return tf.sub(later, others);
      });
      return tf.div(tf.sum(tf.add(tells, tf.mul(credits, log))), n);
    },
  };
}
