/** Log densities of all pairs, from densities that are easy to state. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../basics/errors.js";
import type { LogLikelihood, PairedLogDensity } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";
import { halfLogTau } from "../numbers/special.js";
import type { Tabulated } from "../numbers/tabulated.js";
import { differenceScores } from "./differenceScores.js";

/** Numbers that one intermediate array may hold: 4 MiB, which a cache holds. */
const mostAtOnce = 2 ** 20;

/**
 * Log density of every outcome under every theta when the outcome's coordinates are independent normals given theta. Differences are
 * taken before they are squared: with the square expanded, -w(y - mu)²/2 = w mu·y - (w/2)·y² - w mu²/2, all pairs cost two matrix products
 * and half the time, but the terms cancel to an error of 1e-7·(range of y / sd)² nats.
 * @param mean [n, q] @param sd [n, q] @param outcome [m, q]
 * @returns [n, m], nats
 */
export function gaussianScores(mean: tf.Tensor2D, sd: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor2D {
  const [n, q] = mean.shape;
  const m = outcome.shape[0];
  const byTheta = (x: tf.Tensor2D): tf.Tensor3D => tf.expandDims(tf.transpose(x), 2); // [q, n, 1]
  const [mu, root] = [byTheta(mean), byTheta(tf.mul(Math.SQRT1_2, inverse(sd)))];
  const y: tf.Tensor3D = tf.expandDims(tf.transpose(outcome), 1); // [q, 1, m]
  const size = Math.max(1, Math.floor(mostAtOnce / (n * m)));
  const distances = Array.from({ length: Math.ceil(q / size) }, (_, block): tf.Tensor2D => {
    const part = (x: tf.Tensor3D) => tf.slice(x, [block * size, 0, 0], [Math.min(size, q - block * size), -1, -1]);
    return tf.sum(tf.square(tf.mul(tf.sub(part(y), part(mu)), part(root))), 0);
  });
  const constant = tf.sum(tf.add(tf.log(sd), halfLogTau), 1, true);
  return tf.neg(distances.reduce<tf.Tensor>((sum, one) => tf.add(sum, one), constant)) as tf.Tensor2D;
}

/** 1/x, with a derivative that does not pass through x²: in small units that is no float32. */
function inverse(x: tf.Tensor2D): tf.Tensor2D {
  const compute = tf.customGrad((...args) => {
    const [given, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const value = tf.reciprocal(given);
    save([value]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.neg(tf.mul(tf.mul(dy, saved as tf.Tensor), saved as tf.Tensor));
    return { value, gradFunc };
  });
  return compute(x) as tf.Tensor2D;
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

/**
 * Lifts a log density of pairs to the scores of all pairs by repeating each theta m times and the outcomes n times.
 * @returns theta [n, p], design [1 or m, d], outcome [m, q] to [n, m]
 */
export function pairwiseScores(logDensity: PairedLogDensity): LogLikelihood {
  return forOwnDesigns((theta, design, outcome) => {
    const m = outcome.shape[0];
    const own = design.shape[0] === 1 ? tf.tile(design, [m, 1]) : design;
    return tf.reshape(logDensity(...paired(theta, own, outcome)), [theta.shape[0], m]);
  }, logDensity);
}

/**
 * Declares that a likelihood also takes a design [m, d] with a row for each outcome, and scores each outcome at its own: faster, where a policy
 * decides, than being called for one row after the other. `checkSimulator` holds it to that.
 * @param pairs the same of pairs alone, which is what contrasts of each outcome's own are scored by (`--near-contrasts`)
 */
export function forOwnDesigns(
  logLikelihood: (...given: Parameters<LogLikelihood>) => tf.Tensor2D,
  pairs?: PairedLogDensity,
): LogLikelihood {
  const declared = { ownDesigns: true as const, ...(pairs ? { pairs } : {}) };
  return Object.assign((...given: Parameters<LogLikelihood>) => logLikelihood(...given), declared);
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
