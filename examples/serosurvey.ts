/**
 * On which days to test people for antibodies: an epidemic whose cases are reported every week, whether anybody is tested or not.
 *   floe design serosurvey.ts
 *   floe train serosurvey.ts --horizon 5
 */
import { column, defineSimulator, likelihoods, priors, spacedTimes, tf } from "floe";

const { independent, logNormal } = priors;

const [people, exposed, weeks] = [20_000, 10, 16];
/** Days of a step, and steps in all. */
const dt = 0.5;
const steps = (7 * weeks) / dt;

/** Shares who are still susceptible, exposed and infectious at each half day, from theta [n, 4]: [n, steps + 1] each. */
function epidemic(theta: tf.Tensor2D): readonly [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D] {
  const [r0, latent, infectious] = [column(theta, 0), column(theta, 1), column(theta, 2)];
  const [onset, recovery] = [tf.div(dt, latent), tf.div(dt, infectious)];
  const [infection, staysExposed, staysInfectious] = [tf.mul(r0, recovery), tf.sub(1, onset), tf.sub(1, recovery)];
  const first = tf.fill(r0.shape, exposed / people);
  const paths: [tf.Tensor[], tf.Tensor[], tf.Tensor[]] = [[tf.sub(1, first)], [first], [tf.zerosLike(r0)]];
  for (let k = 0; k < steps; k++) {
    const [s, e, i] = paths.map((path) => path[k]) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const infected = tf.mul(infection, tf.mul(s, i));
    paths[0].push(tf.sub(s, infected));
    paths[1].push(tf.add(tf.mul(staysExposed, e), infected));
    paths[2].push(tf.add(tf.mul(staysInfectious, i), tf.mul(onset, e)));
  }
  return paths.map((path) => tf.concat(path as tf.Tensor2D[], 1)) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
}

/** Share who have recovered, and so have antibodies, on days [1 or n, d]: [n, d]. */
function recovered(theta: tf.Tensor2D, days: tf.Tensor2D): tf.Tensor2D {
  const [s, e, i] = epidemic(theta);
  return onDays(tf.sub(1, tf.addN([s, e, i])) as tf.Tensor2D, days);
}

/** Share who fell ill in each of the first so many weeks: [n, count]. */
function weekly(theta: tf.Tensor2D, count: number): tf.Tensor2D {
  const [s, e] = epidemic(theta);
  const ends = Array.from({ length: count + 1 }, (_, week) => (7 * week) / dt);
  const ever = tf.gather(tf.sub(1, tf.add(s, e)), tf.tensor1d(ends, "int32"), 1) as tf.Tensor2D;
  return tf.sub(tf.slice(ever, [0, 1], [-1, count]), tf.slice(ever, [0, 0], [-1, count]));
}

/** Between two steps in a straight line: paths [n, steps + 1] on days [1 or n, d] to [n, d]. */
function onDays(paths: tf.Tensor2D, days: tf.Tensor2D): tf.Tensor2D {
  const grid = tf.reshape(tf.range(0, steps + 1), [1, 1, steps + 1]);
  const near = tf.relu(tf.sub(1, tf.abs(tf.sub(tf.expandDims(tf.div(days, dt), 2), grid)))); // [1 or n, d, steps + 1]
  if (days.shape[0] === 1) return tf.matMul(paths, tf.reshape(near, [-1, steps + 1]), false, true); // the same days for all
  return tf.sum(tf.mul(tf.expandDims(paths, 1), near), 2) as tf.Tensor2D;
}

const [sensitivity, specificity] = [0.9, 0.98];

export default defineSimulator({
  name: "serosurvey",
  summary: "weekly reports of an epidemic's cases, and antibody surveys on chosen days",
  use: "an example of outcomes that come without being chosen",
  settings: {
    tested: { default: 200, min: 1, max: 900, help: "people tested in a survey" },
    size: { default: 10, min: 0.1, help: "of the negative binomial reports: a large one is nearly Poisson" },
    reports: { default: true, help: "whether cases are reported" },
  },
  defaultDesigns: 5,
  create(designs, { tested, size, reports }) {
    const prior = independent({
      R0: logNormal(Math.log(2.2), 0.25),
      latent: { ...logNormal(Math.log(4), 0.3), unit: "days" },
      infectious: { ...logNormal(Math.log(5), 0.3), unit: "days" },
      reported: logNormal(Math.log(0.2), 0.4),
    });
    const names = Array.from({ length: designs }, (_, i) => `survey${i + 1}`);
    const space = spacedTimes({ low: 1, high: 7 * weeks, dim: designs, spacing: 3, unit: "days", names });
    const positive = (theta: tf.Tensor2D, days: tf.Tensor2D) =>
      tf.add(1 - specificity, tf.mul(sensitivity + specificity - 1, recovered(theta, days)));
    const surveys = likelihoods.observed(likelihoods.binomial({ count: tested, probability: positive }), {
      prior,
      designs: space,
      names: names.map((name) => `positive(${name})`),
      unit: "people",
    });
    const ends = Array.from({ length: weeks }, (_, i) => 7 * (i + 1));
    const mean = (theta: tf.Tensor2D, at: tf.Tensor2D) =>
      tf.add(0.1, tf.mul(people, tf.mul(weekly(theta, at.shape[1]), column(theta, 3))));
    const cases = likelihoods.negativeBinomial({ mean, size });
    const reported = { at: ends, names: ends.map((_, i) => `cases week ${i + 1}`), unit: "people" };
    return {
      name: "serosurvey",
      summary: "weekly reports of an epidemic's cases, and antibody surveys on chosen days",
      settings: { tested, size, reports },
      prior,
      designs: space,
      ...(reports ? likelihoods.withReports(surveys, cases, reported) : surveys),
      features: { theta: (theta) => tf.log(theta), outcome: { kind: "log", scale: 1, shift: 1 } },
    };
  },
});
