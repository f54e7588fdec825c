/** What was not finite where a bound or its gradient was not: looked up once it has happened, part by part, in the order in which they are computed. */

import * as tf from "@tensorflow/tfjs-core";
import { percent, shortRow } from "../basics/digits.js";
import type { LogLikelihood } from "../contracts/bounds.js";
import type { Draw, Simulator } from "../contracts/simulator.js";
import { rowsOf, tidied } from "../engine/tensors.js";
import type { Rollout } from "./rollout.js";

/** A share of the experiments, and one of them. */
interface Found {
  readonly failed: number;
  readonly of: number;
  readonly example: number;
}

/** Rows of [n, k] that hold a number which is not finite; undefined when there is none. */
function notFiniteRows(x: tf.Tensor): Found | undefined {
  const n = x.shape[0] as number;
  const data = x.dataSync();
  const width = data.length / n;
  const rows = Array.from({ length: n }, (_, i) => i).filter(
    (i) => !data.subarray(i * width, (i + 1) * width).every(Number.isFinite),
  );
  return rows.length > 0 ? { failed: rows.length, of: n, example: rows[0] as number } : undefined;
}

/** How many outcomes are asked for the derivative of their likelihood, one by one. */
const asked = 64;

export interface NotFinite {
  /** A sentence without its full stop. */
  readonly what: string;
  readonly advice: string;
}

/**
 * Of the simulator alone: its outcomes, its likelihood, the derivatives of both by the design. Undefined when all are finite.
 * @param rolled thetas with their outcomes, at designs [1, dim] or [n, dim] @param differentiated whether simulate has a gradient that is used
 * @param likelihood where it is used, as `likelihoodOf` gives it
 */
export function notFiniteIn(
  simulator: Simulator,
  { theta, design, outcome }: Rollout,
  noise: Draw["noise"],
  { differentiated, likelihood }: { readonly differentiated: boolean; readonly likelihood?: LogLikelihood | undefined },
): NotFinite | undefined {
  return tidied(() => {
    const n = theta.shape[0];
    const words = (what: string, found: Found): string =>
      `${what} was not finite for ${percent(found.failed, found.of)} of the prior, e.g. for theta = ${row(theta, found.example)} at the design ` +
      `${row(design, design.shape[0] === 1 ? 0 : found.example)}`;
    const inOutcome = notFiniteRows(outcome);
    if (inOutcome) return { what: words("simulate(theta, design, noise)", inOutcome), advice: outcomeAdvice };
    if (likelihood) {
      const wrong = scoresOf(likelihood, { theta, design, outcome });
      if (wrong) return { what: words("logLikelihood(theta, design, outcome)", wrong), advice: scoreAdvice };
    }
    if (differentiated) {
      const rows = design.shape[0] === 1 ? (tf.tile(design, [n, 1]) as tf.Tensor2D) : design;
      const slope = tf.grad((d) => tf.sum(simulator.simulate(theta, d as tf.Tensor2D, noise)))(rows);
      const inSlope = notFiniteRows(slope);
      if (inSlope) return { what: words("the derivative of simulate by the design", inSlope), advice: slopeAdvice };
    }
    const inSlope = likelihood && slopesOf(likelihood, { theta, design, outcome });
    if (inSlope)
      return { what: words("the derivative of logLikelihood by the design or the outcome", inSlope), advice: slopeAdvice };
    return undefined;
  });
}

/** -Infinity is an answer, but not of an outcome's own theta. */
function scoresOf(likelihood: LogLikelihood, { theta, design, outcome }: Rollout): Found | undefined {
  const m = Math.min(theta.shape[0], 512);
  const some = (x: tf.Tensor2D): tf.Tensor2D => (x.shape[0] === 1 ? x : tf.slice(x, [0, 0], [m, -1]));
  const scores = rowsOf(likelihood(some(theta), some(design), some(outcome)));
  const wrong = (i: number) =>
    scores.some((row, k) => {
      const score = row[i] as number;
      return k === i ? !Number.isFinite(score) : Number.isNaN(score) || score === Number.POSITIVE_INFINITY;
    });
  const failed = Array.from({ length: m }, (_, i) => i).filter(wrong);
  return failed.length > 0 ? { failed: failed.length, of: m, example: failed[0] as number } : undefined;
}

/** As a bound weighs them: what is impossible has no weight. */
function slopesOf(likelihood: LogLikelihood, { theta, design, outcome }: Rollout): Found | undefined {
  const n = Math.min(theta.shape[0], asked);
  const failed = Array.from({ length: n }, (_, i) => i).filter((i) =>
    tidied(() => {
      const row = (x: tf.Tensor2D): tf.Tensor2D => tf.slice(x, [x.shape[0] === 1 ? 0 : i, 0], [1, -1]);
      const total = (d: tf.Tensor, y: tf.Tensor) =>
        tf.logSumExp(likelihood(theta, d as tf.Tensor2D, y as tf.Tensor2D)) as tf.Scalar;
      const slopes = tf.grads(total)([row(design), row(outcome)]);
      return slopes.some((slope) => slope.dataSync().some((x) => !Number.isFinite(x)));
    }),
  );
  return failed.length > 0 ? { failed: failed.length, of: n, example: failed[0] as number } : undefined;
}

function row(x: tf.Tensor2D, i: number): string {
  return shortRow(tf.slice(x, [i, 0], [1, -1]).dataSync());
}

const outcomeAdvice =
  'Let simulate give a finite number there, or narrow the prior, or return failures: "leaveOut" beside simulate: such draws are then left out and counted';
const scoreAdvice =
  "It must be a log density, -Infinity where an outcome is impossible; a product of 0 and the logarithm of 0 is NaN: choose by tf.where before the logarithm";
const slopeAdvice =
  "At 0 a root, a logarithm and a power below 1 rise infinitely, and an infinity in the branch of tf.where that is not taken is NaN all the same: keep what goes " +
  "into them away from 0, e.g. by tf.maximum(x, 1e-6), or keep the design away from there";
