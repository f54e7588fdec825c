/** Money now or more money later: how a person discounts delays, from choices between two offers. */
import * as tf from "@tensorflow/tfjs-core";
import { box, mixed, repeated } from "../designs/index.js";
import type { Simulator } from "../src/contracts/simulator.js";
import type { SettingSpecs, SettingsOf } from "../src/contracts/values.js";
import { column } from "../src/engine/tensors.js";
import { logNormalShare } from "../src/modelling/cumulative.js";
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import * as likelihoods from "../src/modelling/laws/index.js";
import { independent, logNormal, truncatedNormal } from "../src/modelling/priors.js";

const settings = {
  later: { default: 100, min: 1, max: 1e6, unit: "EUR", help: "what is offered later" },
  days: { default: 3000, min: 2, max: 1e6, unit: "days", help: "longest delay; the shortest is a day" },
  lapse: { default: 0.01, min: 1e-4, max: 0.4, help: "share of choices that are made without thinking, either way" },
  logRate: { default: -4.25, min: -20, max: 5, help: "mean of log k: k is the discount rate a day" },
  logRateSd: { default: 1.5, min: 0.01, max: 5, help: "standard deviation of log k" },
  curve: {
    default: "normal",
    choices: ["normal", "published"],
    help: "how a difference of worth becomes a choice: the normal distribution function, or that of sqrt(2) times it, as published code has it",
  },
  noise: { default: 2, min: 0.01, max: 1e4, unit: "EUR", help: "scale of alpha, how far apart offers must be to be told apart" },
} as const satisfies SettingSpecs;

type Settings = SettingsOf<typeof settings>;

/** Beyond this many alphas the choice is sure in float32. */
const sure = 12;

/**
 * How probable it is that the later offer is chosen: ε + (1 - 2ε)·Φ((V1 - V0)/α), with V1 = later/(1 + k·days) what it is worth now and V0 the
 * amount that is offered now. Φ is the normal distribution function itself: the code of the reference writes (1 + erf(z))/2, which is Φ(√2 z) (curve "published").
 * @param theta [n, 2] @param design [1 or n, 2D]: amount, days of each offer @returns [n, D]
 */
export function laterShare(
  theta: tf.Tensor2D,
  design: tf.Tensor2D,
  { later, lapse, curve }: Pick<Settings, "later" | "lapse" | "curve">,
): tf.Tensor2D {
  const offers: tf.Tensor3D = tf.reshape(design, [design.shape[0], -1, 2]);
  const part = (j: number): tf.Tensor2D => tf.squeeze(tf.slice(offers, [0, 0, j], [-1, -1, 1]), [2]);
  const worth = tf.div(later, tf.add(1, tf.mul(column(theta, 0), part(1))));
  const steep = curve === "normal" ? 1 : Math.SQRT2;
  const z = tf.div(tf.mul(steep, tf.sub(worth, part(0))), tf.add(column(theta, 1), 1e-6));
  return tf.add(
    lapse,
    tf.mul(1 - 2 * lapse, tf.exp(logNormalShare(tf.clipByValue(z, -sure, sure) as tf.Tensor2D))),
  ) as tf.Tensor2D;
}

function create(designs: number, given: Settings): Simulator {
  const prior = independent({
    k: { ...logNormal(given.logRate, given.logRateSd), unit: "1/days" },
    alpha: { ...truncatedNormal(0, given.noise, 0), unit: "EUR" },
  });
  const offer = mixed([
    box({ low: 0, high: given.later, dim: 1, names: ["amount"], unit: "EUR" }),
    box({ low: 1, high: given.days, dim: 1, names: ["days"], unit: "days", scale: "log" }),
  ]);
  const space = repeated(offer, designs);
  return {
    name: "discounting",
    summary: discounting.summary,
    settings: { ...given },
    prior,
    designs: space,
    ...likelihoods.observed(likelihoods.bernoulli({ probability: (theta, at) => laterShare(theta, at as tf.Tensor2D, given) }), {
      prior,
      designs: space,
      names: Array.from({ length: designs }, (_, i) => `later${i + 1}`),
    }),
    features: { theta: (theta) => tf.log(tf.add(theta, 1e-6)) as tf.Tensor2D },
  };
}

export const discounting = defineSimulator({
  name: "discounting",
  summary: "choices between money now and more money later, of a person with an unknown discount rate",
  use: "yes-no answers to questions of two numbers each: an amount and a delay",
  reference:
    "Mazur 1987; Vincent 2016, Behavior Research Methods 48; Foster, Ivanova, Malik and Rainforth 2021 (DAD), arXiv:2103.02438, section 6.2",
  settings,
  // Steps of 0.5 carry offers to the corners, where nobody hesitates and nothing has a slope: 1.53 nats of twenty offers, 2.60 with these (docs/benchmarks.md).
  recommended: ({ scores }) => (scores === "likelihood" ? { designRate: 0.05 } : {}),
  defaultDesigns: 20,
  create,
});
