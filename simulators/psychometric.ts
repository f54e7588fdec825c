/** Which stimulus to show next: whether it is seen, as a function of its level, of an observer with unknown threshold, slope and lapses. */
import * as tf from "@tensorflow/tfjs-core";
import { box, choice } from "../designs/index.js";
import { check } from "../src/basics/errors.js";
import type { Curve, Prior, Simulator } from "../src/contracts/simulator.js";
import type { DesignSpace } from "../src/contracts/space.js";
import type { SettingSpecs, SettingsOf } from "../src/contracts/values.js";
import { column, columns, rowsOf, tidied } from "../src/engine/tensors.js";
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import * as likelihoods from "../src/modelling/laws/index.js";
import { independent, logNormal, normal, uniform } from "../src/modelling/priors.js";

const settings = {
  task: {
    default: "yesNo",
    choices: ["yesNo", "twoAlternatives"],
    help: "yesNo: was something there? twoAlternatives: in which of two was it? half of the answers are then right by chance (guess 0.5)",
  },
  guess: { default: 0.02, min: 0, max: 0.9, help: "share of yes where nothing can be seen; 0.5 with twoAlternatives" },
  mostGuesses: {
    default: 0,
    min: 0,
    max: 0.9,
    help: "0: the share of guesses is known, guess; otherwise it is unknown too, none to this, all alike",
  },
  thresholdMean: { default: 0, unit: "dB", help: "mean of the threshold, the level halfway up" },
  thresholdSd: { default: 1, min: 1e-6, unit: "dB", help: "standard deviation of the threshold" },
  slope: { default: 2, min: 1e-6, unit: "1/dB", help: "median of the slope" },
  slopeSpread: { default: 0.4, min: 1e-3, max: 3, help: "sd of the logarithm of the slope" },
  mostLapses: {
    default: 0.08,
    min: 1e-4,
    max: 0.5,
    help: "largest share of lapses, no although it was plain; none to this, all alike",
  },
  levels: {
    default: "range",
    choices: ["range", "list"],
    help: "any level between the weakest and the strongest, or one of a list",
  },
  weakest: { default: -3, unit: "dB", help: "lowest level" },
  strongest: { default: 3, unit: "dB", help: "highest level" },
  apart: { default: 0.25, min: 1e-6, unit: "dB", help: "how far the levels of the list are apart" },
} as const satisfies SettingSpecs;

type Settings = SettingsOf<typeof settings>;

/** γ + (1 - γ - λ)·σ(slope·(level - threshold)); a fourth parameter is γ. @param theta [n, 3 or 4] @param level [1 or n, D] @returns [n, D] */
export function yesShare(theta: tf.Tensor2D, level: tf.Tensor2D, { guess }: Pick<Settings, "guess">): tf.Tensor2D {
  const [threshold, slope, lapse] = [column(theta, 0), column(theta, 1), column(theta, 2)];
  const guessed = theta.shape[1] > 3 ? column(theta, 3) : guess;
  const up = tf.sigmoid(tf.mul(slope, tf.sub(level, threshold)));
  return tf.add(guessed, tf.mul(tf.sub(tf.sub(1, guessed), lapse), up)) as tf.Tensor2D;
}

function spaceOf(designs: number, { levels, weakest, strongest, apart }: Settings): DesignSpace {
  check(weakest < strongest, `psychometric: weakest (${weakest}) must be below strongest (${strongest})`);
  const names = Array.from({ length: designs }, (_, i) => `level${i + 1}`);
  if (levels === "range") return box({ low: weakest, high: strongest, dim: designs, names, unit: "dB", exchangeable: true });
  const steps = Math.floor((strongest - weakest) / apart + 1e-9);
  check(
    steps >= 1 && steps < 1000,
    `psychometric: a list from ${weakest} to ${strongest}, ${apart} apart, has ${steps + 1} levels; 2 to 1000 can be`,
  );
  // rounded, because a person reads them
  const candidates = Array.from({ length: steps + 1 }, (_, i) => Number((weakest + i * apart).toPrecision(6)));
  return choice({ candidates, dim: designs, names, unit: "dB" });
}

function curveOf(prior: Prior, given: Settings): Curve {
  const { weakest, strongest } = given;
  const xs = Array.from({ length: 101 }, (_, i) => weakest + (i / 100) * (strongest - weakest));
  const courses = (theta: tf.Tensor2D) => rowsOf(yesShare(theta, tf.tensor2d([xs]), given));
  return {
    xTitle: "level (dB)",
    yTitle: given.task === "yesNo" ? "probability of yes" : "probability of the right answer",
    xs,
    paths: async (key, count) => tidied(() => courses(prior.sample(key, count))),
  };
}

function create(designs: number, given: Settings): Simulator {
  const prior = independent({
    threshold: { ...normal(given.thresholdMean, given.thresholdSd), unit: "dB" },
    slope: { ...logNormal(Math.log(given.slope), given.slopeSpread), unit: "1/dB" },
    lapse: uniform(0, given.mostLapses),
    ...(given.mostGuesses > 0 ? { guess: uniform(0, given.mostGuesses) } : {}),
  });
  const guessed = given.mostGuesses || given.guess;
  check(
    guessed + given.mostLapses < 1,
    `psychometric: guesses (${guessed}) and lapses (${given.mostLapses}) must be less than 1 together: otherwise yes is said less often of what is plain`,
  );
  const space = spaceOf(designs, given);
  return {
    name: "psychometric",
    summary: psychometric.summary,
    settings: { ...given },
    prior,
    designs: space,
    ...likelihoods.observed(likelihoods.bernoulli({ probability: (theta, at) => yesShare(theta, at as tf.Tensor2D, given) }), {
      prior,
      designs: space,
      names: Array.from({ length: designs }, (_, i) => `yes${i + 1}`),
    }),
    features: { theta: (theta) => columns(column(theta, 0), tf.log(column(theta, 1)), tf.slice(theta, [0, 2], [-1, -1])) },
    curve: curveOf(prior, given),
  };
}

export const psychometric = defineSimulator({
  name: "psychometric",
  summary: "whether a stimulus is seen, of an observer with unknown threshold, slope and lapses",
  use: "trials in a laboratory, yes-no or two alternatives: levels from a range or a list, each chosen after the last answer",
  reference: "Kontsevich and Tyler 1999, Vision Research 39:2729; Wichmann and Hill 2001, Perception & Psychophysics 63:1293",
  settings,
  defaultsFor: ({ task = "yesNo" }) => ({ guess: task === "yesNo" ? 0.02 : 0.5 }),
  defaultDesigns: 30,
  create,
});
