/** Prey eaten: the closed form against a solver's steps, counts against a binomial, and what one offer tells against a quadrature. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { logOddsEaten, prey } from "../../simulators/prey.js";
import type { LogLikelihood } from "../../src/contracts/bounds.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { logGamma } from "../../src/numbers/special.js";

/** Runge and Kutta's fourth order in log N, where steps may be long, halved until nothing changes. */
function leftOver([a, handling]: readonly [number, number], offered: number, hours: number, steps = 1000): number {
  const slope = (log: number) => (-a * Math.exp(log)) / (1 + a * handling * Math.exp(2 * log));
  let log = Math.log(offered);
  const h = hours / steps;
  for (let i = 0; i < steps; i++) {
    const k1 = slope(log);
    const k2 = slope(log + 0.5 * h * k1);
    const k3 = slope(log + 0.5 * h * k2);
    const k4 = slope(log + h * k3);
    log += (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
  }
  return Math.exp(log);
}

const predators = [
  [0.25, 0.25],
  [0.004, 0.02],
  [0.05, 4],
  [1e-5, 1e-3],
] as const;
const offers = [1, 7, 60, 300];

test("the share that is eaten is that of the differential equation", () => {
  const found = tidied(() =>
    rowsOf(logOddsEaten(tf.tensor2d(predators.map((row) => [...row])), tf.tensor2d([offers]), { hours: 24 })),
  );
  predators.forEach((predator, i) => {
    offers.forEach((offered, j) => {
      const left = leftOver(predator, offered, 24, 20_000);
      const wanted = Math.log((offered - left) / left);
      // a share of 1e-4 is a difference of 300 and 299.97, whose own digits end there
      expect(Math.abs((found[i]?.[j] as number) - wanted)).toBeLessThan(1e-4 + (1e-9 * offered) / (offered - left));
    });
  });
});

test("extreme predators have finite odds and slopes", () => {
  const extreme = [8, -8].flatMap((x) => [8, -8].map((y) => [Math.exp(-1.4 + 1.35 * x), Math.exp(-1.4 + 1.35 * y)]));
  tidied(() => {
    const theta = tf.tensor2d(extreme);
    const total = (x: tf.Tensor) => tf.sum(logOddsEaten(x as tf.Tensor2D, tf.tensor2d([offers]), { hours: 24 }));
    expect(Array.from(logOddsEaten(theta, tf.tensor2d([offers]), { hours: 24 }).dataSync()).every(Number.isFinite)).toBe(true);
    expect(Array.from(tf.grad(total)(theta).dataSync()).every(Number.isFinite)).toBe(true);
  });
});

const choose = (n: number, k: number) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

test("counts are binomial, of as many as were offered, and none is above that", () => {
  const { logLikelihood } = createSimulator(prey, 2);
  const [theta, design] = [tf.tensor2d([[0.05, 0.4]]), tf.tensor2d([[7, 300]])];
  const outcomes = tf.tensor2d([[3, 20], [7, 41], [8, 41]]); // biome-ignore format: rows
  const [row] = tidied(() => rowsOf((logLikelihood as LogLikelihood)(theta, design, outcomes))) as [number[]];
  const log = (offered: number, eaten: number) => {
    const left = leftOver([0.05, 0.4], offered, 24, 20_000) / offered;
    return choose(offered, eaten) + eaten * Math.log(1 - left) + (offered - eaten) * Math.log(left);
  };
  expect(row[0]).toBeCloseTo(log(7, 3) + log(300, 20), 2);
  expect(row[1]).toBeCloseTo(log(7, 7) + log(300, 41), 2);
  expect(row[2]).toBeLessThan(-9000);
});

// The same sum over 41 x 41 standard normal deviates to 4, in numpy, the equation solved by bisection. (Over 321 x 321 to 5: .2062, 1.0285, 2.3631 nats.)
test.each([
  [5, 0.205988],
  [40, 1.026614],
  [300, 2.283664],
])("one offer of %i tells %f nats", (offered, wanted) => {
  const cells = 41;
  const grid = Array.from({ length: cells }, (_, i) => -4 + (8 * i) / (cells - 1));
  const rows = grid.flatMap((x) => grid.map((y) => [x, y] as const));
  const theta = rows.map(([x, y]) => [Math.exp(-1.4 + 1.35 * x), Math.exp(-1.4 + 1.35 * y)]);
  const raw = rows.map(([x, y]) => Math.exp(-0.5 * (x * x + y * y)));
  const total = raw.reduce((a, b) => a + b, 0);
  const { logLikelihood } = createSimulator(prey, 1);
  const counts = Array.from({ length: offered + 1 }, (_, k) => [k]);
  const logs = tidied(() =>
    rowsOf((logLikelihood as LogLikelihood)(tf.tensor2d(theta), tf.tensor2d([[offered]]), tf.tensor2d(counts))),
  );
  let gain = 0;
  for (const [k] of counts as [number][]) {
    const marginal = logs.reduce((sum, row, i) => sum + ((raw[i] as number) / total) * Math.exp(row[k] as number), 0);
    logs.forEach((row, i) => {
      gain += ((raw[i] as number) / total) * Math.exp(row[k] as number) * ((row[k] as number) - Math.log(marginal));
    });
  }
  expect(Math.abs(gain - wanted)).toBeLessThan(2e-4);
});
