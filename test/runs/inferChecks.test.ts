/** The numbers beside a posterior: predictive checks against closed forms, errors of quantiles against theory. */
import { expect, test } from "vitest";
import type { PosteriorSample } from "../../src/contracts/posterior.js";
import { priors } from "../../src/index.js";
import { normals, uniforms } from "../../src/numbers/distributions.js";
import { fixedKey, fold, split } from "../../src/numbers/keys.js";
import { strangeness } from "../../src/numbers/strangeness.js";
import { contradicted, nearestSimulations } from "../../src/runs/infer/nearest.js";
import { predictiveCheck } from "../../src/runs/infer/predictive.js";
import { summaryOf } from "../../src/runs/infer/summary.js";

const k = split(fixedKey("inferChecks"), "normals", "ring", "noise", "draws");

/** Correlated normals in other units: x = 5 + 2a, y = 100 (0.8 a + 0.6 b). */
function correlated(n: number) {
  const z = normals(k.normals, 2 * n);
  const values = Float32Array.from({ length: 2 * n }, (_, i) => {
    const [a, b] = [z[i - (i % 2)] as number, z[i - (i % 2) + 1] as number];
    return i % 2 === 0 ? 5 + 2 * a : 100 * (0.8 * a + 0.6 * b);
  });
  return { columns: 2, values };
}

test("of normals, the share that lies as far out is that of chi squared, whatever the units", () => {
  const simulated = correlated(8000);
  for (const [a, b] of [
    [0, 0.5],
    [1, -1],
    [1.5, 1.5],
    [0, -3],
  ] as const) {
    const { p, se } = predictiveCheck(simulated, [5 + 2 * a, 100 * (0.8 * a + 0.6 * b)]);
    expect(Math.abs(p - Math.exp(-(a * a + b * b) / 2))).toBeLessThan(4 * se + 0.01);
  }
  // Each outcome by itself is nothing unusual here; together they are.
  expect(predictiveCheck(simulated, [5 + 2 * 1.5, -100 * 1.5]).p).toBeLessThan(0.002);
});

test("what no simulation is like stands alone, also in their middle", () => {
  const n = 4000;
  const [angle, z] = [uniforms(k.ring, n, 0, 2 * Math.PI), normals(k.noise, n)];
  const at = (i: number) => [1 + 0.05 * (z[i] as number), angle[i] as number] as const;
  const values = Float32Array.from({ length: 2 * n }, (_, i) => {
    const [r, phi] = at(i >> 1);
    return r * (i % 2 === 0 ? Math.cos(phi) : Math.sin(phi));
  });
  const ring = { columns: 2, values };
  expect(predictiveCheck(ring, [0, 0]).p).toBeGreaterThan(0.9); // nearest of all to the mean
  expect(strangeness(ring, [0, 0]).p).toBeLessThan(0.001);
  expect(strangeness(ring, [1, 0]).p).toBeGreaterThan(0.1);
});

test("a failed simulation is passed over, and an outcome that never varies is no reason to fail", () => {
  const { values } = correlated(2000);
  const three = Float32Array.from({ length: 6000 }, (_, i) =>
    i % 3 === 2 ? 7 : (values[2 * Math.floor(i / 3) + (i % 3)] as number),
  );
  three[4] = Number.NaN;
  const simulated = { columns: 3, values: three };
  expect(predictiveCheck(simulated, [5, 0, 7])).toMatchObject({ p: expect.closeTo(1, 1), samples: 1999 });
  expect(predictiveCheck(simulated, [5, 0, 8]).p).toBe(0);
  expect(predictiveCheck(simulated, [Number.NaN, 0, 7]).p).toBe(0);
});

test("errors of means and of quantiles are those of so many draws", () => {
  const n = 1000;
  const prior = priors.independent({ x: { ...priors.normal(0, 1), unit: "m" } });
  const once = (i: number) => {
    const theta = normals(fold(k.draws, i), n);
    const sample: PosteriorSample = { theta, ess: [n], warnings: [] };
    return summaryOf(sample, prior, { columns: 1, values: theta })[0] as ReturnType<typeof summaryOf>[number];
  };
  const all = Array.from({ length: 60 }, (_, i) => once(i));
  const density = Math.exp(-(1.96 ** 2) / 2) / Math.sqrt(2 * Math.PI);
  const theory = Math.sqrt((0.025 * 0.975) / n) / density;
  const meanOf = (of: (one: (typeof all)[number]) => number) => all.reduce((sum, one) => sum + of(one), 0) / all.length;
  expect(meanOf(({ mcError }) => mcError)).toBeCloseTo(1 / Math.sqrt(n), 3);
  expect(meanOf(({ intervalErrors: [low] }) => low) / theory).toBeCloseTo(1, 0.7);
  expect(meanOf(({ interval: [, high] }) => high)).toBeCloseTo(1.96, 1);
  // As far as they really are off, on average.
  const spread = Math.sqrt(meanOf(({ interval: [low] }) => (low + 1.96) ** 2));
  expect(spread / theory).toBeGreaterThan(0.7);
  expect(spread / theory).toBeLessThan(1.4);
});

test("what is known without draws has no Monte Carlo error", () => {
  const prior = priors.independent({ x: priors.normal(0, 1) });
  const theta = normals(k.draws, 200);
  const [x] = summaryOf({ theta, ess: [200], moments: [{ mean: 0.3, sd: 0.9 }], warnings: [] }, prior, {
    columns: 1,
    values: theta,
  });
  expect(x).toMatchObject({ mean: 0.3, sd: 0.9, mcError: 0 });
});

test("the simulations nearest to the data have the parameters that led to such", () => {
  const n = 4000;
  const [theta, z] = [normals(fold(k.draws, 7), n), normals(fold(k.draws, 8), n)];
  const outcomes = { columns: 1, values: theta.map((x, i) => 10 * x + (z[i] as number)) };
  const [near] = nearestSimulations({ columns: 1, values: theta }, outcomes, [12]);
  // Regression to the mean, 12/10 times 100/101, and a window of about 0.06 beside the noise's 0.1.
  expect(near?.mean).toBeCloseTo(1.19, 1);
  expect(near?.sd).toBeGreaterThan(0.07);
  expect(near?.sd).toBeLessThan(0.16);
  const told = (mean: number) => contradicted([{ name: "x", mean }], near ? [near] : []);
  expect([told(1.2), told(2)]).toEqual([[], ["x"]]);
});
