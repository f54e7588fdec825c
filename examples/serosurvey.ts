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

/** theta [n, 4] to the share that has recovered by each half day [n, steps + 1], and that falls ill in each week [n, weeks]. */
function epidemic(theta: tf.Tensor2D): { readonly recovered: tf.Tensor2D; readonly weekly: tf.Tensor2D } {
  const [r0, latent, infectious] = [column(theta, 0), column(theta, 1), column(theta, 2)];
  const first = tf.fill(r0.shape, exposed / people);
  let [s, e, i, r, cases]: tf.Tensor[] = [tf.sub(1, first), first, tf.zerosLike(r0), tf.zerosLike(r0), tf.zerosLike(r0)];
  const [recovered, weekly] = [[r as tf.Tensor2D], [] as tf.Tensor2D[]];
  for (let k = 1; k <= steps; k++) {
    const infection = tf.mul(dt, tf.mul(tf.div(r0, infectious), tf.mul(s as tf.Tensor, i as tf.Tensor)));
    const [onset, recovery] = [tf.mul(dt, tf.div(e as tf.Tensor, latent)), tf.mul(dt, tf.div(i as tf.Tensor, infectious))];
    s = tf.sub(s as tf.Tensor, infection);
    e = tf.add(e as tf.Tensor, tf.sub(infection, onset));
    i = tf.add(i as tf.Tensor, tf.sub(onset, recovery));
    r = tf.add(r as tf.Tensor, recovery);
    cases = tf.add(cases as tf.Tensor, onset);
    recovered.push(r as tf.Tensor2D);
    if (k % (7 / dt) > 0) continue;
    weekly.push(cases as tf.Tensor2D);
    cases = tf.zerosLike(r0);
  }
  return { recovered: tf.concat(recovered, 1), weekly: tf.concat(weekly, 1) };
}

/** Between two steps in a straight line: paths [n, steps + 1] on days [1 or n, d] to [n, d]. */
function onDays(paths: tf.Tensor2D, days: tf.Tensor2D): tf.Tensor2D {
  const grid = tf.reshape(tf.range(0, steps + 1), [1, 1, steps + 1]);
  const near = tf.relu(tf.sub(1, tf.abs(tf.sub(tf.expandDims(tf.div(days, dt), 2), grid))));
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
      tf.add(1 - specificity, tf.mul(sensitivity + specificity - 1, onDays(epidemic(theta).recovered, days)));
    const surveys = likelihoods.observed(likelihoods.binomial({ count: tested, probability: positive }), {
      prior,
      designs: space,
      names: names.map((name) => `positive(${name})`),
      unit: "people",
    });
    const ends = Array.from({ length: weeks }, (_, i) => 7 * (i + 1));
    const mean = (theta: tf.Tensor2D, at: tf.Tensor2D) => {
      const cases = tf.slice(epidemic(theta).weekly, [0, 0], [-1, at.shape[1]]);
      return tf.add(0.1, tf.mul(people, tf.mul(cases, column(theta, 3))));
    };
    const cases = likelihoods.negativeBinomial({ mean, size });
    const weekly = { at: ends, names: ends.map((_, i) => `cases week ${i + 1}`), unit: "people" };
    return {
      name: "serosurvey",
      summary: "weekly reports of an epidemic's cases, and antibody surveys on chosen days",
      settings: { tested, size, reports },
      prior,
      designs: space,
      ...(reports ? likelihoods.withReports(surveys, cases, weekly) : surveys),
      features: { theta: (theta) => tf.log(theta), outcome: { kind: "log", scale: 1, shift: 1 } },
    };
  },
});
