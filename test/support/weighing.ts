/** A weight on scales: prior and errors are normal, so that every answer is known in closed form. */
import * as tf from "@tensorflow/tfjs-core";
import { box } from "../../designs/index.js";
import type { Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import { column } from "../../src/engine/tensors.js";
import { gaussianScores } from "../../src/modelling/likelihoods.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { normal as normals } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";

/** Grams. */
export const [priorMean, priorSd, noise] = [1, 2, 0.5];

/** Wherever the weight lies on the scales. @param parts in place of its own: a common error, say */
export const weighing = (parts: (designs: number, own: Simulator) => Partial<Simulator> = () => ({})): SimulatorFamily => ({
  name: "weighing",
  summary: "a weight on scales",
  use: "in tests",
  settings: {},
  defaultDesigns: 2,
  create(designs) {
    const prior = independent({ weight: { ...normal(priorMean, priorSd), unit: "g" } });
    const own: Simulator = {
      name: "weighing",
      summary: "a weight on scales",
      settings: {},
      prior,
      designs: box({ low: -1, high: 1, dim: designs, exchangeable: true }),
      outcome: { names: Array.from({ length: designs }, (_, i) => `y${i + 1}`), unit: "g", kind: "continuous" },
      draw(key, n) {
        const k = split(key, "theta", "error");
        return { theta: prior.sample(k.theta, n), noise: { error: normals(k.error, [n, designs]) } };
      },
      simulate: (theta, _, { error }) => tf.add(theta, tf.mul(noise, error as tf.Tensor2D)),
      measure: (theta, _at, { error }, step) => tf.add(theta, tf.mul(noise, column(error as tf.Tensor2D, step))),
      logLikelihood(theta, design, outcome) {
        const mean: tf.Tensor2D = tf.add(theta, tf.zeros([1, design.shape[1]]));
        return gaussianScores(mean, tf.fill(mean.shape as [number, number], noise), outcome);
      },
    };
    return { ...own, ...parts(designs, own) };
  },
});

/** The same, of which neither the likelihood nor the prior's density is known. */
export const simulatedWeighing: SimulatorFamily = {
  ...weighing(),
  create(designs, settings) {
    const { logLikelihood: _, prior, ...own } = weighing().create(designs, settings);
    const { logDensity: __, ...drawnOnly } = prior;
    return { ...own, prior: drawnOnly };
  },
};
