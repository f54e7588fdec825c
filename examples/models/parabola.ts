/**
 * The rival of line.ts beside it: the same experiment, and a response that bends.
 */
import { box, column, defineSimulator, gaussianScores, priors, random, type Simulator, split, tf } from "floe";

function create(designs: number, settings: { noiseSd: number }): Simulator {
  const prior = priors.independent({ level: priors.normal(0, 1), slope: priors.normal(0, 1), bend: priors.normal(0, 1) });
  const height = (theta: tf.Tensor2D, design: tf.Tensor2D): tf.Tensor2D =>
    tf.add(tf.add(column(theta, 0), tf.mul(column(theta, 1), design)), tf.mul(column(theta, 2), tf.square(design)));
  const names = Array.from({ length: designs }, (_, i) => `x${i + 1}`);
  return {
    name: "parabola",
    summary: "a parabola, measured at chosen doses",
    settings,
    prior,
    designs: box({ low: -1, high: 1, dim: designs, names, exchangeable: true }),
    outcome: { names: names.map((name) => `y(${name})`), unit: "", kind: "continuous" },
    draw(key, n) {
      const k = split(key, "theta", "error");
      return { theta: prior.sample(k.theta, n), noise: { error: random.normal(k.error, [n, designs]) } };
    },
    simulate: (theta, design, { error }) => tf.add(height(theta, design), tf.mul(settings.noiseSd, error as tf.Tensor2D)),
    measure: (theta, at, { error }, step) =>
      tf.add(height(theta, at), tf.mul(settings.noiseSd, column(error as tf.Tensor2D, step))),
    logLikelihood(theta, design, outcome) {
      const mean = height(theta, design);
      return gaussianScores(mean, tf.fill(mean.shape as [number, number], settings.noiseSd), outcome);
    },
  };
}

export default defineSimulator({
  name: "parabola",
  summary: "a parabola, measured at chosen doses",
  use: "one of two models that are told apart",
  settings: { noiseSd: { default: 0.3, min: 1e-3, help: "standard deviation of a measurement" } },
  defaultDesigns: 3,
  create,
});
