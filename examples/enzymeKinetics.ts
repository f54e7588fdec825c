/**
 * Which substrate concentrations tell most about an enzyme?
 *
 *   floe design examples/enzymeKinetics.ts
 *   floe design examples/enzymeKinetics.ts --designs 8 --set inhibition=true
 *
 * The rate of a reaction follows Michaelis and Menten, v = Vmax S / (Km + S): it rises in proportion to the substrate S while
 * there is little of it and levels off at Vmax. With substrate inhibition (Haldane) too much of it slows the reaction down
 * again: v = Vmax S / (Km + S + S²/Ki), and a third parameter has to be learned from the same measurements.
 *
 * What to look for in the report: textbooks spread S evenly. But the slope at small S tells Vmax/Km, the plateau tells Vmax,
 * and what lies between tells little: the best design repeats measurements near Km and at the largest S, and with inhibition
 * near sqrt(Km Ki) as well.
 */
import { box, column, type DesignSpace, defineSimulator, gaussianScores, priors, random, type Simulator, split, tf } from "floe";

interface Settings {
  /** Largest concentration that dissolves, mM. */
  readonly largest: number;
  /** Error of a measured rate: a part that grows with the rate, and a part that does not. */
  readonly relativeSd: number;
  readonly absoluteSd: number;
  readonly inhibition: boolean;
}

/** Half-saturation lies somewhere near 1 mM; a factor of two either way would surprise nobody. */
function priorOf({ inhibition }: Settings) {
  const kinetic = {
    Vmax: { ...priors.logNormal(Math.log(100), 0.4), unit: "µM/min", kind: "continuous" },
    Km: { ...priors.logNormal(Math.log(1), 0.7), unit: "mM" },
  };
  return priors.independent(inhibition ? { ...kinetic, Ki: { ...priors.logNormal(Math.log(5), 0.7), unit: "mM" } } : kinetic);
}

/** Concentrations are prepared one by one, so their order means nothing: the space is `exchangeable`. */
function spaceOf(designs: number, { largest }: Settings): DesignSpace {
  const names = Array.from({ length: designs }, (_, i) => `S${i + 1}`);
  return box({ low: 0.01, high: largest, dim: designs, names, unit: "mM", exchangeable: true, scale: "linear" });
}

/** @param theta [n, 2 or 3] @param substrate [1 or n, designs] mM @returns [n, designs] µM/min */
function reactionRate(theta: tf.Tensor2D, substrate: tf.Tensor2D, { inhibition }: Settings): tf.Tensor2D {
  const [vmax, km] = [column(theta, 0), column(theta, 1)];
  const simple: tf.Tensor2D = tf.add(km, substrate);
  const denominator = inhibition ? tf.add(simple, tf.div(tf.square(substrate), column(theta, 2))) : simple;
  return tf.div(tf.mul(vmax, substrate), denominator);
}

/** Small rates are measured to absoluteSd, large ones to relativeSd of themselves. */
function errorSd(rate: tf.Tensor2D, { relativeSd, absoluteSd }: Settings): tf.Tensor2D {
  const variance: tf.Tensor2D = tf.add(absoluteSd ** 2, tf.square(tf.mul(relativeSd, rate)));
  return tf.sqrt(variance);
}

function create(designs: number, settings: Settings): Simulator {
  const prior = priorOf(settings);
  const space = spaceOf(designs, settings);
  const xs = Array.from({ length: 101 }, (_, i) => (i / 100) * settings.largest);
  return {
    name: "enzymeKinetics",
    summary: "rates of an enzyme reaction at chosen substrate concentrations",
    settings: { ...settings },
    prior,
    designs: space,
    outcome: { names: space.names.map((name) => `v(${name})`), unit: "µM/min", kind: "continuous" },
    draw(key, n) {
      const k = split(key, "theta", "error");
      return { theta: prior.sample(k.theta, n), noise: { error: random.normal(k.error, [n, designs]) } };
    },
    simulate(theta, design, { error }) {
      const rate = reactionRate(theta, design, settings);
      return tf.add(rate, tf.mul(errorSd(rate, settings), error as tf.Tensor2D));
    },
    logLikelihood(theta, design, outcome) {
      const rate = reactionRate(theta, design, settings);
      return gaussianScores(rate, errorSd(rate, settings), outcome);
    },
    // Networks (for --estimator flo and its like) learn best from numbers of size one: logarithms for what is positive.
    features: { theta: (theta) => tf.log(theta) },
    curve: {
      xTitle: "substrate (mM)",
      yTitle: "rate (µM/min)",
      xs,
      paths: async (key, count) => tf.tidy(() => reactionRate(prior.sample(key, count), tf.tensor2d([xs]), settings).arraySync()),
    },
  };
}

export default defineSimulator({
  name: "enzymeKinetics",
  summary: "rates of an enzyme reaction (Michaelis-Menten, or Haldane with inhibition) at chosen substrate concentrations",
  use: "a worked example: a curve with a known error, concentrations to choose, a setting that adds a parameter",
  reference: "Michaelis and Menten 1913; Haldane 1930",
  settings: {
    largest: { default: 20, min: 0.1, unit: "mM", help: "largest substrate concentration" },
    relativeSd: { default: 0.05, min: 0, help: "error that grows with the rate, as a share of it" },
    absoluteSd: { default: 1, min: 1e-3, unit: "µM/min", help: "error that does not" },
    inhibition: { default: false, help: "whether too much substrate slows the reaction down (Haldane)" },
  },
  defaultDesigns: 5,
  create,
});
