/** When to take blood: a drug absorbed from the gut and cleared from one compartment. */
import * as tf from "@tensorflow/tfjs-core";
import { box, spacedTimes } from "../designs/index.js";
import type { Curve, Prior, Simulator } from "../src/contracts/simulator.js";
import type { DesignSpace } from "../src/contracts/space.js";
import type { SettingSpecs, SettingsOf } from "../src/contracts/values.js";
import { column, rowsOf, tidied } from "../src/engine/tensors.js";
import { normalCumulative } from "../src/modelling/cumulative.js";
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import { forOwnDesigns, gaussianScores, pairwiseScores } from "../src/modelling/likelihoods.js";
import { independent, logNormal } from "../src/modelling/priors.js";
import { normal } from "../src/numbers/distributions.js";
import { split } from "../src/numbers/keys.js";

const settings = {
  dose: { default: 400, min: 1e-6, max: 1e9, unit: "mg", help: "drug given at time 0" },
  hours: { default: 24, min: 0.1, max: 1e5, unit: "h", help: "latest time a sample can be taken" },
  multiplicativeVariance: { default: 0.01, min: 0, max: 1e4, help: "variance of the error that grows with the concentration" },
  additiveVariance: { default: 0.1, min: 1e-6, max: 1e12, unit: "(mg/L)²", help: "variance of the error that does not" },
  priorVariance: { default: 0.05, min: 1e-6, max: 10, help: "variance of log ka, log ke and log V between people" },
  spacing: { default: 0, min: 0, unit: "h", help: "smallest time between two samples" },
} as const satisfies SettingSpecs;

type Settings = SettingsOf<typeof settings>;

/**
 * Concentration (dose/V) ka/(ka - ke) (exp(-ke t) - exp(-ka t)) without the division by zero at ka = ke: it is even in the
 * difference of the rates, so that difference may be kept away from 0 by sqrt(difference² + shift²) at a relative error of
 * (shift t)²/24, 4e-6 at the latest time; the gradient is as accurate.
 * @param theta [n, 3]: ka (1/h), ke (1/h), V (L) @param times [1 or n, D] h
 * @returns [n, D] mg/L
 */
export function concentration(
  theta: tf.Tensor2D,
  times: tf.Tensor2D,
  { dose, hours }: Pick<Settings, "dose" | "hours">,
): tf.Tensor2D {
  const ka = column(theta, 0);
  const ke = column(theta, 1);
  const shift = 0.01 / hours;
  const difference = tf.sqrt(tf.add(tf.square(tf.sub(ka, ke)), shift * shift));
  const slow = tf.mul(0.5, tf.sub(tf.add(ka, ke), difference)); // the smaller rate
  const scale = tf.div(tf.mul(dose, ka), tf.mul(column(theta, 2), difference));
  const risen = tf.neg(tf.expm1(tf.neg(tf.mul(difference, times))));
  return tf.mul(scale, tf.mul(tf.exp(tf.neg(tf.mul(slow, times))), risen));
}

function timesSpace(designs: number, { hours, spacing }: Settings): DesignSpace {
  // The literature's equally spaced design: 5 minutes to 23.9 hours.
  const spread: [number, number] = [Math.min(5 / 60, 0.05 * hours), (23.9 / 24) * hours];
  const common = { low: 0, high: hours, dim: designs, unit: "h", spread };
  if (spacing > 0) return spacedTimes({ ...common, spacing });
  return box({ ...common, names: Array.from({ length: designs }, (_, i) => `t${i + 1}`), exchangeable: true });
}

function curves(prior: Prior, given: Settings): Curve {
  const xs = Array.from({ length: 121 }, (_, i) => (i / 120) * given.hours);
  return {
    xTitle: "time (h)",
    yTitle: "concentration (mg/L)",
    xs,
    paths: async (key, count) => tidied(() => rowsOf(concentration(prior.sample(key, count), tf.tensor2d([xs]), given))),
    of: ({ theta }) => tidied(() => rowsOf(concentration(theta, tf.tensor2d([xs]), given))),
    quiet: ({ factor, shift }) => ({ factor: tf.onesLike(factor as tf.Tensor), shift: tf.zerosLike(shift as tf.Tensor) }),
  };
}

