/** Data whose posteriors are known: exact answers for every method. */
import * as tf from "@tensorflow/tfjs-core";
import { tabulatedNoise } from "../../simulators/linear/noise.js";
import { linear } from "../../simulators/linear.js";
import type { PosteriorTask } from "../../src/contracts/posterior.js";
import type { Prior } from "../../src/contracts/simulator.js";
import { column } from "../../src/engine/tensors.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { likelihoodOf } from "../../src/modelling/likelihoods.js";
import { independent, logNormal, normal, uniform } from "../../src/modelling/priors.js";
import { valueAt } from "../../src/numbers/tabulated.js";
import { type Plain, plainPosterior, type Range } from "./plain.js";

export interface Case {
  readonly name: string;
  readonly task: PosteriorTask;
  readonly exact: Plain;
}

type Likelihood = NonNullable<PosteriorTask["logLikelihood"]>;

const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);
const logNormalDensity = (x: number, mean: number, sd: number): number =>
  -0.5 * ((x - mean) / sd) ** 2 - Math.log(sd) - HALF_LOG_TAU;

/** Outcomes with normal noise about what theta [n, p] predicts, one after the other. */
function normalOutcomes(
  predict: (theta: tf.Tensor2D, i: number) => tf.Tensor2D,
  outcomes: readonly number[],
  sd: number,
): Pick<PosteriorTask, "logLikelihood" | "logLikelihoods"> {
  const upTo =
    (count: number): Likelihood =>
    (theta) => {
      const terms = outcomes.slice(0, count).map((y, i) => tf.square(tf.div(tf.sub(y, predict(theta, i)), sd)));
      return tf.reshape(tf.sub(tf.mul(-0.5, tf.addN(terms)), count * (Math.log(sd) + HALF_LOG_TAU)), [-1]);
    };
  return { logLikelihood: upTo(outcomes.length), logLikelihoods: outcomes.map((_, i) => upTo(i + 1)) };
}

function loop(predict: (theta: readonly number[], i: number) => number, outcomes: readonly number[], sd: number) {
  return (theta: readonly number[]): number =>
    outcomes.reduce((sum, y, i) => sum + logNormalDensity(y, predict(theta, i), sd), 0);
}

/** Intercept and slope of a line, normal noise: its posterior is normal, the boxes' answers its closed form's (see the test). */
export const linePlaces = [-2, -1, 0.5, 3];
export const linePrior = { sd: 2, noise: 0.7 };

export function line(outcomes: readonly number[] = [1.2, 0.4, 0.9, 3.1]): Case {
  const { sd, noise } = linePrior;
  const prior = independent({ a: { ...normal(0, sd), unit: "m" }, b: normal(0, sd) });
  const predict = (theta: tf.Tensor2D, i: number): tf.Tensor2D =>
    tf.add(column(theta, 0), tf.mul(column(theta, 1), linePlaces[i] as number));
  const likelihood = loop(([a, b], i) => (a as number) + (b as number) * (linePlaces[i] as number), outcomes, noise);
  const logPrior = ([a, b]: readonly number[]) => logNormalDensity(a as number, 0, sd) + logNormalDensity(b as number, 0, sd);
  return {
    name: "line, normal noise",
    task: { prior, ...normalOutcomes(predict, outcomes, noise) },
    exact: plainPosterior(
      (theta) => logPrior(theta) + likelihood(theta),
      [
        [-9, 9],
        [-9, 9],
      ],
      300,
    ),
  };
}

