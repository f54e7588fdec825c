/** Where to listen: hidden sources in a plane, whose signal fades with the square of the distance. */
import * as tf from "@tensorflow/tfjs-core";
import { box, repeated } from "../designs/index.js";
import type { Simulator } from "../src/contracts/simulator.js";
import type { SettingSpecs, SettingsOf } from "../src/contracts/values.js";
import { column, columns } from "../src/engine/tensors.js";
import { logNormalCumulative } from "../src/modelling/cumulative.js";
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import { forOwnDesigns, gaussianScores, paired } from "../src/modelling/likelihoods.js";
import { independent, normal as normalPrior } from "../src/modelling/priors.js";
import { normal } from "../src/numbers/distributions.js";
import { split } from "../src/numbers/keys.js";

const settings = {
  sources: { default: "2", choices: ["1", "2", "3"], help: "how many sources are hidden" },
  reach: { default: 4, min: 0.1, max: 1000, help: "both coordinates can be measured from -reach to reach" },
  background: { default: 0.1, min: 1e-6, max: 1e6, help: "signal where no source is near" },
  strength: { default: 1, min: 1e-6, max: 1e6, help: "signal of a source at distance 1" },
  nearest: { default: 1e-4, min: 1e-9, max: 1, help: "added to squared distances: at a source the signal is strength over this" },
  noiseSd: { default: 0.5, min: 1e-3, max: 10, help: "standard deviation of the error of the logarithm of the signal" },
} as const satisfies SettingSpecs;

type Settings = SettingsOf<typeof settings>;

/**
 * Logarithm of the signal, log(b + Σ_k α/(m + |θ_k - ξ|²)).
 * @param theta [n, 2K]: x and y of each source @param design [1 or n, 2D]: x and y of each measurement
 * @returns [n, D]
 */
export function logSignal(
  theta: tf.Tensor2D,
  design: tf.Tensor2D,
  given: Omit<Settings, "sources" | "reach" | "noiseSd">,
): tf.Tensor2D {
  const count = design.shape[1] / 2;
  const places: tf.Tensor3D = tf.reshape(design, [-1, count, 2]);
  const axis = (j: number): tf.Tensor2D => tf.reshape(tf.slice(places, [0, 0, j], [-1, -1, 1]), [-1, count]);
  const [xs, ys] = [axis(0), axis(1)];
  const signals = Array.from({ length: theta.shape[1] / 2 }, (_, k) => {
    const apart = tf.add(tf.square(tf.sub(xs, column(theta, 2 * k))), tf.square(tf.sub(ys, column(theta, 2 * k + 1))));
    return tf.div(given.strength, tf.add(given.nearest, apart));
  });
  return tf.log(tf.add(given.background, tf.addN(signals))) as tf.Tensor2D;
}

function create(designs: number, given: Settings): Simulator {
  const count = Number(given.sources);
  const { reach, noiseSd } = given;
  const names = Array.from({ length: count }, (_, k) => (count === 1 ? ["x", "y"] : [`x${k + 1}`, `y${k + 1}`])).flat();
  const prior = independent(Object.fromEntries(names.map((name) => [name, normalPrior(0, 1)])));
  const seen = (theta: tf.Tensor2D, design: tf.Tensor2D, error: tf.Tensor2D): tf.Tensor2D =>
    tf.exp(tf.add(logSignal(theta, design, given), error) as tf.Tensor2D);
  return {
    name: "location",
    summary: location.summary,
    settings: { ...given },
    prior,
    designs: repeated(box({ low: -reach, high: reach, dim: 2, names: ["x", "y"] }), designs),
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
      const logs = tf.log(outcome) as tf.Tensor2D;
      const jacobian = tf.reshape(tf.sum(logs, 1), [1, -1]); // of the logarithm: the density is of the signal itself
      if (design.shape[0] === 1) {
        const mean = logSignal(theta, design, given);
        return tf.sub(gaussianScores(mean, tf.fill(mean.shape, noiseSd) as tf.Tensor2D, logs), jacobian) as tf.Tensor2D;
      }
      const [each, at, own] = paired(theta, design, logs);
      const terms = tf.square(tf.div(tf.sub(own, logSignal(each, at, given)), noiseSd));
      const constant = designs * Math.log(noiseSd * Math.sqrt(2 * Math.PI));
      const scores = tf.reshape(tf.sub(tf.mul(-0.5, tf.sum(terms, 1)), constant), [theta.shape[0], outcome.shape[0]]);
      return tf.sub(scores, jacobian) as tf.Tensor2D;
    }),
    logCumulative: (theta, design, limit) => {
      const mean = logSignal(theta, design, given);
      return logNormalCumulative(mean, tf.fill(mean.shape, noiseSd) as tf.Tensor2D, limit);
    },
    features: { outcome: { kind: "log", scale: 1, shift: 0 } },
    goals: count > 1 ? { middle: { summary: "the point between the sources", names: ["x", "y"], of: middleOf(count) } } : {},
  };
}

/** The mean of all sources' places. @returns of theta [n, 2K]: [n, 2] */
const middleOf = (count: number) => (theta: tf.Tensor2D) =>
  columns(
    ...[0, 1].map((j) => {
      const all = Array.from({ length: count }, (_, k) => column(theta, 2 * k + j));
      return tf.div(tf.addN(all), count) as tf.Tensor2D;
    }),
  );

export const location = defineSimulator({
  name: "location",
  summary: "the signal of hidden sources at chosen places of a plane, which fades with the square of the distance",
  use: "measurements of two numbers each: a sensor that is moved, a survey in a field",
  reference: "Sheng and Hu 2005; Foster, Ivanova, Malik and Rainforth 2021 (DAD), arXiv:2103.02438, section 6.1",
  settings,
  defaultDesigns: 10,
  create,
});
