/**
 * A drug that is swallowed, and goes from the blood into the tissue and back: six blood samples that a clinic can take, and so only while it is
 * open, a quarter of an hour apart, at times that a clock shows.
 *
 *   floe design examples/twoCompartment.ts
 *   floe design examples/twoCompartment.ts --windows 0:12 --spacing 30min    # other hours; what is not said stays as below
 */
import { column, constrained, defineSimulator, gaussianScores, increasingTimes, random, type Simulator, split, tf } from "floe";

const parameters = [
  { name: "ka", unit: "1/h", median: 0.9, sd: 0.35 }, // absorption
  { name: "CL", unit: "L/h", median: 6, sd: 0.3 }, // clearance
  { name: "Vc", unit: "L", median: 25, sd: 0.25 }, // volume of the blood and what is like it
  { name: "Q", unit: "L/h", median: 5, sd: 0.4 }, // flow into the tissue and back
  { name: "Vp", unit: "L", median: 60, sd: 0.3 }, // volume of the tissue
];

/** Correlations of the logarithms: who is large has large volumes and clears much. */
const correlation = [
  [1, 0, 0.1, 0, 0],
  [0, 1, 0.45, 0.2, 0.15],
  [0.1, 0.45, 1, 0.1, 0.3],
  [0, 0.2, 0.1, 1, 0.35],
  [0, 0.15, 0.3, 0.35, 1],
];

/** Lower triangle L with L·Lᵀ = correlation. */
const lower = correlation.map(() => new Array<number>(parameters.length).fill(0));
for (let i = 0; i < parameters.length; i++)
  for (let j = 0; j <= i; j++) {
    const at = (r: number, c: number) => lower[r]?.[c] ?? 0;
    const rest = (correlation[i]?.[j] ?? 0) - Array.from({ length: j }, (_, k) => at(i, k) * at(j, k)).reduce((a, b) => a + b, 0);
    (lower[i] as number[])[j] = i === j ? Math.sqrt(rest) : rest / at(j, j);
  }

const scaled = lower.map((row, i) => row.map((x) => x * (parameters[i]?.sd ?? 0)));

/** [n, 5], log-normal. */
const sample: Simulator["prior"]["sample"] = (key, n) =>
  tf.tidy(() => {
    const standard = random.normal(key, [n, parameters.length]) as tf.Tensor2D;
    const median = tf.tensor2d([parameters.map((p) => Math.log(p.median))]);
    return tf.exp(tf.add(median, tf.matMul(standard, tf.transpose(tf.tensor2d(scaled))))) as tf.Tensor2D;
  });

/**
 * Concentration (mg/L) after a dose: three exponentials, of absorption and of both phases of the disposition, whose rates are the roots of
 * λ² - (k10 + k12 + k21)·λ + k10·k21 (Gibaldi and Perrier, Pharmacokinetics, 1982, chapter 2). @param times [1 or n, d] @returns [n, d]
 */
function concentration(theta: tf.Tensor2D, times: tf.Tensor2D, dose: number): tf.Tensor2D {
  const [ka, clearance, central, flow, tissue] = [0, 1, 2, 3, 4].map((j) => column(theta, j)) as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  const [out, there, back] = [tf.div(clearance, central), tf.div(flow, central), tf.div(flow, tissue)];
  const sum = tf.addN([out, there, back]);
  const spread = tf.sqrt(tf.sub(tf.square(sum), tf.mul(4, tf.mul(out, back))));
  const [fast, slow] = [tf.div(tf.add(sum, spread), 2), tf.div(tf.sub(sum, spread), 2)];
  const phase = (rate: tf.Tensor, one: tf.Tensor, other: tf.Tensor) =>
    tf.mul(tf.div(tf.sub(back, rate), tf.mul(tf.sub(one, rate), tf.sub(other, rate))), tf.exp(tf.neg(tf.mul(rate, times))));
  const all = tf.addN([phase(fast, slow, ka), phase(slow, fast, ka), phase(ka, fast, slow)]);
  return tf.mul(tf.mul(tf.div(dose, central), ka), all) as tf.Tensor2D;
}

export default defineSimulator({
  name: "twoCompartment",
  summary: "an oral two-compartment model, blood samples in a clinic's hours",
  use: "a schedule that people can keep",
  settings: {
    dose: { default: 100, min: 1, unit: "mg", help: "what is swallowed at time 0" },
    relative: { default: 0.15, min: 0, help: "sd of the measurement as a share of the concentration" },
    least: { default: 0.02, min: 1e-4, unit: "mg/L", help: "sd of the measurement where there is next to nothing" },
  },
  defaultDesigns: 6,
  create(designs, { dose, relative, least }) {
    const names = Array.from({ length: designs }, (_, i) => `t${i + 1}`);
    const error = (mean: tf.Tensor2D) => tf.sqrt(tf.add(least ** 2, tf.square(tf.mul(relative, mean)))) as tf.Tensor2D;
    const hours = [[0, 4], [8, 10], [24, 26]] as const; // biome-ignore format: from, to
    const simulator: Simulator = {
      name: "twoCompartment",
      summary: "an oral two-compartment model, blood samples in a clinic's hours",
      settings: { dose, relative, least },
      prior: {
        names: parameters.map((p) => p.name),
        units: parameters.map((p) => p.unit),
        support: parameters.map(() => ({ low: 0 })),
        sample,
      },
      designs: constrained(increasingTimes({ low: 0, high: 26, dim: designs, names, unit: "h" }), {
        windows: hours,
        spacing: "15min",
        grid: "5min",
      }),
      outcome: { names: names.map((name) => `C(${name})`), unit: "mg/L" },
      draw(key, n) {
        const k = split(key, "theta", "error");
        return { theta: sample(k.theta, n), noise: { error: random.normal(k.error, [n, designs]) } };
      },
      simulate(theta, design, noise) {
        const mean = concentration(theta, design, dose);
        return tf.add(mean, tf.mul(error(mean), noise.error as tf.Tensor2D));
      },
      measure(theta, at, noise, step) {
        const mean = concentration(theta, at, dose);
        return tf.add(mean, tf.mul(error(mean), column(noise.error as tf.Tensor2D, step)));
      },
      logLikelihood(theta, design, outcome) {
        const mean = concentration(theta, design, dose);
        return gaussianScores(mean, error(mean), outcome);
      },
      features: { theta: (theta) => tf.log(theta) },
      curve: {
        xTitle: "time after the dose (h)",
        yTitle: "concentration (mg/L)",
        xs: Array.from({ length: 131 }, (_, i) => i / 5),
        paths: async (key, count) =>
          tf.tidy(() =>
            concentration(sample(key, count), tf.tensor2d([Array.from({ length: 131 }, (_, i) => i / 5)]), dose).arraySync(),
          ),
      },
    };
    return simulator;
  },
});
