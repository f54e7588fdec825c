/** Doses from 0.1 µg to 1 g, half of the effect near 10 µg: what is best lies decades from both ends (psychopy/psychopy#1005 and its like). */
import * as tf from "@tensorflow/tfjs-core";
import { box } from "../../designs/index.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import type { Scale } from "../../src/contracts/values.js";
import { column } from "../../src/engine/tensors.js";
import { gaussianScores } from "../../src/modelling/likelihoods.js";
import { normal as gaussian, independent, logNormal } from "../../src/modelling/priors.js";
import { normal } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";

/** Best: (0.0105, 1000) mg, worth 2.618 ± 0.009 nats (Monte Carlo in Python with Emax integrated out). */
export const dose = (scale?: Scale): SimulatorFamily => ({
  name: "dose",
  summary: "an effect that saturates",
  use: "in tests",
  settings: {},
  defaultDesigns: 2,
  create(designs) {
    const prior = independent({
      ED50: { ...logNormal(Math.log(0.01), 0.7), unit: "mg" },
      Emax: { ...gaussian(10, 2), unit: "" },
    });
    const mean = (theta: tf.Tensor2D, d: tf.Tensor2D): tf.Tensor2D =>
      tf.mul(column(theta, 1), tf.div(d, tf.add(d, column(theta, 0))));
    const error = 0.5;
    return {
      name: "dose",
      summary: "an effect that saturates",
      settings: {},
      prior,
      designs: box({ low: 1e-4, high: 1000, dim: designs, unit: "mg", exchangeable: true, ...(scale ? { scale } : {}) }),
      outcome: { names: Array.from({ length: designs }, (_, i) => `y${i + 1}`), unit: "" },
      draw(key, n) {
        const k = split(key, "theta", "error");
        return { theta: prior.sample(k.theta, n), noise: { error: normal(k.error, [n, designs]) } };
      },
      simulate: (theta, d, { error: z }) => tf.add(mean(theta, d), tf.mul(error, z as tf.Tensor2D)),
      logLikelihood(theta, d, y) {
        const m = mean(theta, d);
        return gaussianScores(m, tf.fill(m.shape as [number, number], error), y);
      },
    };
  },
});
