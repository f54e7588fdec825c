/** Log densities of all pairs, from densities that are easy to state. */
import * as tf from "@tensorflow/tfjs-core";
import { differenceScores } from "./backend/differenceScores.js";
import { check } from "./errors.js";
import type { Tabulated } from "./tabulated.js";
import type { LogLikelihood, Simulator } from "./types.js";

const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);

/**
 * Log density of every outcome under every theta when the outcome's coordinates are independent normals given theta. The
 * square is expanded, so that all pairs cost two small matrix products:
 *   -w(y - mu)²/2 = w mu·y - (w/2)·y² - w mu²/2,  w = 1/sd²,
 * after both are centred, because the three terms cancel. What is left of the cancellation is an error of about
 * 1e-7·(range of y / sd)² nats: for ranges beyond a hundred sds use `pairwiseScores`.
 * @param mean [n, q] @param sd [n, q] @param outcome [m, q]
 * @returns [n, m], nats
 */
export function gaussianScores(mean: tf.Tensor2D, sd: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor2D {
  const centre = tf.mean(mean, 0, true);
  const mu: tf.Tensor2D = tf.sub(mean, centre);
  const y: tf.Tensor2D = tf.sub(outcome, centre);
  const weight: tf.Tensor2D = tf.reciprocal(tf.square(sd));
  const linear: tf.Tensor2D = tf.mul(weight, mu);
  const constant = tf.sum(tf.add(tf.mul(0.5, tf.mul(linear, mu)), tf.add(tf.log(sd), HALF_LOG_TAU)), 1, true);
  const quadratic = tf.matMul(tf.mul(0.5, weight), tf.square(y), false, true);
  return tf.sub(tf.sub(tf.matMul(linear, y, false, true), quadratic), constant);
}

/**
 * Log density of every outcome under every theta when the outcome is a mean plus independent noise that does not depend on
 * theta. The noise's log density is tabulated: write `tabulate((x) => [logDensity, itsDerivative], centre, sd)` once.
 * @param mean [n, q] @param outcome [m, q]
 * @returns [n, m], nats
 */
export function additiveScores(noise: Tabulated, mean: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor2D {
  return differenceScores(noise, mean, outcome);
}

/**
 * Repeats rows so that every theta meets every outcome: theta [n, p] and outcomes [m, q] at designs [m, d] of their own become
 * [n·m, ...], theta by theta.
 */
export function paired(theta: tf.Tensor2D, design: tf.Tensor2D, outcome: tf.Tensor2D): [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D] {
  const [n, p] = theta.shape;
  const m = outcome.shape[0];
  const each: tf.Tensor2D = tf.reshape(tf.tile(tf.reshape(theta, [n, 1, p]), [1, m, 1]), [n * m, p]);
  return [each, tf.tile(design, [n, 1]), tf.tile(outcome, [n, 1])];
}

/** A log density of pairs: theta [k, p], design [1 or k, d], outcome [k, q] to [k]. */
export type PairedLogDensity = (theta: tf.Tensor2D, design: tf.Tensor2D, outcome: tf.Tensor2D) => tf.Tensor1D;

/**
 * Lifts a log density of pairs to the scores of all pairs by repeating each theta m times and the outcomes n times.
 * @returns theta [n, p], design [1 or m, d], outcome [m, q] to [n, m]
 */
export function pairwiseScores(logDensity: PairedLogDensity): LogLikelihood {
  return forOwnDesigns((theta, design, outcome) => {
    const m = outcome.shape[0];
    const own = design.shape[0] === 1 ? tf.tile(design, [m, 1]) : design;
    return tf.reshape(logDensity(...paired(theta, own, outcome)), [theta.shape[0], m]);
  });
}

/**
 * Declares that a likelihood also takes a design [m, d] with a row for each outcome, and scores each outcome at its own: faster, where a policy
 * decides, than being called for one row after the other. `checkSimulator` holds it to that.
 */
export function forOwnDesigns(logLikelihood: (...given: Parameters<LogLikelihood>) => tf.Tensor2D): LogLikelihood {
  return Object.assign((...given: Parameters<LogLikelihood>) => logLikelihood(...given), { ownDesigns: true as const });
}

/**
 * The scores of a simulator's likelihood as everything in Floe asks for them: design [1, d] or [m, d], a row for each outcome. What was not
 * declared to take rows is asked for one outcome after the other, so that no theta can meet the design of another pair.
 * @returns theta [n, p], design [1 or m, d], outcome [m, q] to [n, m], nats
 */
export function likelihoodOf(simulator: Pick<Simulator, "name" | "logLikelihood">): LogLikelihood | undefined {
  const { name, logLikelihood } = simulator;
  if (!logLikelihood) return undefined;
  const asked: LogLikelihood = (theta, design, outcome) => {
    const scores = logLikelihood.call(simulator, theta, design, outcome);
    const wanted = [theta.shape[0], outcome.shape[0]];
    const shape = scores instanceof tf.Tensor ? `[${scores.shape.join(", ")}]` : String(scores);
    check(
      scores instanceof tf.Tensor && `${scores.shape}` === `${wanted}`,
      `simulator "${name}": logLikelihood(theta, design, outcome) must have shape [${wanted.join(", ")}] (a row for each theta, a column for each ` +
        `outcome), got ${shape} for a design [${design.shape.join(", ")}]`,
    );
    return scores;
  };
  return (theta, design, outcome) => {
    const [k, m] = [design.shape[0], outcome.shape[0]];
    if (k !== 1 && k !== m) throw new Error(`${k} designs for ${m} outcomes`);
    if (k === 1 || logLikelihood.ownDesigns) return asked(theta, design, outcome);
    const row = (x: tf.Tensor2D, i: number): tf.Tensor2D => tf.slice(x, [i, 0], [1, -1]);
    return tf.concat(
      Array.from({ length: m }, (_, i) => asked(theta, row(design, i), row(outcome, i))),
      1,
    );
  };
}
