/** The question that the experiment answers: what is unknown, and what can be chosen. */
import * as tf from "@tensorflow/tfjs-core";
import { box } from "../designs/index.js";
import type { Simulator } from "../src/contracts/simulator.js";
import { column } from "../src/engine/tensors.js";
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import { gaussianScores } from "../src/modelling/likelihoods.js";
import { independent, logNormal } from "../src/modelling/priors.js";
import { normal } from "../src/numbers/distributions.js";
import { split } from "../src/numbers/keys.js";

interface Settings {
  readonly noiseSd: number;
}

/** exp(-rate·t), in the units of the outcome. @param theta [n, 1] @param times [1 or n, designs] h @returns [n, designs] */
const level = (theta: tf.Tensor2D, times: tf.Tensor2D): tf.Tensor2D =>
  tf.exp(tf.mul(tf.neg(column(theta, 0)), times)) as tf.Tensor2D;

function create(designs: number, { noiseSd }: Settings): Simulator {
  const prior = independent({ rate: { ...logNormal(0, 0.5), unit: "1/h" } });
  return {
    name: "skeleton",
    summary: skeleton.summary,
    settings: { noiseSd },
    prior,
    designs: box({ low: 0, high: 10, dim: designs, unit: "h", exchangeable: true }),
    outcome: { names: Array.from({ length: designs }, (_, i) => `y${i + 1}`), unit: "", kind: "continuous" },
    /** All randomness, before the design is known. */
    draw(key, n) {
      const k = split(key, "theta", "error");
      return { theta: prior.sample(k.theta, n), noise: { error: normal(k.error, [n, designs]) } };
    },
    simulate: (theta, design, { error }) => tf.add(level(theta, design), tf.mul(noiseSd, error as tf.Tensor2D)),
    // May be left out: without it there are no policies.
    measure: (theta, at, { error }, step) => tf.add(level(theta, at), tf.mul(noiseSd, column(error as tf.Tensor2D, step))),
    // May be left out: without it a critic is trained.
    logLikelihood(theta, design, outcome) {
      const mean = level(theta, design);
      return gaussianScores(mean, tf.fill(mean.shape, noiseSd), outcome);
    },
  };
}

export const skeleton = defineSimulator({
  name: "skeleton",
  summary: "what is measured, in a line",
  use: "what it is good for",
  reference: "author year, title",
  settings: { noiseSd: { default: 0.1, min: 1e-6, max: 10, help: "standard deviation of the error" } },
  defaultDesigns: 3,
  create,
});
