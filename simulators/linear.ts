/** Where to measure a line: the benchmark whose truth is known, because the density of its noise is closed form. */

import * as tf from "@tensorflow/tfjs-core";
import { box } from "../designs/index.js";
import { short } from "../src/basics/digits.js";
import { check } from "../src/basics/errors.js";
import type { Curve, Prior, Simulator } from "../src/contracts/simulator.js";
import type { SettingSpecs, SettingsOf } from "../src/contracts/values.js";
import { column, rowsOf, tidied } from "../src/engine/tensors.js";
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import { additiveScores, forOwnDesigns, pairwiseScores } from "../src/modelling/likelihoods.js";
import { independent, normal } from "../src/modelling/priors.js";
import { gammas, normals } from "../src/numbers/distributions.js";
import { split } from "../src/numbers/keys.js";
import { linearGain, slopeGain } from "./linear/gain.js";
import { tabulatedNoise } from "./linear/noise.js";

const settings = {
  noise: { default: "scale", choices: ["scale", "rate"], help: "how to read Gamma(2, 2): scale 2 (mean 4) or rate 2 (mean 1)" },
  noiseSd: { default: 1, min: 0.05, max: 1000, help: "standard deviation of the noise's normal part" },
  priorSd: { default: 3, min: 1e-3, help: "prior standard deviation of intercept and slope" },
  low: { default: -10, help: "leftmost position that can be measured" },
  high: { default: 10, help: "rightmost position that can be measured" },
} as const satisfies SettingSpecs;

type Settings = SettingsOf<typeof settings>;

/** theta [n, 2]: intercept, slope; positions [1 or n, D]: the line's heights [n, D]. */
function heights(theta: tf.Tensor2D, positions: tf.Tensor2D): tf.Tensor2D {
  return tf.add(column(theta, 0), tf.mul(column(theta, 1), positions));
}

function curves(prior: Prior, { low, high }: Settings): Curve {
  const xs = Array.from({ length: 21 }, (_, i) => low + (i / 20) * (high - low));
  const paths = (theta: tf.Tensor2D) => rowsOf(heights(theta, tf.tensor2d([xs])));
  return {
    xTitle: "position",
    yTitle: "height of the line",
    xs,
    paths: async (key, count) => tidied(() => paths(prior.sample(key, count))),
    of: ({ theta }) => tidied(() => paths(theta)),
    quiet: ({ error }) => ({ error: tf.zerosLike(error as tf.Tensor) }),
  };
}

/** What float32 rounds off, at heights of four standard deviations, stays below this share of the noise. */
const roundedOff = 0.1;

/** Heights of a million units, which float32 knows to 0.06, would tell nothing about a line that is read to 0.05. */
function checkResolution({ noiseSd, priorSd, low, high }: Settings): void {
  const farthest = Math.hypot(1, Math.max(Math.abs(low), Math.abs(high)));
  const most = (roundedOff * noiseSd * 2 ** 24) / 4 / farthest;
  check(
    priorSd <= most,
    `priorSd must be at most ${short(most, 3)} for noiseSd = ${noiseSd} and positions from ${low} to ${high}, got ${priorSd}: ` +
      "heights of such lines are rounded by more than the noise. Choose other units, or positions nearer to 0",
  );
}

function create(designs: number, given: Settings): Simulator {
  const { noiseSd, priorSd, low, high } = given;
  checkResolution(given);
  const noise = { sd: noiseSd, scale: given.noise === "scale" ? 2 : 0.5 };
  const log = tabulatedNoise(noise);
  const prior = independent({ intercept: normal(0, priorSd), slope: normal(0, priorSd) });
  const ofPairs = (theta: tf.Tensor2D, at: tf.Tensor2D, seen: tf.Tensor2D): tf.Tensor1D =>
    tf.reshape(additiveScores(log, tf.zeros([1, designs]), tf.sub(seen, heights(theta, at))), [-1]);
  const everyPair = pairwiseScores(ofPairs);
  return {
    name: "linear",
    summary: linear.summary,
    settings: { ...given },
    prior,
    designs: box({ low, high, dim: designs, exchangeable: true }),
    outcome: { names: Array.from({ length: designs }, (_, i) => `y${i + 1}`), unit: "", kind: "continuous" },
    draw(key, n) {
      const k = split(key, "prior", "normal", "gamma");
      const error = normals(k.normal, n * designs);
      const skewed = gammas(k.gamma, n * designs, 2, noise.scale);
      for (let i = 0; i < error.length; i++) error[i] = noiseSd * (error[i] as number) + (skewed[i] as number);
      return { theta: prior.sample(k.prior, n), noise: { error: tf.tensor2d(error, [n, designs]) } };
    },
    simulate: (theta, design, { error }) => tf.add(heights(theta, design), error as tf.Tensor2D),
    measure: (theta, at, { error }, step) => tf.add(heights(theta, at), column(error as tf.Tensor2D, step)),
    logLikelihood: forOwnDesigns((theta, design, outcome) => {
      if (design.shape[0] === 1) return additiveScores(log, heights(theta, design), outcome);
      return everyPair(theta, design, outcome);
    }, ofPairs),
    exactGain: (design) => linearGain(design, noise, priorSd),
    goals: {
      slope: {
        summary: "the slope, whatever the intercept is",
        parameters: ["slope"],
        exactGain: (design) => slopeGain(design, noise, priorSd),
      },
    },
    curve: curves(prior, given),
  };
}

export const linear = defineSimulator({
  name: "linear",
  summary: "heights of a line with unknown intercept and slope, measured with skewed noise at chosen positions",
  use: "checking a method against the truth: the exact information gain is computed for every design",
  reference: "FLO appendix L.1; Kleinegesse and Gutmann 2020, arXiv:2002.08129",
  settings,
  defaultDesigns: 10,
  create,
  // The posterior is nearly Gaussian and up to a hundred times narrower than the prior: a small critic, trained long before the design moves.
  recommended: ({ scores }) =>
    scores === "likelihood"
      ? { batch: 128, restarts: 2 }
      : { batch: 512, hidden: [32, 32], features: 8, steps: 3000, warmup: 1200, designRate: 0.3 },
  presets: {
    paper: {
      estimator: "flo",
      critic: "bilinear",
      steps: 5000,
      batch: 64,
      hidden: [128, 128],
      features: 512,
      criticRate: 2e-5,
      designRate: 2e-5,
    },
  },
});
