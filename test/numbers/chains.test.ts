/** Diagnostics of chains, on chains whose answer is known. */
import { expect, test } from "vitest";
import { type Chains, effectiveDraws, splitRhat } from "../../src/numbers/chains.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { meanInErrors } from "../support/statistics.js";

/** x_t = rho x_{t-1} + noise, stationary with variance 1. */
function autoregressive(rho: number, count: number, length: number, seed: number): Chains {
  return Array.from({ length: count }, (_, c) => {
    const z = normals(fold(key(seed), c), length);
    const x = new Float64Array(length);
    for (let t = 0; t < length; t++)
      x[t] = t === 0 ? (z[0] as number) : rho * (x[t - 1] as number) + Math.sqrt(1 - rho * rho) * (z[t] as number);
    return x;
  });
}

test.each([0, 0.5, 0.9, -0.5])("chains with correlation %f are worth (1 - rho) / (1 + rho) of their draws", (rho) => {
  const right = (1 - rho) / (1 + rho);
  const found = Array.from({ length: 20 }, (_, seed) => effectiveDraws(autoregressive(rho, 4, 1000, seed)) / 4000);
  const mean = found.reduce((sum, x) => sum + x, 0) / found.length;
  expect(Math.abs(mean / right - 1)).toBeLessThan(0.1); // Geyer's sum is a little too long for independent draws
});

test("the effective size is the one by which means spread", () => {
  const means = Array.from({ length: 200 }, (_, seed) => {
    const chains = autoregressive(0.7, 4, 200, 1000 + seed);
    const all = chains.flatMap((chain) => Array.from(chain));
    return (all.reduce((sum, x) => sum + x, 0) / all.length) * Math.sqrt(effectiveDraws(chains));
  });
  const squares = means.map((x) => x * x);
  expect(Math.abs(meanInErrors(squares, 1))).toBeLessThan(4);
});

test("R-hat is 1 where chains agree, and more where one is elsewhere, wider, or drifts", () => {
  const chains = autoregressive(0, 4, 500, 1);
  const first = (of: (x: number, t: number) => number) => chains.map((chain, c) => (c === 0 ? chain.map(of) : chain));
  expect(splitRhat(chains)).toBeLessThan(1.01);
  expect(splitRhat(first((x) => x + 1))).toBeGreaterThan(1.05);
  expect(splitRhat(first((x) => 3 * x))).toBeGreaterThan(1.05);
  expect(splitRhat(chains.map((chain) => chain.map((x, t) => x + t / 250)))).toBeGreaterThan(1.05);
});

test("R-hat of ranks does not change under a rising map, and needs no variance", () => {
  const chains = autoregressive(0.3, 4, 300, 2);
  const cauchy = chains.map((chain) => chain.map((x) => Math.sign(x) * Math.expm1(3 * Math.abs(x))));
  expect(Math.abs(splitRhat(cauchy) - splitRhat(chains))).toBeLessThan(0.01);
});

test("a number that never changes is worth one draw", () => {
  const still = Array.from({ length: 4 }, () => new Float64Array(100).fill(2));
  expect(effectiveDraws(still)).toBe(1);
  expect(splitRhat(still)).toBe(1);
});
