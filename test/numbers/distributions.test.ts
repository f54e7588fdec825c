import { lgamma } from "mathjs";
import { describe, expect, test } from "vitest";
import type { Key } from "../../src/contracts/values.js";
import {
  binomials,
  gamma,
  gammas,
  normal,
  normals,
  poissons,
  truncatedNormals,
  uniform,
  uniforms,
} from "../../src/numbers/distributions.js";
import { normalOf } from "../../src/numbers/inverseNormal.js";
import { fold, key } from "../../src/numbers/keys.js";
import {
  chiSquareZ,
  gammaCdf,
  integral,
  kolmogorovSmirnov,
  meanInErrors,
  normalCdf,
  varianceInErrors,
} from "../support/statistics.js";

const n = 100_000;
const k = key(0);

function expectMoments(samples: ArrayLike<number>, mean: number, variance: number): void {
  expect(Math.abs(meanInErrors(samples, mean))).toBeLessThan(4);
  expect(Math.abs(varianceInErrors(samples, variance))).toBeLessThan(4);
}

describe("continuous", () => {
  test("normals", () => {
    const z = normals(k, n);
    expectMoments(z, 0, 1);
    expect(kolmogorovSmirnov(z, normalCdf)).toBeLessThan(2.2);
    expect(
      Math.abs(
        meanInErrors(
          z.map((x) => x ** 3),
          0,
        ),
      ),
    ).toBeLessThan(4);
    expect(
      Math.abs(
        meanInErrors(
          z.map((x) => x ** 4),
          3,
        ),
      ),
    ).toBeLessThan(4);
  });

  test("neighbouring normals are independent", () => {
    const z = normals(k, n);
    for (const lag of [1, 2, 3, 64]) {
      const products = Float64Array.from({ length: n - lag }, (_, i) => (z[i] as number) * (z[i + lag] as number));
      expect(Math.abs(meanInErrors(products, 0))).toBeLessThan(4);
    }
  });

  test("normalOf(word) inverts the distribution function, in the far tail too", () => {
    const tail = (z: number) => integral((x) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI), z, z + 9, 4000);
    for (const word of [0, 1, 2, 3, 17, 4095, 123_456, 2 ** 24 + 5, 2 ** 29, 2 ** 30 + 12_345, 2 ** 31 - 1]) {
      const p = (word + 0.5) * 2 ** -32;
      const density = Math.exp(-0.5 * normalOf(word) ** 2) / Math.sqrt(2 * Math.PI);
      expect(Math.abs(tail(-normalOf(word)) - p) / density).toBeLessThan(1e-8);
      expect(normalOf((word | (2 ** 31)) >>> 0)).toBe(-normalOf(word));
    }
  });

  test("uniforms lie strictly inside, in units of 2^-23", () => {
    const u = uniforms(k, n);
    expectMoments(u, 0.5, 1 / 12);
    expect(kolmogorovSmirnov(u, (x) => x)).toBeLessThan(2.2);
    expect(u.every((x) => x > 0 && x < 1)).toBe(true);
    const shifted = uniforms(k, n, -3, 5);
    expect(kolmogorovSmirnov(shifted, (x) => (x + 3) / 8)).toBeLessThan(2.2);
  });

  test.each([0.2, 0.7, 1, 2, 9.5, 200])("gammas of shape %d", (shape) => {
    const g = gammas(k, n, shape, 2);
    expectMoments(g, 2 * shape, 4 * shape);
    if (shape < 150) expect(kolmogorovSmirnov(g, (x) => gammaCdf(x / 2, shape))).toBeLessThan(2.2);
  });

  test.each([-5, -1, 0, 0.5, 3])("normals above %d", (low) => {
    const z = truncatedNormals(k, n, low);
    const left = normalCdf(low);
    expect(z.every((x) => x >= Math.fround(low))).toBe(true);
    expect(kolmogorovSmirnov(z, (x) => (normalCdf(x) - left) / (1 - left))).toBeLessThan(2.2);
  });
});

