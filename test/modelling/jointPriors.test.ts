/** Priors of several parameters and of draws: samples against densities, densities against formulas, maps against finite differences. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, describe, expect, test } from "vitest";
import type { Prior } from "../../src/contracts/simulator.js";
import * as priors from "../../src/modelling/priors.js";
import { key } from "../../src/numbers/keys.js";
import { unbounded } from "../../src/numbers/support.js";
import { meanInErrors, normalCdf } from "../support/statistics.js";

const values = (x: tf.Tensor): number[] => Array.from(x.dataSync());
const covariance = [
  [0.5, 0.2],
  [0.2, 0.3],
];
const sums = { a: 2, b: 3.5, rest: 1.5 };

interface Case {
  readonly prior: Prior;
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  readonly inside: readonly number[];
  readonly outside?: readonly number[];
}

const cases: Record<string, Case> = {
  multivariateNormal: {
    prior: priors.multivariateNormal({ names: ["x", "y"], mean: [1, -2], covariance }),
    mean: [1, -2],
    covariance,
    inside: [0.4, -1.5],
  },
  multivariateLogNormal: {
    prior: priors.multivariateLogNormal({ names: ["x", "y"], mean: [3, 2], covariance, of: "values" }),
    mean: [3, 2],
    covariance,
    inside: [2.5, 2.2],
    outside: [1, -0.1],
  },
  dirichlet: {
    prior: priors.dirichlet(sums),
    mean: [2 / 7, 0.5],
    // a_i (A - a_i) / (A² (A + 1)) and -a_i a_j / (A² (A + 1))
    covariance: [
      [10 / 392, -7 / 392],
      [-7 / 392, 12.25 / 392],
    ],
    inside: [0.3, 0.4],
    outside: [0.7, 0.4],
  },
};

describe.each(Object.entries(cases))("%s", (_, { prior, mean, covariance: wanted, inside, outside }) => {
  const n = 20_000;
  const rows = tf.tidy(() => prior.sample(key(2), n).arraySync());
  const density = (row: readonly number[]) => values(prior.logDensity?.(tf.tensor2d([[...row]])) as tf.Tensor)[0] as number;

  test("draws have the means and covariances that it says, and are the same for the same key", () => {
    expect(tf.tidy(() => prior.sample(key(2), n).arraySync())).toEqual(rows);
    for (const [i, m] of mean.entries()) {
      expect(Math.abs(meanInErrors(rows.map((row) => row[i] as number), m))).toBeLessThan(4.5); // biome-ignore format: short
      for (const [j, other] of mean.entries()) {
        const products = rows.map((row) => ((row[i] as number) - m) * ((row[j] as number) - other));
        expect(Math.abs(meanInErrors(products, wanted[i]?.[j] as number))).toBeLessThan(4.5);
      }
    }
  });

  test("its density is that of its draws: both put as much into a box", () => {
    const [half, cells] = [0.12, 40];
    const at = (i: number, k: number) => (inside[i] as number) + half * ((2 * (k + 0.5)) / cells - 1);
    const grid = Array.from({ length: cells * cells }, (_, c) => [at(0, c % cells), at(1, Math.floor(c / cells))]);
    const logs = tf.tidy(() => values(prior.logDensity?.(tf.tensor2d(grid)) as tf.Tensor));
    const share = logs.reduce((sum, log) => sum + Math.exp(log), 0) * ((2 * half) / cells) ** 2;
    const hit = rows.filter((row) => row.every((x, i) => Math.abs(x - (inside[i] as number)) < half)).length;
    expect(Math.abs(hit - n * share) / Math.sqrt(n * share * (1 - share))).toBeLessThan(4.5);
  });

  test("there is no density where it cannot be, and some everywhere else", () =>
    expect(Number.isFinite(density(outside ?? [9, -9]))).toBe(outside === undefined));

  test("its map to a scale without ends comes back, and its volume is that of finite differences", () => {
    const map = unbounded(prior);
    const z = (row: readonly number[]) => tf.tidy(() => values(map.free(tf.tensor2d([[...row]]))));
    const back = tf.tidy(() => values(map.back(tf.tensor2d([z(inside)]))));
    for (const [i, x] of inside.entries()) expect(back[i]).toBeCloseTo(x, 5);
    const h = 2e-3;
    const column = (i: number) => {
      const [up, down] = [1, -1].map((sign) => z(inside.map((x, k) => (k === i ? x + sign * h : x))));
      return (up as number[]).map((u, k) => (u - ((down as number[])[k] as number)) / (2 * h));
    };
    const [[a, b], [c, d]] = [column(0), column(1)] as [[number, number], [number, number]];
    const volume = tf.tidy(() => values(map.logVolume(tf.tensor2d([z(inside)])))[0] as number);
    expect(volume).toBeCloseTo(Math.log(Math.abs(a * d - b * c)), 2);
    const far = tf.tidy(() => prior.logDensity?.(map.back(tf.tensor2d([[-3, 2], [4, -5]]))).dataSync()); // biome-ignore format: short
    expect(Array.from(far ?? []).every(Number.isFinite)).toBe(true);
  });
});

test("a part of correlated parameters is their own prior", () => {
  const part = priors.multivariateNormal({ names: ["x", "y"], mean: [1, -2], covariance }).only?.(["y"]) as Prior;
  const density = values(part.logDensity?.(tf.tensor2d([[-1.4]])) as tf.Tensor)[0] as number;
  expect(density).toBeCloseTo(-0.5 * (0.36 / 0.3) - 0.5 * Math.log(2 * Math.PI * 0.3), 5);
});

test("beliefs side by side: each part's draws, density and map, and nothing in common", () => {
  const parts = [priors.independent({ rate: priors.gamma(2, 0.5), x: priors.normal(0, 1) }), priors.dirichlet(sums)] as const;
  const all = priors.together(...parts);
  expect([all.names, all.units]).toEqual([["rate", "x", "a", "b"], ["", "", "", ""]]); // biome-ignore format: short
  expect(all.support).toEqual([{ low: 0 }, {}, { low: 0, high: 1 }, { low: 0, high: 1 }]);
  const rows = tf.tidy(() => all.sample(key(2), 4000).arraySync());
  const products = rows.map(([rate, , a]) => ((rate as number) - 1) * ((a as number) - 2 / 7));
  expect(Math.abs(meanInErrors(products, 0))).toBeLessThan(4.5);
  const theta = tf.tensor2d([[0.7, -1, 0.3, 0.4], [2, 0.1, 0.5, 0.1]]); // biome-ignore format: two rows
  const cut = [tf.slice(theta, [0, 0], [-1, 2]), tf.slice(theta, [0, 2], [-1, 2])] as [tf.Tensor2D, tf.Tensor2D];
  const added = [0, 1].map((i) => parts.reduce((sum, part, k) => sum + (values(part.logDensity?.(cut[k] as tf.Tensor2D) as tf.Tensor)[i] as number), 0)); // biome-ignore format: a sum
  values(all.logDensity?.(theta) as tf.Tensor).forEach((log, i) => {
    expect(log).toBeCloseTo(added[i] as number, 5);
  });
  const map = unbounded(all);
  const z = map.free(theta);
  expect(values(tf.slice(z, [0, 2], [-1, 2]))).toEqual(values(unbounded(parts[1]).free(cut[1])));
  values(map.back(z)).forEach((x, i) => {
    expect(x).toBeCloseTo(values(theta)[i] as number, 5);
  });
  const volumes = parts.map((part, k) => values(unbounded(part).logVolume(unbounded(part).free(cut[k] as tf.Tensor2D))));
  values(map.logVolume(z)).forEach((volume, i) => {
    expect(volume).toBeCloseTo((volumes[0]?.[i] as number) + (volumes[1]?.[i] as number), 5);
  });
  expect(all.only?.(["x", "a", "b"])?.names).toEqual(["x", "a", "b"]);
  expect(all.only?.(["a"])).toBeUndefined(); // one of two shares is not independent of the other
  expect(() => priors.together(parts[0], parts[0])).toThrow(/"rate" is a parameter of two parts/);
});

test.each([
  ["asymmetric", [[1, 0.5], [0.4, 1]], /must be symmetric/],
  ["not definite", [[1, 2], [2, 1]], /must be positive definite/],
  ["too small", [[1]], /must have 2 rows of 2 numbers/],
] as const)("a covariance that is %s is refused", (_, wrong, message) => {
  expect(() => priors.multivariateNormal({ names: ["x", "y"], mean: [0, 0], covariance: wrong })).toThrow(message);
}); // biome-ignore format: a table

describe("truncated", () => {
  const marginal = priors.truncated(priors.normal(1, 2), { low: 0, high: 2.5 });
  const [a, b] = [normalCdf(-0.5), normalCdf(0.75)];

  test("has the density of the whole, divided by what is left of it", () => {
    const wanted = -0.5 * 0.25 ** 2 - Math.log(2 * Math.sqrt(2 * Math.PI)) - Math.log(b - a);
    expect(values(marginal.logDensity(tf.tensor1d([1.5])))[0]).toBeCloseTo(wanted, 4);
    expect(values(marginal.logDensity(tf.tensor1d([-0.1, 2.6])))).toEqual([-Infinity, -Infinity]);
  });

  test("draws lie between its ends, each its own", () => {
    const drawn = marginal.sample(key(4), 4000);
    expect(drawn.every((x) => x > 0 && x < 2.5)).toBe(true);
    expect(Array.from(marginal.sample(key(4), 100))).toEqual(Array.from(drawn.slice(0, 100)));
    const shares = drawn.map((x) => (normalCdf((x - 1) / 2) - a) / (b - a));
    expect(Math.abs(meanInErrors(shares, 0.5))).toBeLessThan(4.5);
  });

  test("what leaves nothing is refused", () => {
    expect(() => priors.truncated(priors.normal(0, 1), { low: 9 })).toThrow(/hardly anything/);
    expect(() => priors.truncated(priors.gamma(2, 1), { high: -1 })).toThrow(/nothing of the distribution/);
  });
});

describe("draws", () => {
  const folder = mkdtempSync(join(tmpdir(), "floe-priors-"));
  const file = join(folder, "draws.csv");
  writeFileSync(file, "ka (1/h),V (L)\n1,20\n2,30\n3,40\n");
  afterAll(() => rmSync(folder, { recursive: true }));

  test("rows of a table stay together, and a run's folder is one", () => {
    const prior = priors.fromCsv(file, { support: { V: { low: 0 } } });
    expect([prior.names, prior.units, prior.draws, prior.logDensity]).toEqual([["ka", "V"], ["1/h", "L"], 3, undefined]);
    const rows = tf.tidy(() => prior.sample(key(1), 300).arraySync());
    for (const [ka, v] of rows) expect(v).toBe(10 + 10 * (ka as number));
    expect(new Set(rows.map(([ka]) => ka)).size).toBe(3);
    expect(tf.tidy(() => priors.fromRun(folder).sample(key(1), 300).arraySync())).toEqual(rows);
  });

  test("what is wrong is said with its place", () => {
    expect(() => priors.fromCsv(join(folder, "none.csv"))).toThrow(/there is no file/);
    expect(() => priors.fromCsv(file, { columns: ["ke"] })).toThrow(/has no column ke; it has ka, V/);
    expect(() => priors.fromCsv(file, { support: { V: { low: 25 } } })).toThrow(/line 2: V = 20 lies outside/);
  });
});
