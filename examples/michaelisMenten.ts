/**
 * When to take blood where the body's own machinery saturates?
 *
 *   floe design examples/michaelisMenten.ts
 *   floe design examples/michaelisMenten.ts --designs 6 --set second=0
 *
 * A drug is swallowed, absorbed at the rate ka, and broken down by an enzyme that can do no more than Vmax however much there is
 * (Michaelis and Menten), as with alcohol or phenytoin: there is no closed form, so the equations are solved. A second dose
 * follows after 12 hours.
 *
 * What to look for in the report: Vmax shows while the enzyme is saturated, at high concentrations; Km only where they have fallen
 * to it. The second dose brings the first kind of time back.
 */
import { column, defineSimulator, gaussianScores, priors, random, type Simulator, solveOde, spacedTimes, split, tf } from "floe";

interface Settings {
  /** mg */
  readonly first: number;
  readonly second: number;
  /** Error of the laboratory: a part that grows with the concentration, and a part that does not. */
  readonly relativeSd: number;
  readonly absoluteSd: number;
}

const hours = 36;

const prior = priors.independent({
  ka: { ...priors.logNormal(Math.log(1), 0.3), unit: "1/h" },
  Vmax: { ...priors.logNormal(Math.log(25), 0.3), unit: "mg/h" },
  Km: { ...priors.logNormal(Math.log(4), 0.4), unit: "mg/L" },
  V: { ...priors.logNormal(Math.log(25), 0.2), unit: "L" },
});

function create(designs: number, settings: Settings): Simulator {
  const { first, second, relativeSd, absoluteSd } = settings;
  const body = solveOde({
    name: "michaelisMenten",
    parameters: prior.names,
    constants: { first, second },
    derivatives: { gut: "-ka*gut", blood: "ka*gut/V - Vmax/V*blood/(Km + blood)" },
    start: { gut: "first", blood: 0 },
    events: [{ at: 12, state: "gut", add: "second" }],
    horizon: hours,
    steps: 180,
  });
  const concentration = (theta: tf.Tensor2D, times: tf.Tensor2D) => body.read(theta, times, "blood");
  const sdOf = (mean: tf.Tensor2D): tf.Tensor2D =>
    tf.sqrt(tf.add(tf.square(tf.mul(mean, relativeSd)), absoluteSd ** 2)) as tf.Tensor2D;
  const space = spacedTimes({ low: 0, high: hours, dim: designs, unit: "h", spacing: 0.25, spread: [0.5, hours - 1] });
  const xs = Array.from({ length: 145 }, (_, i) => (i / 144) * hours);
  return {
    name: "michaelisMenten",
    summary: "concentrations of a drug whose elimination saturates, after one dose or two",
    settings: { ...settings },
    prior,
    designs: space,
    outcome: { names: space.names.map((name) => `y(${name})`), unit: "mg/L", kind: "continuous" },
    draw(key, n) {
      const k = split(key, "theta", "error");
      return { theta: prior.sample(k.theta, n), noise: { error: random.normal(k.error, [n, designs]) } };
    },
    simulate(theta, design, { error }) {
      const mean = concentration(theta, design);
      return tf.add(mean, tf.mul(sdOf(mean), error as tf.Tensor2D));
    },
    measure(theta, at, { error }, step) {
      const mean = concentration(theta, at);
      return tf.add(mean, tf.mul(sdOf(mean), column(error as tf.Tensor2D, step)));
    },
    logLikelihood(theta, design, outcome) {
      const mean = concentration(theta, design);
      return gaussianScores(mean, sdOf(mean), outcome);
    },
    features: { theta: (theta) => tf.log(theta), outcome: { kind: "asinh", scale: 1 / (absoluteSd / relativeSd), shift: 0 } },
    curve: {
      xTitle: "time (h)",
      yTitle: "concentration (mg/L)",
      xs,
      paths: async (key, count) => tf.tidy(() => concentration(prior.sample(key, count), tf.tensor2d([xs])).arraySync()),
    },
  };
}

export default defineSimulator({
  name: "michaelisMenten",
  summary: "when to take blood where the elimination of a drug saturates (Michaelis-Menten), with a second dose after 12 hours",
  use: "a worked example: a model without a closed form, solved by solveOde, with doses",
  reference: "Michaelis and Menten 1913; Gibaldi and Perrier, Pharmacokinetics, chapter 7",
  settings: {
    first: { default: 500, min: 1, unit: "mg", help: "dose at time 0" },
    second: { default: 500, min: 0, unit: "mg", help: "dose after 12 hours; 0 for none" },
    relativeSd: { default: 0.1, min: 1e-3, help: "error that grows with the concentration, as a share of it" },
    absoluteSd: { default: 0.3, min: 1e-3, unit: "mg/L", help: "error that does not" },
  },
  defaultDesigns: 4,
  create,
});
