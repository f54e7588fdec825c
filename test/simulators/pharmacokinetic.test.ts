import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { concentration, pharmacokinetic } from "../../simulators/pharmacokinetic.js";
import type { Draw, Simulator } from "../../src/contracts/simulator.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { integral, kolmogorovSmirnov, normalCdf } from "../support/statistics.js";
import { concentrationAt, nestedBounds } from "./pharmacokineticReference.js";

const given = { dose: 400, hours: 24 };
const rates = [
  [1, 0.1],
  [0.6, 0.18],
  [2.2, 0.05],
  [0.5, 0.5],
  [0.5, 0.49999],
  [0.5, 0.5001],
  [0.5, 0.499],
  [0.5, 0.51],
  [0.3, 0.4],
] as const;
const times = [0, 1e-5, 0.01, 0.3, 1, 5, 12, 24];

describe("concentration", () => {
  test("agrees with the textbook formula in double precision, at equal rates too", () => {
    for (const [ka, ke] of rates) {
      const theta = Float32Array.from([ka, ke, 20]);
      const found = concentration(tf.tensor2d(theta, [1, 3]), tf.tensor2d([times]), given).dataSync();
      for (const [i, t] of times.entries()) {
        const wanted = concentrationAt(theta, Math.fround(t), 400);
        expect(Math.abs((found[i] as number) - wanted)).toBeLessThanOrEqual(1e-5 * wanted);
      }
    }
  });

  test("its gradient by rates, volume and time agrees with differences, at equal rates too", () => {
    for (const [ka, ke] of rates)
      for (const t of times.slice(2)) {
        const inputs = Float32Array.from([ka, ke, 20, t]);
        const total = (theta: tf.Tensor, at: tf.Tensor) => tf.sum(concentration(theta as tf.Tensor2D, at as tf.Tensor2D, given));
        const found = tf.grads(total)([tf.tensor2d(inputs.slice(0, 3), [1, 3]), tf.tensor2d(inputs.slice(3), [1, 1])]);
        const gradient = found.flatMap((g) => Array.from(g.dataSync()));
        const scale = concentrationAt(inputs, inputs[3] as number, 400);
        for (let i = 0; i < 4; i++) {
          const step = 1e-3 * (inputs[i] as number);
          const at = (sign: number) => {
            const moved = Float64Array.from(inputs);
            moved[i] = (moved[i] as number) + sign * step;
            return concentrationAt(moved, moved[3] as number, 400);
          };
          const wanted = (at(1) - at(-1)) / (2 * step);
          // relative to what a change of the input by its own size does
          const error = Math.abs((gradient[i] as number) - wanted) * (inputs[i] as number);
          expect(error / (scale + Math.abs(wanted) * (inputs[i] as number))).toBeLessThan(2e-4);
        }
      }
  });
});

const simulator = createSimulator(pharmacokinetic, 5);
const drawFrom = ({ draw }: Simulator, seed: number, n: number): Draw => (draw as NonNullable<typeof draw>)(key(seed), n);
const design = [0.3, 1.2, 4.5, 11, 22];

describe("simulate", () => {
  const n = 20_000;
  const { theta, noise } = drawFrom(simulator, 1, n);
  const y = simulator.simulate(theta, tf.tensor2d([design]), noise).dataSync();
  const rows = theta.dataSync();
  const row = (i: number) => rows.subarray(3 * i, 3 * i + 3);

  test("outcomes are normal around the concentration, with the sd of both errors", () => {
    const standardised = Float64Array.from({ length: 5 * n }, (_, at) => {
      const z = concentrationAt(row(Math.floor(at / 5)), design[at % 5] as number, 400);
      return ((y[at] as number) - z) / Math.sqrt(0.01 * z * z + 0.1);
    });
    expect(kolmogorovSmirnov(standardised, normalCdf)).toBeLessThan(2.2);
  });

  test("the prior is log-normal around (1, 0.1, 20) with variance 0.05", () => {
    for (const [j, centre] of [1, 0.1, 20].entries()) {
      const standardised = Float64Array.from({ length: n }, (_, i) => Math.log((row(i)[j] as number) / centre) / Math.sqrt(0.05));
      expect(kolmogorovSmirnov(standardised, normalCdf)).toBeLessThan(2.2);
    }
  });

  test("its gradient by the times agrees with differences under the same noise", () => {
    const few = 50;
    const [part, factor, shift] = [theta, noise.factor, noise.shift].map((x) => tf.slice(x as tf.Tensor2D, [0, 0], [few, -1]));
    const total = (d: tf.Tensor) =>
      tf.sum(
        simulator.simulate(part as tf.Tensor2D, d as tf.Tensor2D, { factor: factor as tf.Tensor, shift: shift as tf.Tensor }),
      );
    const gradient = tf
      .grad(total)(tf.tensor2d([design]))
      .dataSync();
    const factors = (factor as tf.Tensor).dataSync();
    for (const [j, t] of design.entries()) {
      let wanted = 0;
      for (let i = 0; i < few; i++) {
        const slope = (concentrationAt(row(i), t + 1e-4, 400) - concentrationAt(row(i), t - 1e-4, 400)) / 2e-4;
        wanted += slope * (factors[5 * i + j] as number);
      }
      expect(Math.abs((gradient[j] as number) - wanted)).toBeLessThan(1e-3 * (1 + Math.abs(wanted)));
    }
  });
});

