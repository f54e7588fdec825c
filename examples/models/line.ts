/**
 * Is the response a straight line, or does it bend? One of two models of the same experiment; the other is parabola.ts beside it.
 *
 *   floe design line.ts --rivals parabola.ts --designs 3             where to measure to find out which of them is true
 *   floe infer line.ts --rivals parabola.ts --data measured.csv      which of them the data speak for
 */
import { box, column, defineSimulator, gaussianScores, priors, random, type Simulator, split, tf } from "floe";

function create(designs: number, settings: { noiseSd: number }): Simulator {
  const prior = priors.independent({ level: priors.normal(0, 1), slope: priors.normal(0, 1) });
  const height = (theta: tf.Tensor2D, design: tf.Tensor2D): tf.Tensor2D =>
    tf.add(column(theta, 0), tf.mul(column(theta, 1), design));
  const names = Array.from({ length: designs }, (_, i) => `x${i + 1}`);
  return {
    name: "line",
    summary: "a straight line, measured at chosen doses",
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
  name: "line",
  summary: "a straight line, measured at chosen doses",
  use: "one of two models that are told apart",
  settings: { noiseSd: { default: 0.3, min: 1e-3, help: "standard deviation of a measurement" } },
  defaultDesigns: 3,
  create,
});
