/** A line whose posterior is known in closed form. */
import * as tf from "@tensorflow/tfjs-core";
import { linear } from "../../simulators/linear.js";
import { gaussianScores } from "../../src/modelling/likelihoods.js";
import { normal } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";

/** The line with normal noise of sd 1 only: posterior and marginal are normal, and what they begin as is what they should be. */
export const normalLine: typeof linear = {
  ...linear,
  create: (designs, settings) => {
    const { exactGain: _, goals: __, ...simulator } = linear.create(designs, settings); // both are of the skewed noise
    const heights = (theta: tf.Tensor2D, at: tf.Tensor2D) =>
      tf.add(tf.slice(theta, [0, 0], [-1, 1]), tf.mul(tf.slice(theta, [0, 1], [-1, 1]), at)) as tf.Tensor2D;
    return {
      ...simulator,
      draw(k, n) {
        const of = split(k, "theta", "error");
        return { theta: simulator.prior.sample(of.theta, n), noise: { error: normal(of.error, [n, designs]) } };
      },
      logLikelihood: (theta, design, outcome) =>
        gaussianScores(heights(theta, design), tf.ones([theta.shape[0], designs]), outcome),
    };
  },
};
