import * as tf from "@tensorflow/tfjs-core";
import { erf } from "mathjs";
import { describe, expect, test } from "vitest";
import { logGain, logNoise, noiseEntropy } from "../../simulators/linear/noise.js";
import { posteriorEntropy } from "../../simulators/linear/posterior.js";
import { linear } from "../../simulators/linear.js";
import type { Draw, Simulator } from "../../src/contracts/simulator.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { tabulate } from "../../src/numbers/tabulated.js";
import { integral, kolmogorovSmirnov, normalCdf } from "../support/statistics.js";

const drawFrom = ({ draw }: Simulator, seed: number, n: number): Draw => (draw as NonNullable<typeof draw>)(key(seed), n);
const phi = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/** The density of N(0, sd²) + Gamma(2, scale) by its convolution integral. */
function convolved(x: number, sd: number, scale: number): number {
  const low = Math.max(0, x - 14 * sd); // the normal part ends the integrand above and below
  const high = Math.max(x + 14 * sd, 14 * sd);
  return integral((v) => (v / (scale * scale)) * Math.exp(-v / scale) * (phi((x - v) / sd) / sd), low, high, 2000);
}

const readings = [
  { noise: "scale", scale: 2 },
  { noise: "rate", scale: 0.5 },
] as const;

describe("the density of the noise", () => {
  test("log G agrees with m Φ(m) + φ(m) by mathjs where that has digits, and with its integral where it has not", () => {
    for (let m = -3; m <= 40; m += 0.25) {
      const direct = m * 0.5 * (1 + erf(m / Math.SQRT2)) + phi(m);
      const error = Math.abs(logGain(m)[0] - Math.log(direct));
      expect(error).toBeLessThan(1e-13 / direct + 1e-13);
    }
    // G(m) is the integral of (m - z) φ(z) over z < m
    for (const m of [-12, -9, -6, -3]) {
      const wanted = integral((t) => t * phi(m - t), 0, 8, 8000);
      expect(Math.abs(logGain(m)[0] - Math.log(wanted))).toBeLessThan(1e-9);
    }
  });

  test("log G's slope agrees with differences, and both are finite however far out", () => {
    for (let m = -12; m <= 40; m += 0.37) {
      const difference = (logGain(m + 1e-5)[0] - logGain(m - 1e-5)[0]) / 2e-5;
      expect(Math.abs(logGain(m)[1] - difference)).toBeLessThan(1e-8 * (1 + Math.abs(difference)));
    }
    for (const m of [-1e6, -1e4 - 1, -1e4 + 1, -40, 0, 1e6]) expect(logGain(m).every(Number.isFinite)).toBe(true);
    expect(logGain(-10_000.5)[0] - logGain(-9999.5)[0]).toBeCloseTo(-10_000, 2); // where the asymptotic form takes over
  });

  test.each([
    [1, 2],
    [1, 0.5],
    [0.3, 2],
    [2.5, 0.5],
  ])("sd %d, scale %d: agrees with the convolution and integrates to 1", (sd, scale) => {
    for (const x of [-8 * sd, -2 * sd, 0, sd, 3, 12, 30]) {
      const wanted = Math.log(convolved(x, sd, scale));
      expect(Math.abs(logNoise({ sd, scale }, x)[0] - wanted)).toBeLessThan(1e-6);
    }
    const total = integral((x) => Math.exp(logNoise({ sd, scale }, x)[0]), -12 * sd, 12 * sd + 50 * scale, 5000);
    expect(Math.abs(total - 1)).toBeLessThan(1e-9);
  });

  test("its entropy agrees with the integral of the convolution", () => {
    const plogp = (x: number) => {
      const p = convolved(x, 1, 2);
      return p > 0 ? -p * Math.log(p) : 0;
    };
    expect(noiseEntropy({ sd: 1, scale: 2 })).toBeCloseTo(integral(plogp, -8, 70, 300), 5);
  });
});

