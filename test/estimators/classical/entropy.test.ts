/** Entropies by neighbours against closed forms, with the spread that they state. */
import { mean, sampleStandardDeviation } from "simple-statistics";
import { expect, test } from "vitest";
import { nearestNeighbourEntropy } from "../../../src/estimators/classical/entropy.js";
import { normals, uniforms } from "../../../src/numbers/distributions.js";
import { fixedKey, fold } from "../../../src/numbers/keys.js";

const key = fixedKey("entropy");
const n = 4000;

/** Two normals with standard deviations 1 and 2 and correlation 0.6, row after row. */
function pairs(i: number): Float32Array {
  const z = normals(fold(key, i), 2 * n);
  return z.map((one, j) => (j % 2 === 0 ? one : 2 * (0.6 * (z[j - 1] as number) + 0.8 * one)));
}

test.each([
  ["a normal", 1, (i: number) => normals(fold(key, i), n), 0.5 * Math.log(2 * Math.PI * Math.E)],
  ["a uniform", 1, (i: number) => uniforms(fold(key, i), n, 0, 3), Math.log(3)],
  ["two that depend on each other", 2, pairs, Math.log(2 * Math.PI * Math.E) + Math.log(2 * 0.8)],
])("%s", (_what, d, draw, right) => {
  const found = Array.from({ length: 12 }, (_, i) => nearestNeighbourEntropy(draw(i), d));
  const se = mean(found.map((one) => one.se));
  expect(Math.abs(mean(found.map((one) => one.value)) - right)).toBeLessThan(4 * (se / Math.sqrt(12)) + 0.005);
  const spread = sampleStandardDeviation(found.map((one) => one.value));
  expect(spread).toBeGreaterThan(0.4 * se);
  expect(spread).toBeLessThan(1.8 * se);
});

test("too few rows, and rows that come again", () => {
  expect(() => nearestNeighbourEntropy([1, 2, 3], 1)).toThrow(/at least 8 rows/);
  expect(() => nearestNeighbourEntropy(Array(20).fill(1), 1)).toThrow(/come again/);
});
