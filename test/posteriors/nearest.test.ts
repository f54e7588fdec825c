/** The simulations most like the data, against exact answers. */
import { expect, test } from "vitest";
import { InterruptedError } from "../../src/basics/errors.js";
import { drained } from "../../src/basics/steps.js";
import type { Prior } from "../../src/contracts/simulator.js";
import { independent, logNormal, normal } from "../../src/modelling/priors.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { nearest } from "../../src/posteriors/nearest.js";
import { moments } from "../support/statistics.js";

const n = 20_000;

/** @param outcomes of one theta and noise of its own */
function simulated(prior: Prior, q: number, outcomes: (theta: readonly number[], z: readonly number[]) => readonly number[]) {
  const theta = prior.sample(key(1), n).dataSync() as Float32Array;
  const p = prior.names.length;
  const z = normals(key(2), n * q);
  const rows = Array.from({ length: n }, (_, i) =>
    outcomes(Array.from(theta.subarray(i * p, (i + 1) * p)), Array.from(z.subarray(i * q, (i + 1) * q))),
  );
  return { theta: { columns: p, values: theta }, features: { columns: q, values: Float32Array.from(rows.flat()) } };
}

const columnOf = (theta: Float32Array, p: number, j: number) =>
  moments(Float64Array.from({ length: theta.length / p }, (_, i) => theta[i * p + j] as number));

/** y = a + b x + 0.5 z at x = -1 and 1: a and b have independent normal posteriors. */
const line = independent({ a: normal(0, 1), b: normal(0, 2) });
const lines = simulated(line, 2, ([a, b], [u, v]) => [
  (a as number) - (b as number) + 0.5 * (u as number),
  (a as number) + (b as number) + 0.5 * (v as number),
]);

function exactLine([y1, y2]: readonly [number, number]) {
  const of = (sum: number, prior: number) => {
    const precision = 1 / prior ** 2 + 2 / 0.25;
    return { mean: sum / 0.25 / precision, sd: 1 / Math.sqrt(precision) };
  };
  return [of(y1 + y2, 1), of(y2 - y1, 2)];
}

test.each([
  ["in the middle", [0.4, -0.3]],
  ["a rare one, five standard deviations out", [4, 7.5]],
] as const)("a line with normal noise, %s: the regression is exact there", async (_, seen) => {
  const sample = await drained(nearest.draw({ prior: line, simulations: { ...lines, seen } }, key(3), 4000));
  for (const [j, { mean, sd }] of exactLine(seen).entries()) {
    const found = columnOf(sample.theta, 2, j);
    const error = sd / Math.sqrt(sample.ess[j] as number);
    expect(Math.abs(found.mean - mean)).toBeLessThan(4 * error);
    expect(Math.abs(Math.log(Math.sqrt(found.variance) / sd))).toBeLessThan(4 / Math.sqrt(2 * (sample.ess[j] as number)));
  }
});

test("what lies beyond all simulations is said to", async () => {
  const warnings = async (seen: readonly [number, number]) =>
    (await drained(nearest.draw({ prior: line, simulations: { ...lines, seen } }, key(3), 400))).warnings;
  expect(await warnings([0.4, -0.3])).toEqual([]);
  expect(await warnings([40, 75])).toEqual([expect.stringContaining("are not like them")]);
});

test("a positive parameter stays positive, and failed simulations are left out", async () => {
  const prior = independent({ rate: { ...logNormal(0, 1), unit: "1/h" } });
  const rates = simulated(prior, 1, ([rate], [z]) => [
    (rate as number) < 0.05 ? Number.NaN : (rate as number) + 0.1 * (z as number),
  ]);
  const { theta } = await drained(nearest.draw({ prior, simulations: { ...rates, seen: [0.1] } }, key(3), 1000));
  expect(theta.every((x) => x > 0)).toBe(true);
  // p(rate | 0.1), by a sum over 2,000 places
  const places = Array.from({ length: 2000 }, (_, i) => 0.05 + (i + 0.5) * 0.0005);
  const weights = places.map((x) => Math.exp(-0.5 * Math.log(x) ** 2 - 0.5 * ((x - 0.1) / 0.1) ** 2) / x);
  const mean = places.reduce((sum, x, i) => sum + x * (weights[i] as number), 0) / weights.reduce((sum, w) => sum + w, 0);
  expect(Math.abs(columnOf(theta, 1, 0).mean - mean)).toBeLessThan(0.02);
});

test("counts that come out alike by the thousand are all kept: the regression has nothing to do", async () => {
  const prior = independent({ rate: normal(0, 1) });
  const yes = simulated(prior, 1, ([rate], [z]) => [(rate as number) + (z as number) > 0 ? 1 : 0]);
  const { theta, ess, warnings } = await drained(nearest.draw({ prior, simulations: { ...yes, seen: [1] } }, key(3), 4000));
  const { mean, variance } = columnOf(theta, 1, 0);
  // Skew normal: E = sqrt(2/pi) delta with delta² = 1/2.
  const wanted = Math.sqrt(1 / Math.PI);
  expect(warnings).toEqual([]);
  expect(ess[0]).toBeGreaterThan(2000);
  expect(Math.abs(mean - wanted)).toBeLessThan(4 / Math.sqrt(ess[0] as number));
  expect(Math.abs(variance - (1 - 1 / Math.PI))).toBeLessThan(0.08);
});

test("the key alone decides, and a signal is heard", async () => {
  const task = { prior: line, simulations: { ...lines, seen: [0.4, -0.3] } };
  const one = await drained(nearest.draw(task, key(3), 300));
  expect(await drained(nearest.draw(task, key(3), 300))).toEqual(one);
  expect((await drained(nearest.draw(task, fold(key(3), 1), 300))).theta).not.toEqual(one.theta);
  const controller = new AbortController();
  controller.abort();
  await expect(drained(nearest.draw(task, key(3), 300, controller.signal))).rejects.toThrow(InterruptedError);
});
