/**
 * When to count hares and lynxes?
 *
 *   floe design examples/lotkaVolterra.ts
 *   floe design examples/lotkaVolterra.ts --designs 5 --set countingError=0.4
 *
 * Lotka and Volterra's prey multiply at the rate a and are eaten at the rate b·lynx; lynxes live of what they eat, c·hare, and die at
 * the rate d. Both are counted in the same years, with an error that is a share of their number: each measurement is two numbers.
 *
 * What to look for in the report: the phase of the cycle is what tells the rates apart, and it shows best where numbers change
 * fastest, not at their peaks; and late, where small differences of the rates have added up.
 */
import { defineSimulator, gaussianScores, increasingTimes, priors, random, type Simulator, solveOde, split, tf } from "floe";

interface Settings {
  readonly years: number;
  /** Sd of the logarithm of a count. */
  readonly countingError: number;
}

const prior = priors.independent({
  a: { ...priors.logNormal(Math.log(0.6), 0.15), unit: "1/year" },
  b: { ...priors.logNormal(Math.log(0.03), 0.15), unit: "1/year" },
  c: { ...priors.logNormal(Math.log(0.025), 0.15), unit: "1/year" },
  d: { ...priors.logNormal(Math.log(0.8), 0.15), unit: "1/year" },
});

function create(designs: number, settings: Settings): Simulator {
  const { years, countingError } = settings;
  const wild = solveOde({
    name: "lotkaVolterra",
    parameters: prior.names,
    where: { eaten: "hare*lynx" },
    derivatives: { hare: "a*hare - b*eaten", lynx: "c*eaten - d*lynx" },
    start: { hare: 35, lynx: 5 },
    horizon: years,
    steps: 300,
  });
  /** [n, 2·designs]: logarithms of all hares, then of all lynxes. */
  const logCounts = (theta: tf.Tensor2D, times: tf.Tensor2D): tf.Tensor2D =>
    tf.log(tf.concat([wild.read(theta, times, "hare"), wild.read(theta, times, "lynx")], 1));
  const space = increasingTimes({ low: 0, high: years, dim: designs, unit: "years", spread: [1, years] });
  const xs = Array.from({ length: 121 }, (_, i) => (i / 120) * years);
  return {
    name: "lotkaVolterra",
    summary: "counts of prey and predators in chosen years",
    settings: { ...settings },
    prior,
    designs: space,
    outcome: {
      names: ["hares", "lynxes"].flatMap((kind) => space.names.map((name) => `${kind}(${name})`)),
      unit: "log count",
      kind: "continuous",
    },
    draw(key, n) {
      const k = split(key, "theta", "error");
      return { theta: prior.sample(k.theta, n), noise: { error: random.normal(k.error, [n, 2 * designs]) } };
    },
    simulate: (theta, design, { error }) => tf.add(logCounts(theta, design), tf.mul(countingError, error as tf.Tensor2D)),
    logLikelihood(theta, design, outcome) {
      const mean = logCounts(theta, design);
      return gaussianScores(mean, tf.fill(mean.shape, countingError), outcome);
    },
    features: { theta: (theta) => tf.log(theta) },
    curve: {
      xTitle: "time (years)",
      yTitle: "hares",
      xs,
      paths: async (key, count) => tf.tidy(() => wild.read(prior.sample(key, count), tf.tensor2d([xs]), "hare").arraySync()),
    },
  };
}

export default defineSimulator({
  name: "lotkaVolterra",
  summary: "when to count prey and predators (Lotka-Volterra) to learn their four rates",
  use: "a worked example: an oscillation without a closed form, solved by solveOde; two numbers a measurement",
  reference: "Lotka 1925; Volterra 1926; rates as of the Hudson Bay hares and lynxes",
  settings: {
    years: { default: 20, min: 1, max: 200, unit: "years", help: "the last year in which can be counted" },
    countingError: { default: 0.25, min: 0.01, help: "sd of the logarithm of a count" },
  },
  defaultDesigns: 4,
  create,
});