/** Eight standard deviations of all errors about the concentrations of eight standard deviations of all volumes: what lies beyond is a slip. */
function within({ dose, multiplicativeVariance, additiveVariance, priorVariance }: Settings): { low: number; high: number } {
  const error = (concentration: number) => 8 * Math.sqrt(multiplicativeVariance * concentration ** 2 + additiveVariance);
  const most = (dose / 20) * Math.exp(8 * Math.sqrt(priorVariance));
  return { low: rounded(Math.min(-error(0), most - error(most))), high: rounded(most + error(most)) };
}

/** Outwards, to three digits. */
function rounded(x: number): number {
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(x))) - 2);
  return Math.sign(x) * Math.ceil(Math.abs(x) / unit) * unit;
}

function create(designs: number, given: Settings): Simulator {
  const { multiplicativeVariance, additiveVariance } = given;
  const sd = Math.sqrt(given.priorVariance);
  const prior = independent({
    ka: { ...logNormal(0, sd), unit: "1/h" },
    ke: { ...logNormal(Math.log(0.1), sd), unit: "1/h" },
    V: { ...logNormal(Math.log(20), sd), unit: "L" },
  });
  // asinh of this makes the error's sd the same at every concentration
  const stabilise = Math.sqrt(Math.max(multiplicativeVariance, 1e-6) / additiveVariance);
  const momentsOf = (theta: tf.Tensor2D, design: tf.Tensor2D) => {
    const mean = concentration(theta, design, given);
    return { mean, variance: tf.add(tf.mul(multiplicativeVariance, tf.square(mean)), additiveVariance) as tf.Tensor2D };
  };
  const ofPairs = (theta: tf.Tensor2D, design: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor1D => {
    const { mean, variance } = momentsOf(theta, design);
    const terms = tf.add(tf.div(tf.square(tf.sub(outcome, mean)), variance), tf.log(tf.mul(2 * Math.PI, variance)));
    return tf.mul(-0.5, tf.sum(terms, 1));
  };
  const everyPair = pairwiseScores(ofPairs);
  return {
    name: "pharmacokinetic",
    summary: pharmacokinetic.summary,
    settings: { ...given },
    prior,
    designs: timesSpace(designs, given),
    outcome: {
      names: Array.from({ length: designs }, (_, i) => `y${i + 1}`),
      unit: "mg/L",
      kind: "continuous",
      ...within(given),
    },
    draw(key, n) {
      const k = split(key, "prior", "multiplicative", "additive");
      return tf.tidy(() => ({
        theta: prior.sample(k.prior, n),
        noise: {
          factor: tf.add(1, tf.mul(Math.sqrt(multiplicativeVariance), normal(k.multiplicative, [n, designs]))),
          shift: tf.mul(Math.sqrt(additiveVariance), normal(k.additive, [n, designs])),
        },
      }));
    },
    simulate: (theta, design, { factor, shift }) =>
      tf.add(tf.mul(concentration(theta, design, given), factor as tf.Tensor2D), shift as tf.Tensor2D),
    measure: (theta, at, { factor, shift }, step) =>
      tf.add(tf.mul(concentration(theta, at, given), column(factor as tf.Tensor2D, step)), column(shift as tf.Tensor2D, step)),
    logLikelihood: forOwnDesigns((theta, design, outcome) => {
      // where designs differ no two pairs have a mean in common
      if (design.shape[0] > 1) return everyPair(theta, design, outcome);
      const { mean, variance } = momentsOf(theta, design);
      return gaussianScores(mean, tf.sqrt(variance), outcome);
    }, ofPairs),
    logCumulative(theta, design, limit) {
      const { mean, variance } = momentsOf(theta, design);
      return normalCumulative(mean, tf.sqrt(variance), limit);
    },
    features: { theta: (theta) => tf.log(theta), outcome: { kind: "asinh", scale: stabilise, shift: 0 } },
    curve: curves(prior, given),
  };
}

export const pharmacokinetic = defineSimulator({
  name: "pharmacokinetic",
  summary: "drug concentration in blood at chosen times after a dose, for a person with unknown absorption, clearance and volume",
  use: "the demonstration; sampling times of studies with one compartment",
  reference: "FLO appendix L.2; Ryan, Drovandi, Thompson and Pettitt 2014, Computational Statistics and Data Analysis 70",
  settings,
  defaultDesigns: 5,
  create,
  recommended: ({ scores }) => (scores === "likelihood" ? {} : { designRate: 0.3, steps: 1500 }),
  presets: {
    paper: {
      estimator: "flo",
      critic: "bilinear",
      steps: 10_000,
      batch: 64,
      hidden: [128, 128],
      features: 512,
      criticRate: 1e-5,
      designRate: 1e-5,
    },
  },
});