describe("logLikelihood", () => {
  test("integrates to 1 over the outcome", () => {
    const one = createSimulator(pharmacokinetic, 1);
    const theta = one.prior.sample(key(3), 6);
    for (const t of [0, 0.5, 6, 24]) {
      const ys = Float32Array.from({ length: 4001 }, (_, i) => -10 + i * 0.015);
      const scores = one.logLikelihood?.(theta, tf.tensor2d([[t]]), tf.tensor2d(ys, [4001, 1])).arraySync() as number[][];
      for (const row of scores) {
        const total = integral((x) => Math.exp(row[Math.round((x + 10) / 0.015)] as number), -10, 50, 2000);
        expect(Math.abs(total - 1)).toBeLessThan(1e-4);
      }
    }
  });

  test("is within 3e-4 nats of double precision, plus 3e-6 of the score, for all pairs", () => {
    const draw = drawFrom(simulator, 7, 300);
    const y = simulator.simulate(draw.theta, tf.tensor2d([design]), draw.noise);
    const scores = simulator.logLikelihood?.(draw.theta, tf.tensor2d([design]), y).dataSync() as Float32Array;
    const [thetas, ys] = [draw.theta.dataSync(), y.dataSync()];
    let worst = 0;
    for (let i = 0; i < 300; i++)
      for (let j = 0; j < 300; j++) {
        let wanted = 0;
        for (const [k, t] of design.entries()) {
          const z = concentrationAt(thetas.subarray(3 * i, 3 * i + 3), Math.fround(t), 400);
          const variance = 0.01 * z * z + 0.1;
          wanted -= 0.5 * (((ys[5 * j + k] as number) - z) ** 2 / variance + Math.log(2 * Math.PI * variance));
        }
        worst = Math.max(worst, Math.abs((scores[i * 300 + j] as number) - wanted) / (3e-4 + 3e-6 * Math.abs(wanted)));
      }
    expect(worst).toBeLessThan(1);
  });
});

describe("settings", () => {
  test("a spacing keeps times apart", () => {
    const { designs } = createSimulator(pharmacokinetic, 4, { spacing: 2 });
    const random = designs.random(key(1));
    for (let i = 1; i < 4; i++) expect((random[i] as number) - (random[i - 1] as number)).toBeGreaterThanOrEqual(2);
    expect(designs.violation([1, 2, 9, 20])).toBeDefined();
  });

  test("times run to the hours that are set, equally spaced from five minutes on", () => {
    const spaced = simulator.designs.equallySpaced();
    expect(spaced[0]).toBeCloseTo(5 / 60, 12);
    expect(spaced[4]).toBeCloseTo(23.9, 12);
    expect(createSimulator(pharmacokinetic, 2, { hours: 10 }).designs.high).toEqual([10, 10]);
    expect(simulator.designs.unit).toBe("h");
  });

  test("dose and variances do what they say", () => {
    const other = createSimulator(pharmacokinetic, 1, {
      dose: 800,
      multiplicativeVariance: 0,
      additiveVariance: 4,
      priorVariance: 1e-6,
    });
    const { theta, noise } = drawFrom(other, 1, 20_000);
    const y = other.simulate(theta, tf.tensor2d([[3]]), noise).dataSync();
    const z = concentrationAt([1, 0.1, 20], 3, 800);
    expect(kolmogorovSmirnov(y, (x) => normalCdf((x - z) / 2))).toBeLessThan(2.2);
  });
});

test("nested Monte Carlo brackets the known gain of the best published-style times", () => {
  const { lower, upper, se } = nestedBounds([0.4, 0.41, 4.9, 18.7, 20.9], { samples: 1000, contrasts: 10_000, key: key(11) });
  expect(Math.abs(lower - 3.165) / Math.hypot(se, 0.021)).toBeLessThan(3.5);
  expect(upper).toBeGreaterThan(lower);
});
