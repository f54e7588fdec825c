/**
 * Which tablet strengths should the groups of a dose-finding trial receive?
 *
 *   floe design examples/doseFinding.ts
 *   floe design examples/doseFinding.ts --designs 6 --set patients=20
 *
 * The effect of a drug follows an Emax curve, effect = E0 + Emax · dose / (dose + ED50). Two things make this different from a
 * textbook curve. Tablets exist in a few strengths only, so the design is a choice from a list: while training Floe mixes the
 * candidates smoothly, and at the end it takes real ones. And patients differ: each has an ED50 of his own around the
 * population's, and is observed once, so what a group's mean tells about the population is an integral over patients nobody can
 * write down. There is no likelihood here. It is enough to be able to simulate.
 *
 * What to look for in the report: one group on placebo (dose 0) for E0, one on the largest strength for Emax, and the others
 * where the curve may be rising, which is around the prior's middle for ED50.
 */
import { choice, column, defineSimulator, priors, random, type Simulator, split, tf } from "floe";

interface Settings {
  /** Patients in a group. */
  readonly patients: number;
  /** Standard deviation of log ED50 between patients. */
  readonly spread: number;
  /** Standard deviation of one patient's measurement, points on the scale of the effect. */
  readonly errorSd: number;
}

/** What the pharmacy has, mg. */
const strengths = [0, 1, 2.5, 5, 10, 25, 50, 100];

const prior = priors.independent({
  E0: { ...priors.normal(10, 3), unit: "points" },
  Emax: { ...priors.logNormal(Math.log(30), 0.4), unit: "points" },
  ED50: { ...priors.logNormal(Math.log(10), 1), unit: "mg" },
});

/** @param theta [n, 3] @param dose [1 or n, designs] mg @param z standard normals [n, designs, patients] @returns [n, designs] */
function groupMeans(theta: tf.Tensor2D, dose: tf.Tensor2D, z: tf.Tensor3D, { spread }: Settings): tf.Tensor2D {
  const perPatient = (x: tf.Tensor2D) => tf.expandDims(x, 2); // [n, 1] becomes [n, 1, 1], to go with [n, designs, patients]
  const ed50 = tf.mul(perPatient(column(theta, 2)), tf.exp(tf.mul(spread, z)));
  const given = perPatient(dose);
  const share = tf.mean(tf.div(given, tf.add(given, ed50)), 2) as tf.Tensor2D; // the patients' mean share of Emax
  return tf.add(column(theta, 0), tf.mul(column(theta, 1), share));
}

function create(designs: number, settings: Settings): Simulator {
  const { patients, errorSd } = settings;
  const names = Array.from({ length: designs }, (_, i) => `dose${i + 1}`);
  const xs = Array.from({ length: 101 }, (_, i) => i);
  return {
    name: "doseFinding",
    summary: "mean effects in groups of patients who receive chosen tablet strengths",
    settings: { ...settings },
    prior,
    designs: choice({ candidates: strengths, dim: designs, names, unit: "mg" }),
    outcome: { names: names.map((name) => `mean(${name})`), unit: "points", kind: "continuous" },
    // Who the patients are is randomness like any other: drawn beforehand, handed over by name, any shape behind the first axis.
    draw(key, n) {
      const k = split(key, "theta", "patients", "error");
      const noise = {
        patients: random.normal(k.patients, [n, designs, patients]),
        error: random.normal(k.error, [n, designs]),
      };
      return { theta: prior.sample(k.theta, n), noise };
    },
    simulate(theta, design, noise) {
      const means = groupMeans(theta, design, noise.patients as tf.Tensor3D, settings);
      return tf.add(means, tf.mul(errorSd / Math.sqrt(patients), noise.error as tf.Tensor2D));
    },
    features: {
      theta: (theta) => tf.concat([column(theta, 0), tf.log(tf.slice(theta, [0, 1], [-1, 2]))], 1),
    },
    curve: {
      xTitle: "dose (mg)",
      yTitle: "mean effect (points)",
      xs,
      paths: async (key, count) =>
        tf.tidy(() => {
          const typical = tf.zeros([count, xs.length, 1]) as tf.Tensor3D; // the patient in the middle of the population
          return groupMeans(prior.sample(key, count), tf.tensor2d([xs]), typical, settings).arraySync();
        }),
    },
  };
}

export default defineSimulator({
  name: "doseFinding",
  summary: "mean effects in groups of patients who receive chosen tablet strengths (Emax model, patients differ)",
  use: "a worked example: no likelihood, and a design that is a choice from a list",
  reference: "Emax model as in Bretz, Pinheiro, Branson 2005, Biometrics 61:738",
  settings: {
    patients: { default: 10, min: 1, max: 200, help: "patients in a group" },
    spread: { default: 0.5, min: 0, help: "standard deviation of log ED50 between patients" },
    errorSd: { default: 5, min: 0.01, unit: "points", help: "standard deviation of one patient's measurement" },
  },
  defaultDesigns: 5,
  create,
});
