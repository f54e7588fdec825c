/**
 * When to read a thermometer: an object cools down to the room, and we want to know how fast, and how warm the room is.
 *
 * This file is a complete experiment. Run it as it is, then make it yours:
 *
 *   floe design template.ts                    when to read, and what the readings tell
 *   floe design template.ts --designs 6        with six readings
 *   floe design template.ts --set noiseSd=0.3  with a better thermometer
 *   floe train template.ts                     a policy: when to read next, after what was read so far
 *
 * A simulator has four parts: what is unknown (the prior), what can be chosen (the designs), what will be observed (the outcome),
 * and how the outcome comes about (draw and simulate). Tensors are TensorFlow.js's; [n, p] means n rows and p columns.
 */
import { box, column, defineSimulator, gaussianScores, priors, random, type Simulator, split, tf } from "floe";

const minutes = 60;

function create(designs: number, settings: { noiseSd: number }): Simulator {
  // 1. WHAT IS UNKNOWN. One line a parameter: a distribution, and its unit. Say what you really believe before the experiment.
  const prior = priors.independent({
    rate: { ...priors.logNormal(Math.log(0.08), 0.5), unit: "1/min" }, // how fast it cools
    room: { ...priors.normal(20, 3), unit: "°C" }, // where it ends
    start: { ...priors.normal(85, 5), unit: "°C" }, // where it begins
  });

  // 2. WHAT CAN BE CHOSEN. Here: times between 0 and 60 minutes, in any order. Other spaces: increasingTimes, spacedTimes, choice.
  const names = Array.from({ length: designs }, (_, i) => `t${i + 1}`);
  const space = box({ low: 0, high: minutes, dim: designs, names, unit: "min", exchangeable: true });

  // The law of the experiment without its noise. theta is [n, 3], design is [1, designs] (the same times for all n experiments)
  // or [n, designs]; both broadcast. Use tf operations only: the design is optimised through their gradients.
  function temperature(theta: tf.Tensor2D, design: tf.Tensor2D): tf.Tensor2D {
    const [rate, room, start] = [column(theta, 0), column(theta, 1), column(theta, 2)];
    return tf.add(room, tf.mul(tf.sub(start, room), tf.exp(tf.neg(tf.mul(rate, design)))));
  }

  return {
    name: "cooling",
    summary: "temperature of a cooling object, read at chosen times",
    settings,
    prior,
    designs: space,

    // 3. WHAT IS OBSERVED. One name a column of what simulate returns, and what it can be: "continuous" (any number, from `low` to `high`
    // where there are limits), "count" (0, 1, 2, ...), "binary" (0 or 1) or "category" (0 to `high`). Slips of the keyboard are refused then.
    outcome: { names: names.map((name) => `T(${name})`), unit: "°C", kind: "continuous", low: -273.15 },

    // 4. HOW IT COMES ABOUT. All randomness is drawn here, from the key and before the design is known, so that the same
    // experiment can be repeated with another design. Name your noise as you like; its first axis is n.
    draw(key, n) {
      const k = split(key, "theta", "error");
      return { theta: prior.sample(k.theta, n), noise: { error: random.normal(k.error, [n, designs]) } };
    },
    // theta [n, 3], design [1 or n, designs], noise as drawn: the outcome [n, designs].
    // Where that is impossible (you count, compare, or call another program), add `gradient: "score"` beside simulate: designs are then
    // tried out at random and no gradient is needed, at the price of a noisier training.
    simulate: (theta, design, { error }) => tf.add(temperature(theta, design), tf.mul(settings.noiseSd, error as tf.Tensor2D)),

    // OPTIONAL: one measurement alone, for policies that decide after each outcome (`floe train`). at [n, 1] is where it is made, step
    // which one it is, counted from 0; the outcome [n, 1] must be what column `step` of simulate is, with the same noise.
    measure: (theta, at, { error }, step) =>
      tf.add(temperature(theta, at), tf.mul(settings.noiseSd, column(error as tf.Tensor2D, step))),

    // OPTIONAL: the log density, in nats, of each outcome [m, designs] under each theta [n, 3], as [n, m]. If you know it,
    // training needs no networks and the gain is bounded from both sides. If you do not, delete this: everything still works.
    logLikelihood(theta, design, outcome) {
      const mean = temperature(theta, design);
      return gaussianScores(mean, tf.fill(mean.shape as [number, number], settings.noiseSd), outcome);
    },

    // OPTIONAL: how the report draws the experiment: courses over time for some theta of the prior.
    curve: {
      xTitle: "time (min)",
      yTitle: "temperature (°C)",
      xs: Array.from({ length: 61 }, (_, i) => i),
      paths: async (key, count) => {
        const times = tf.tensor2d([Array.from({ length: 61 }, (_, i) => i)]);
        return temperature(prior.sample(key, count), times).arraySync();
      },
    },
  };
}

export default defineSimulator({
  name: "cooling",
  summary: "temperature of a cooling object, read at chosen times",
  use: "to start a simulator of one's own from",
  // What `--set` can change, with defaults; `create` receives them all, checked, in the types of the defaults.
  settings: { noiseSd: { default: 1.5, min: 1e-3, unit: "°C", help: "standard deviation of a reading" } },
  defaultDesigns: 4,
  create,
});
