import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import {
  beta,
  gamma,
  independent,
  logNormal,
  type Marginal,
  normal,
  truncatedNormal,
  uniform,
} from "../../src/modelling/priors.js";
import { key } from "../../src/numbers/keys.js";
import { gammaCdf, kolmogorovSmirnov, normalCdf } from "../support/statistics.js";

interface Case {
  readonly marginal: Marginal;
  readonly cdf: (x: number) => number;
  readonly range: readonly [number, number];
  /** A point without density. */
  readonly outside?: number;
}

const cases: Record<string, Case> = {
  normal: { marginal: normal(2, 3), cdf: (x) => normalCdf((x - 2) / 3), range: [-22, 26] },
  logNormal: { marginal: logNormal(0.5, 0.8), cdf: (x) => normalCdf((Math.log(x) - 0.5) / 0.8), range: [1e-6, 200], outside: -1 },
  uniform: { marginal: uniform(-1, 4), cdf: (x) => (x + 1) / 5, range: [-1, 4], outside: 4.1 },
  gamma: { marginal: gamma(2.5, 1.5), cdf: (x) => gammaCdf(x / 1.5, 2.5), range: [1e-6, 70], outside: 0 },
  // a = 2, b = 3: 12 x (1 - x)², integrated
  beta: { marginal: beta(2, 3), cdf: (x) => 6 * x ** 2 - 8 * x ** 3 + 3 * x ** 4, range: [0, 1], outside: 1 },
  truncatedNormal: {
    marginal: truncatedNormal(1, 2, 0.5),
    cdf: (x) => 1 - (1 - normalCdf((x - 1) / 2)) / (1 - normalCdf(-0.25)),
    range: [0.5, 18],
    outside: 0.4,
  },
};

describe.each(Object.entries(cases))("%s", (_, { marginal, cdf, range }) => {
  test("samples follow the distribution function", () => {
    expect(kolmogorovSmirnov(marginal.sample(key(5), 50_000), cdf)).toBeLessThan(2.2);
  });

  test("its support is where it has density", () => {
    const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = marginal.support ?? {};
    const at = (x: number) => marginal.logDensity(tf.tensor1d([x])).dataSync()[0] as number;
    const drawn = marginal.sample(key(6), 2000);
    expect(drawn.every((x) => x > low && x < high)).toBe(true);
    for (const [end, outwards] of [
      [low, -1],
      [high, 1],
    ] as const) {
      if (!Number.isFinite(end)) continue;
      expect(at(end + outwards * 1e-3)).toBe(Number.NEGATIVE_INFINITY);
      expect(at(end - outwards * 1e-2)).toBeGreaterThan(-100);
    }
  });

  test("exp(logDensity) integrates to the distribution function", () => {
    const pieces = 200_000;
    const [low, high] = range;
    const h = (high - low) / pieces;
    const middles = Float32Array.from({ length: pieces }, (_, i) => low + (i + 0.5) * h);
    const log = marginal.logDensity(tf.tensor1d(middles)).dataSync();
    let sum = 0;
    let worst = 0;
    for (let i = 0; i < pieces; i++) {
      sum += Math.exp(log[i] as number) * h;
      worst = Math.max(worst, Math.abs(sum - cdf(low + (i + 1) * h)));
    }
    expect(worst).toBeLessThan(1e-4);
    expect(Math.abs(sum - 1)).toBeLessThan(1e-4);
  });
});

const bounded = Object.entries(cases).flatMap(([name, { marginal, outside }]) =>
  outside === undefined ? [] : [{ name, marginal, outside }],
);

test.each(bounded)("outside the support of $name the density is 0 and its gradient finite", ({ marginal, outside }) => {
  const x = tf.tensor1d([outside]);
  expect(marginal.logDensity(x).dataSync()[0]).toBe(-Infinity);
  expect(
    tf
      .grad((v) => tf.sum(tf.exp(marginal.logDensity(v))))(x)
      .dataSync()[0],
  ).toBe(0);
});

describe("independent", () => {
  const prior = independent({ a: { ...normal(1, 2), unit: "m" }, b: gamma(3, 1) });

  test("has a column a parameter, in order, with units", () => {
    expect(prior.names).toEqual(["a", "b"]);
    expect(prior.units).toEqual(["m", ""]);
    const rows = prior.sample(key(0), 20_000);
    expect(rows.shape).toEqual([20_000, 2]);
    const values = rows.dataSync();
    const column = (j: number) => Float64Array.from({ length: 20_000 }, (_, i) => values[2 * i + j] as number);
    expect(kolmogorovSmirnov(column(0), (x) => normalCdf((x - 1) / 2))).toBeLessThan(2.2);
    expect(kolmogorovSmirnov(column(1), (x) => gammaCdf(x, 3))).toBeLessThan(2.2);
    let product = 0;
    for (let i = 0; i < 20_000; i++)
      product += (((values[2 * i] as number) - 1) / 2) * (((values[2 * i + 1] as number) - 3) / Math.sqrt(3));
    expect(Math.abs(product / Math.sqrt(20_000))).toBeLessThan(4);
  });

  test("adds the marginals' log densities", () => {
    const theta = tf.tensor2d([
      [0.5, 2],
      [3, 1],
    ]);
    const sum = prior.logDensity?.(theta).dataSync() as Float32Array;
    const normalPart = (x: number) => -0.5 * ((x - 1) / 2) ** 2 - Math.log(2 * Math.sqrt(2 * Math.PI));
    const gammaPart = (x: number) => 2 * Math.log(x) - x - Math.log(2);
    expect(sum[0]).toBeCloseTo(normalPart(0.5) + gammaPart(2), 5);
    expect(sum[1]).toBeCloseTo(normalPart(3) + gammaPart(1), 5);
  });

  test("another parameter beside it does not change a parameter's draws", () => {
    const wider = independent({ inserted: uniform(0, 1), a: normal(1, 2), b: gamma(3, 1) });
    const [few, more] = [prior.sample(key(1), 50).arraySync(), wider.sample(key(1), 50).arraySync()];
    expect(more.map((row) => row.slice(1))).toEqual(few);
  });

  test("leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    const theta = prior.sample(key(1), 5);
    tf.dispose([theta, prior.logDensity?.(theta) as tf.Tensor]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test("impossible parameters are refused by name", () => {
  expect(() => normal(0, 0)).toThrow("priors.normal(mean, sd): sd must be a positive number, got 0");
  expect(() => normal(Number.NaN, 1)).toThrow("priors.normal(mean, sd): mean must be a finite number, got NaN");
  expect(() => uniform(2, 1)).toThrow("priors.uniform(low, high): low must be below high, got 2 and 1");
  expect(() => gamma(-1, 1)).toThrow("priors.gamma(shape, scale): shape must be a positive number, got -1");
  expect(() => truncatedNormal(0, 1, 100)).toThrow("leaves almost nothing");
  expect(() => independent({})).toThrow("priors.independent({ .. }) needs at least one parameter");
  expect(() => normal("20" as never, 1)).toThrow('mean must be a finite number, got "20"');
  const wrong = { a: normal(0, 1), b: 3 as never };
  expect(() => independent(wrong)).toThrow('priors.independent({ .. }): "b" must be a distribution, e.g. { rate: ');
  expect(() => independent(undefined as never)).toThrow("takes an object of parameters");
});