describe.each(readings)("noise=$noise", ({ noise, scale }) => {
  test("outcomes are the line plus this noise", () => {
    const simulator = createSimulator(linear, 2, { noise });
    const n = 20_000;
    const draw = drawFrom(simulator, 1, n);
    const y = simulator.simulate(draw.theta, tf.tensor2d([[-4, 7]]), draw.noise).dataSync();
    const theta = draw.theta.dataSync();
    const cdf = cumulative(scale);
    for (const [j, d] of [-4, 7].entries()) {
      const rest = Float64Array.from({ length: n }, (_, i) => {
        return (y[2 * i + j] as number) - (theta[2 * i] as number) - (theta[2 * i + 1] as number) * d;
      });
      expect(kolmogorovSmirnov(rest, cdf)).toBeLessThan(2.2);
    }
    for (const j of [0, 1]) {
      const column = Float64Array.from({ length: n }, (_, i) => (theta[2 * i + j] as number) / 3);
      expect(kolmogorovSmirnov(column, normalCdf)).toBeLessThan(2.2);
    }
  });

  test("the likelihood integrates to 1 over the outcome", () => {
    const simulator = createSimulator(linear, 1, { noise });
    const theta = simulator.prior.sample(key(2), 5);
    const ys = Float32Array.from({ length: 12_001 }, (_, i) => -120 + i / 50);
    const scores = simulator.logLikelihood?.(theta, tf.tensor2d([[6]]), tf.tensor2d(ys, [12_001, 1])).arraySync() as number[][];
    for (const row of scores) expect(row.reduce((sum, s) => sum + Math.exp(s) / 50, 0)).toBeCloseTo(1, 4);
  });

  test("the likelihood of all pairs agrees with double precision, and its gradients with its slope", () => {
    const simulator = createSimulator(linear, 3, { noise });
    const n = 60;
    const design = [-10, 0.5, 8];
    const draw = drawFrom(simulator, 3, n);
    const y = simulator.simulate(draw.theta, tf.tensor2d([design]), draw.noise);
    const [theta, outcomes] = [draw.theta.dataSync(), y.dataSync()];
    const scores = simulator.logLikelihood?.(draw.theta, tf.tensor2d([design]), y).dataSync() as Float32Array;
    const slopes = new Float64Array(3);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let wanted = 0;
        for (const [k, d] of design.entries()) {
          const x = (outcomes[3 * j + k] as number) - (theta[2 * i] as number) - (theta[2 * i + 1] as number) * d;
          const [value, slope] = logNoise({ sd: 1, scale }, x);
          wanted += value;
          slopes[k] = (slopes[k] as number) - slope * (theta[2 * i + 1] as number);
        }
        expect(Math.abs((scores[i * n + j] as number) - wanted)).toBeLessThan(1e-4 + 1e-5 * Math.abs(wanted));
      }
    const total = (d: tf.Tensor) => tf.sum(simulator.logLikelihood?.(draw.theta, d as tf.Tensor2D, y) as tf.Tensor);
    const gradient = tf
      .grad(total)(tf.tensor2d([design]))
      .dataSync();
    for (const [k, wanted] of slopes.entries()) expect(Math.abs((gradient[k] as number) / wanted - 1)).toBeLessThan(1e-3);
  });

  test("scores and gradients stay finite for impossible outcomes", () => {
    const simulator = createSimulator(linear, 2, { noise });
    const far = tf.tensor2d([
      [1e6, -1e6],
      [-3e4, 2e5],
    ]);
    const theta = tf.tensor2d([[1, 2]]);
    const score = (d: tf.Tensor) => tf.sum(simulator.logLikelihood?.(theta, d as tf.Tensor2D, far) as tf.Tensor);
    const { value, grad } = tf.valueAndGrad(score)(tf.tensor2d([[1, 2]]));
    expect([...value.dataSync(), ...grad.dataSync()].every(Number.isFinite)).toBe(true);
  });
});

/** The distribution function of the noise, from the convolution on a fine table. */
function cumulative(scale: number): (x: number) => number {
  const [low, step] = [-7, 0.01];
  const table = [0];
  for (let i = 0; i * step < 14 + 40 * scale; i++)
    table.push((table[i] as number) + Math.exp(logNoise({ sd: 1, scale }, low + (i + 0.5) * step)[0]) * step);
  return (x) => table[Math.max(0, Math.min(table.length - 1, Math.round((x - low) / step)))] as number;
}

