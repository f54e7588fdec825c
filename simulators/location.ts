/** Where to listen: hidden sources in a plane, on a line or in space, whose signal fades with the square of the distance. */
import * as tf from "@tensorflow/tfjs-core";
import { box, repeated } from "../designs/index.js";
import type { Simulator } from "../src/contracts/simulator.js";
import type { SettingSpecs, SettingsOf } from "../src/contracts/values.js";
import { column, columns } from "../src/engine/tensors.js";
import { logNormalCumulative } from "../src/modelling/cumulative.js";
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import { forOwnDesigns, gaussianScores, pairwiseScores } from "../src/modelling/likelihoods.js";
import { independent, normal as normalPrior, uniform } from "../src/modelling/priors.js";
import { normal } from "../src/numbers/distributions.js";
import { split } from "../src/numbers/keys.js";

const settings = {
  preset: {
    default: "plane",
    choices: ["plane", "square"],
    help: "published settings: two sources around the middle of a plane; one anywhere in the unit square (prior square, reach 1)",
  },
  sources: { default: "2", choices: ["1", "2", "3"], help: "how many sources are hidden; 1 in preset square" },
  dimensions: { default: "2", choices: ["1", "2", "3"], help: "coordinates of a place" },
  prior: {
    default: "normal",
    choices: ["normal", "square"],
    help: "normal: coordinates of sources are standard normal; square: anywhere from 0 to reach",
  },
  reach: {
    default: 4,
    min: 0.1,
    max: 1000,
    help: "coordinates can be measured from -reach to reach, with prior square from 0 to reach",
  },
  background: { default: 0.1, min: 1e-6, max: 1e6, help: "signal where no source is near" },
  strength: { default: 1, min: 1e-6, max: 1e6, help: "signal of a source at distance 1" },
  nearest: { default: 1e-4, min: 1e-9, max: 1, help: "added to squared distances: at a source the signal is strength over this" },
  noiseSd: { default: 0.5, min: 1e-3, max: 10, help: "standard deviation of the error of the logarithm of the signal" },
} as const satisfies SettingSpecs;

type Settings = SettingsOf<typeof settings>;

/** Defaults that a preset changes. */
const presets = {
  plane: { sources: "2", prior: "normal", reach: 4 },
  square: { sources: "1", prior: "square", reach: 1 },
} as const;

/**
 * Logarithm of the signal, log(b + Σ_k α/(m + |θ_k - ξ|²)), in d dimensions.
 * @param theta [n, d K]: the place of each source @param design [1 or n, d D]: of each measurement
 * @returns [n, D]
 */
export function logSignal(
  theta: tf.Tensor2D,
  design: tf.Tensor2D,
  given: Pick<Settings, "dimensions" | "background" | "strength" | "nearest">,
): tf.Tensor2D {
  const d = Number(given.dimensions);
  const count = design.shape[1] / d;
  const places: tf.Tensor3D = tf.reshape(design, [-1, count, d]);
  const axes = Array.from(
    { length: d },
    (_, j): tf.Tensor2D => tf.reshape(tf.slice(places, [0, 0, j], [-1, -1, 1]), [-1, count]),
  );
  const signals = Array.from({ length: theta.shape[1] / d }, (_, k) => {
    const apart = axes
      .map((axis, j): tf.Tensor => tf.square(tf.sub(axis, column(theta, d * k + j))))
      .reduce((sum, square) => tf.add(sum, square));
    return tf.div(given.strength, tf.add(given.nearest, apart));
  });
  return tf.log(tf.add(given.background, tf.addN(signals))) as tf.Tensor2D;
}

function create(designs: number, given: Settings): Simulator {
  const count = Number(given.sources);
  const { reach, noiseSd } = given;
  const axes = ["x", "y", "z"].slice(0, Number(given.dimensions));
  const names = Array.from({ length: count }, (_, k) => (count === 1 ? axes : axes.map((axis) => `${axis}${k + 1}`))).flat();
  const isNormal = given.prior === "normal";
  const coordinate = isNormal ? normalPrior(0, 1) : uniform(0, reach);
  const prior = independent(Object.fromEntries(names.map((name) => [name, coordinate])));
  const seen = (theta: tf.Tensor2D, design: tf.Tensor2D, error: tf.Tensor2D): tf.Tensor2D =>
    tf.exp(tf.add(logSignal(theta, design, given), error) as tf.Tensor2D);
  const constant = designs * Math.log(noiseSd * Math.sqrt(2 * Math.PI));
  /** The density is of the signal itself: less the sum of logarithms, the Jacobian. */
  const ofPairs = (theta: tf.Tensor2D, design: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor1D => {
    const logs = tf.log(outcome) as tf.Tensor2D;
    const squares = tf.square(tf.div(tf.sub(logs, logSignal(theta, design, given)), noiseSd));
    return tf.sub(tf.neg(tf.sum(tf.add(tf.mul(0.5, squares), logs), 1)), constant);
  };
  const everyPair = pairwiseScores(ofPairs);
  return {
    name: "location",
    summary: location.summary,
    settings: { ...given },
    prior,
    designs: repeated(box({ low: isNormal ? -reach : 0, high: reach, dim: axes.length, names: axes }), designs),
    outcome: { names: Array.from({ length: designs }, (_, i) => `signal${i + 1}`), unit: "", kind: "continuous", low: 0 },
    draw(key, n) {
      const k = split(key, "prior", "error");
      return tf.tidy(() => ({
        theta: prior.sample(k.prior, n),
        noise: { error: tf.mul(noiseSd, normal(k.error, [n, designs])) },
      }));
    },
    simulate: (theta, design, { error }) => seen(theta, design, error as tf.Tensor2D),
    measure: (theta, at, { error }, step) => seen(theta, at, column(error as tf.Tensor2D, step)),
    logLikelihood: forOwnDesigns((theta, design, outcome) => {
      if (design.shape[0] > 1) return everyPair(theta, design, outcome);
      const logs = tf.log(outcome) as tf.Tensor2D;
      const mean = logSignal(theta, design, given);
      const scores = gaussianScores(mean, tf.fill(mean.shape, noiseSd) as tf.Tensor2D, logs);
      return tf.sub(scores, tf.reshape(tf.sum(logs, 1), [1, -1])) as tf.Tensor2D;
    }, ofPairs),
    logCumulative: (theta, design, limit) => {
      const mean = logSignal(theta, design, given);
      return logNormalCumulative(mean, tf.fill(mean.shape, noiseSd) as tf.Tensor2D, limit);
    },
    features: { outcome: { kind: "log", scale: 1, shift: 0 } },
    goals:
      count > 1 ? { middle: { summary: "the point between the sources", names: axes, of: middleOf(count, axes.length) } } : {},
  };
}

/** The mean of all sources' places. @returns of theta [n, d K]: [n, d] */
const middleOf = (count: number, d: number) => (theta: tf.Tensor2D) =>
  columns(
    ...Array.from({ length: d }, (_, j) => {
      const all = Array.from({ length: count }, (_, k) => column(theta, d * k + j));
      return tf.div(tf.addN(all), count) as tf.Tensor2D;
    }),
  );

export const location = defineSimulator({
  name: "location",
  summary: "the signal of hidden sources at chosen places, which fades with the square of the distance",
  use: "measurements of two numbers each: a sensor that is moved, a survey in a field",
  reference: "Sheng and Hu 2005; Foster, Ivanova, Malik and Rainforth 2021 (DAD), arXiv:2103.02438, section 6.1",
  settings,
  defaultsFor: ({ preset = "plane" }) => presets[preset],
  defaultDesigns: 10,
  create,
});