describe("discrete", () => {
  const poisson = (m: number) => (j: number) => Math.exp(j * Math.log(m) - m - lgamma(j + 1));
  test.each([0.05, 1, 9.9, 10, 35, 400])("poissons of mean %d", (mean) => {
    const x = poissons(k, new Float64Array(n).fill(mean));
    expectMoments(x, mean, mean);
    expect(chiSquareZ(x, poisson(mean), Math.ceil(2 * mean + 40))).toBeLessThan(4);
  });

  test("poissons of a huge mean", () => {
    const x = poissons(k, new Float64Array(20_000).fill(1e6));
    expectMoments(x, 1e6, 1e6);
    expect(kolmogorovSmirnov(x, (v) => normalCdf((v + 0.5 - 1e6) / 1e3))).toBeLessThan(2.2);
  });

  test.each([
    [1, 0.3],
    [50, 0.1],
    [50, 0.5],
    [50, 0.95],
    [400, 0.03],
    [300, 0.7],
  ])("binomials of %d at %d", (count, p) => {
    const x = binomials(k, new Float64Array(n).fill(count), new Float64Array(n).fill(p));
    expectMoments(x, count * p, count * p * (1 - p));
    const logChoose = (j: number) => lgamma(count + 1) - lgamma(j + 1) - lgamma(count - j + 1);
    const mass = (j: number) => Math.exp(logChoose(j) + j * Math.log(p) + (count - j) * Math.log1p(-p));
    expect(chiSquareZ(x, mass, count)).toBeLessThan(4);
  });

  test("certain outcomes are certain", () => {
    expect(Array.from(poissons(k, [0, 0]))).toEqual([0, 0]);
    expect(Array.from(binomials(k, [7, 7, 0], [0, 1, 0.5]))).toEqual([0, 7, 0]);
  });

  test("impossible parameters are refused by name", () => {
    expect(() => poissons(k, [1, -1])).toThrow("a Poisson mean must be a finite number >= 0, got -1 at index 1");
    expect(() => poissons(k, [Number.NaN])).toThrow("got NaN at index 0");
    expect(() => binomials(k, [2.5], [0.5])).toThrow("a binomial count must be a whole number >= 0, got 2.5 at index 0");
    expect(() => binomials(k, [2], [1.5])).toThrow("a binomial probability must be in [0, 1], got 1.5 at index 0");
    expect(() => gammas(k, 1, 0)).toThrow("gamma needs a positive shape and scale, got 0 and 1");
  });
});

describe("a function of key and index", () => {
  const few = 1000;
  const draws: Record<string, (at: Key, m: number) => Float32Array> = {
    normals: (at, m) => normals(at, m),
    uniforms: (at, m) => uniforms(at, m),
    gammas: (at, m) => gammas(at, m, 2),
    smallGammas: (at, m) => gammas(at, m, 0.3),
    truncated: (at, m) => truncatedNormals(at, m, 1),
    poissons: (at, m) => poissons(at, new Float64Array(m).fill(30)),
    binomials: (at, m) => binomials(at, new Float64Array(m).fill(100), new Float64Array(m).fill(0.4)),
  };
  test.each(Object.entries(draws))(
    "%s: a shorter draw is the beginning of a longer one; another key gives another",
    (_, draw) => {
      expect(Array.from(draw(k, few))).toEqual(Array.from(draw(k, 2 * few)).slice(0, few));
      expect(Array.from(draw(fold(k, 1), few))).not.toEqual(Array.from(draw(k, few)));
    },
  );

  test("an element's rejections do not shift the others", () => {
    const means = Float64Array.from({ length: few }, () => 30);
    const plain = poissons(k, means);
    means[10] = 12_345;
    means[11] = 0.5;
    const changed = poissons(k, means);
    const different = Array.from(plain, (x, i) => (x === changed[i] ? -1 : i)).filter((i) => i >= 0);
    expect(different).toEqual([10, 11]);
  });

  test("tensors hold the same numbers as the arrays", () => {
    expect(Array.from(normal(k, [2, 3]).dataSync())).toEqual(Array.from(normals(k, 6)));
    expect(Array.from(uniform(k, [6], -1, 1).dataSync())).toEqual(Array.from(uniforms(k, 6, -1, 1)));
    expect(Array.from(gamma(k, [3, 2], 2, 0.5).dataSync())).toEqual(Array.from(gammas(k, 6, 2, 0.5)));
    expect(normal(k, [2, 3]).shape).toEqual([2, 3]);
  });
});