test("the gradient of an outcome by its position is the slope of the line", () => {
  const simulator = createSimulator(linear, 4);
  const draw = drawFrom(simulator, 1, 30);
  const total = (d: tf.Tensor) => tf.sum(simulator.simulate(draw.theta, d as tf.Tensor2D, draw.noise));
  const gradient = tf
    .grad(total)(tf.tensor2d([[-3, 0, 2, 9]]))
    .dataSync();
  const slopes = tf.sum(tf.slice(draw.theta, [0, 1], [-1, 1])).dataSync()[0] as number;
  for (const g of gradient) expect(g).toBeCloseTo(slopes, 4);
});

describe("exactGain", () => {
  const ends = [-10, -10, -10, -10, -10, 10, 10, 10, 10, 10];
  const spaced = Array.from({ length: 10 }, (_, i) => -10 + (20 * i) / 9);
  type Gain = { value: number; se: number };
  const gainOf = (noise: "scale" | "rate", design: readonly number[]): Gain => {
    const { exactGain } = createSimulator(linear, design.length, { noise });
    return (exactGain as NonNullable<typeof exactGain>)(design);
  };

  test.each([
    [0, 0.436, 0.979],
    [1, 0.648, 1.289],
    [2, 0.999, 1.723],
    [5, 1.751, 2.534],
    [-10, 2.416, 3.21],
    [10, 2.416, 3.21],
  ])("one measurement at %d", (d, scale, rate) => {
    expect(gainOf("scale", [d])).toEqual({ value: expect.closeTo(scale, 3), se: 0 });
    expect(gainOf("rate", [d])).toEqual({ value: expect.closeTo(rate, 3), se: 0 });
  });

  test.each([
    ["five at each end", ends, 5.135, 0.002, 6.435, 0.001],
    ["four and six", [...ends.slice(1), 10], 5.113, 0.003, 6.415, 0.001],
    ["equally spaced", spaced, 4.67, 0.01, 5.986, 0.003],
    ["all at one end", ends.map(Math.abs), 3.73, 0.01, 4.372, 0.002],
  ] as const)("ten measurements, %s", (_, design, scale, scaleError, rate, rateError) => {
    for (const [noise, wanted, error] of [
      ["scale", scale, scaleError],
      ["rate", rate, rateError],
    ] as const) {
      const { value, se } = gainOf(noise, design);
      expect(se).toBeLessThan(0.004);
      expect(Math.abs(value - wanted) / Math.hypot(se, error)).toBeLessThan(3);
    }
  });

  test("is a function of the design alone, and the order of the measurements changes nothing", () => {
    const [a, b, again] = [
      [0, 0.5],
      [0.5, 0],
      [0, 0.5],
    ].map((design) => gainOf("rate", design)) as [Gain, Gain, Gain];
    expect(again).toEqual(a);
    expect(Math.abs(a.value - b.value) / Math.hypot(a.se, b.se)).toBeLessThan(3);
  });

  test("the posterior's entropy agrees with the closed form when the noise is normal", () => {
    const sd = 0.7;
    const design = [-2, 1, 6];
    const gaussian = tabulate((x) => [-0.5 * (x / sd) ** 2 - Math.log(sd * Math.sqrt(2 * Math.PI)), -x / (sd * sd)], 0, sd);
    const { entropy } = posteriorEntropy(design, Float64Array.from([3, 1, -20]), gaussian, 3, [0, 0]);
    const [aa, ab, bb] = design.reduce(
      (s, d) => [s[0] + 1 / sd ** 2, s[1] + d / sd ** 2, s[2] + (d / sd) ** 2],
      [1 / 9, 0, 1 / 9],
    ) as [number, number, number];
    expect(entropy).toBeCloseTo(Math.log(2 * Math.PI * Math.E) - 0.5 * Math.log(aa * bb - ab * ab), 6);
  });
});

test("settings: bounds, and a low that is not below high", () => {
  const { designs } = createSimulator(linear, 2, { low: 0, high: 4 });
  expect([designs.low, designs.high]).toEqual([
    [0, 0],
    [4, 4],
  ]);
  expect(() => createSimulator(linear, 2, { low: 4, high: 0 })).toThrow(/low/);
  expect(() => createSimulator(linear, 2, { noise: "shape" as "scale" })).toThrow('must be one of scale, rate, got "shape"');
});