/** Floe's own `linear`: noise of a normal and a gamma part. */
export function skewedLine(): Case {
  const design = [-10, -9, -9, 0, 1, 8, 9, 10, 10, 10];
  const errors = [2.1, 5.6, 3.2, 9.9, 1.7, 4.4, 2.9, 7.3, 3.8, 0.6];
  const outcomes = design.map((x, i) => 1.5 - 0.8 * x + (errors[i] as number));
  const simulator = createSimulator(linear, design.length);
  const log = tabulatedNoise({ sd: 1, scale: 2 });
  const upTo =
    (count: number): Likelihood =>
    (theta) => {
      const part = createSimulator(linear, count);
      const seen = tf.tensor2d([outcomes.slice(0, count)]);
      return tf.reshape(likelihoodOf(part)?.(theta, tf.tensor2d([design.slice(0, count)]), seen) as tf.Tensor2D, [-1]);
    };
  const joint = ([a, b]: readonly number[]): number =>
    logNormalDensity(a as number, 0, 3) +
    logNormalDensity(b as number, 0, 3) +
    design.reduce((sum, x, i) => sum + valueAt(log, (outcomes[i] as number) - (a as number) - (b as number) * x), 0);
  return {
    name: "linear, skewed noise",
    task: {
      prior: simulator.prior,
      logLikelihood: upTo(design.length),
      logLikelihoods: design.map((_, i) => upTo(i + 1)),
    },
    exact: plainPosterior(
      joint,
      [
        [-4, 8],
        [-2, 0.5],
      ],
      300,
    ),
  };
}

/** A product of a positive number and a share, as large as it can nearly not be: the posterior leans on the share's end. */
export function atAnEnd(): Case {
  const prior = independent({ rate: { ...logNormal(0, 0.3), unit: "1/h" }, share: uniform(0, 1) });
  const outcomes = [1.6, 1.9];
  const predict = (theta: tf.Tensor2D): tf.Tensor2D => tf.mul(column(theta, 0), column(theta, 1));
  const likelihood = loop(([rate, share]) => (rate as number) * (share as number), outcomes, 0.25);
  const joint = (theta: readonly number[]): number => {
    const log = Math.log(theta[0] as number);
    return logNormalDensity(log, 0, 0.3) - log + likelihood(theta);
  };
  return {
    name: "leaning on an end",
    task: { prior, ...normalOutcomes(predict, outcomes, 0.25) },
    exact: plainPosterior(
      joint,
      [
        [0.3, 5.3],
        [0, 1],
      ],
      400,
    ),
  };
}

/** theta² is seen: its sign is not. */
export function twoModes(noise = 0.1): Case {
  const prior: Prior = independent({ theta: normal(0.3, 1) });
  const outcomes = [1.4, 1.55];
  const likelihood = loop(([theta]) => (theta as number) ** 2, outcomes, noise);
  const box: Range = [-1.6, 1.6];
  return {
    name: "two modes",
    task: { prior, ...normalOutcomes((theta) => tf.square(theta), outcomes, noise) },
    exact: plainPosterior(([theta]) => logNormalDensity(theta as number, 0.3, 1) + likelihood([theta as number]), [box], 40_000),
  };
}

/** What is seen is at most 1 from theta, anywhere there: a prior cut off at both sides, with no slope within. */
export function walled(): Case {
  const prior = independent({ theta: normal(0, 1) });
  const seen = 0.5;
  const logLikelihood: Likelihood = (theta) => {
    const near = tf.sub(1, tf.step(tf.sub(tf.abs(tf.sub(theta, seen)), 1)));
    return tf.reshape(tf.where(tf.cast(near, "bool"), tf.fill(theta.shape, -Math.log(2)), tf.fill(theta.shape, -Infinity)), [-1]);
  };
  return {
    name: "walled",
    task: { prior, logLikelihood },
    exact: plainPosterior(([theta]) => logNormalDensity(theta as number, 0, 1) - Math.log(2), [[-0.5, 1.5]], 10_000),
  };
}

/** As sure as a thousandth of what was believed before, in three dimensions. */
export function narrow(): { readonly task: PosteriorTask; readonly exact: Pick<Plain, "moments" | "logEvidence"> } {
  const at = [1.3, -0.7, 0.2];
  const sd = 1e-3;
  const prior = independent({ a: normal(0, 1), b: normal(0, 1), c: normal(0, 1) });
  const { logLikelihood } = normalOutcomes((theta, i) => column(theta, i), at, sd);
  const variance = 1 + sd * sd;
  return {
    task: { prior, ...(logLikelihood ? { logLikelihood } : {}) },
    exact: {
      moments: at.map((x) => ({ mean: x / variance, sd: sd / Math.sqrt(variance) })),
      logEvidence: at.reduce((sum, x) => sum + logNormalDensity(x, 0, Math.sqrt(variance)), 0),
    },
  };
}

export const cases: readonly (() => Case)[] = [line, skewedLine, atAnEnd, twoModes];
