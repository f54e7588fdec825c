/** When to count the dead: of so many, each dies at a rate that is unknown. The benchmark of designs whose outcomes are counts. */
import * as tf from "@tensorflow/tfjs-core";
import { box } from "../designs/index.js";
import type { Curve, Prior, Simulator } from "../src/contracts/simulator.js";
import type { SettingSpecs, SettingsOf } from "../src/contracts/values.js";
import { rowsOf, tidied } from "../src/engine/tensors.js";
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import * as likelihoods from "../src/modelling/laws/index.js";
import { independent, truncatedNormal } from "../src/modelling/priors.js";
import { deathGain } from "./death/gain.js";

const settings = {
  people: { default: 50, min: 1, max: 900, help: "how many there are at time 0" },
  priorMean: { default: 1, min: 1e-3, help: "mean of the rate before it is cut off at 0" },
  priorSd: { default: 1, min: 1e-3, help: "standard deviation of the rate before it is cut off" },
  earliest: { default: 0.05, min: 1e-6, help: "earliest time at which they can be counted" },
  latest: { default: 20, min: 1e-3, help: "latest time" },
} as const satisfies SettingSpecs;

type Settings = SettingsOf<typeof settings>;

/** Whether one has died by then. @param theta [n, 1] @param times [1 or n, D] @returns [n, D] */
const died = (theta: tf.Tensor2D, times: tf.Tensor2D): tf.Tensor2D =>
  tf.neg(tf.expm1(tf.neg(tf.mul(theta, times)))) as tf.Tensor2D;

function curves(prior: Prior, people: number): Curve {
  const xs = Array.from({ length: 101 }, (_, i) => i / 20);
  const courses = (theta: tf.Tensor2D) => rowsOf(tf.mul(people, died(theta, tf.tensor2d([xs]))));
  return {
    xTitle: "time",
    yTitle: "dead, on average",
    xs,
    paths: async (key, count) => tidied(() => courses(prior.sample(key, count))),
    of: ({ theta }) => tidied(() => courses(theta)),
    // A uniform of a half gives a binomial's median, which is its mean to within one.
    quiet: ({ u }) => ({ u: tf.fill((u as tf.Tensor).shape, 0.5) }),
  };
}

function create(designs: number, given: Settings): Simulator {
  const { people, priorMean, priorSd, earliest, latest } = given;
  const prior = independent({ rate: truncatedNormal(priorMean, priorSd, 0) });
  const names = Array.from({ length: designs }, (_, i) => `t${i + 1}`);
  const space = box({ low: earliest, high: latest, dim: designs, names, exchangeable: true, scale: "log" });
  return {
    name: "death",
    summary: death.summary,
    settings: { ...given },
    prior,
    designs: space,
    ...likelihoods.observed(likelihoods.binomial({ count: people, probability: died }), {
      prior,
      designs: space,
      unit: "people",
    }),
    exactGain: (design) => deathGain(design, { people, mean: priorMean, sd: priorSd }),
    curve: curves(prior, people),
  };
}

export const death = defineSimulator({
  name: "death",
  summary: "how many of a group have died by chosen times, at an unknown rate",
  use: "counts; checking a method against the truth: the exact information gain is computed for every design",
  reference: "Cook, Gibson and Gilligan 2008, Biometrics 64:860; Foster et al. 2021, arXiv:2103.02438, section 6.3",
  settings,
  defaultDesigns: 2,
  create,
});
