/** Tails of weights: shapes that are known are found, and smoothing helps where it should. */
import { expect, test } from "vitest";
import { normals, uniforms } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { paretoFit, paretoSmoothed } from "../../src/numbers/paretoTail.js";
import { normalisedWeights } from "../../src/numbers/weightedDraws.js";

/** By inversion. */
const drawn = (shape: number, scale: number, n: number, seed: number): Float64Array =>
  Float64Array.from(uniforms(key(seed), n), (u) => (scale * ((1 - u) ** -shape - 1)) / shape).sort();

test.each([-0.3, 0.2, 0.5, 0.9])("shape %f and its scale are found", (shape) => {
  const n = 2000;
  const found = Array.from({ length: 40 }, (_, seed) => paretoFit(drawn(shape, 3, n, seed)));
  const mean = (of: (fit: (typeof found)[number]) => number) => found.reduce((sum, fit) => sum + of(fit), 0) / found.length;
  // The prior pulls by 10 of n + 10; the standard error of a shape is (1 + shape) / sqrt(n).
  const pulled = (n * shape + 5) / (n + 10);
  expect(Math.abs(mean((fit) => fit.shape) - pulled)).toBeLessThan((4 * (1 + shape)) / Math.sqrt(n * found.length) + 2e-3);
  expect(Math.abs(mean((fit) => fit.scale) / 3 - 1)).toBeLessThan(0.02);
});

/** Weights of draws from N(0, 1) for N(0, sd²): their tail has the shape 1 - 1/sd² for sd > 1. */
const weightsFor = (sd: number, n: number, seed: number) => {
  const x = normals(fold(key(7), seed), n);
  return { x, weights: normalisedWeights(x.map((z) => 0.5 * z * z * (1 - 1 / sd ** 2))) as Float64Array };
};

test("weights of a normal for a wider one: the shape is 1 - 1/sd²", () => {
  for (const sd of [1.2, 1.6]) {
    const shapes = Array.from({ length: 20 }, (_, seed) => paretoSmoothed(weightsFor(sd, 10_000, seed).weights).shape);
    const mean = shapes.reduce((sum, x) => sum + x, 0) / shapes.length;
    expect(Math.abs(mean - (1 - 1 / sd ** 2))).toBeLessThan(0.12); // slowly reached: the tail is not yet Pareto's
  }
});

test("smoothed weights keep their order, their sum and what is not in the tail; means are nearer", () => {
  const off = { raw: 0, smooth: 0 };
  for (let seed = 0; seed < 60; seed++) {
    const { x, weights } = weightsFor(1.3, 1000, seed);
    const { weights: smooth } = paretoSmoothed(weights);
    expect(smooth.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    const order = Uint32Array.from(weights.keys()).sort((i, j) => (weights[i] as number) - (weights[j] as number));
    const rising = order.every(
      (i, k) => k === 0 || (smooth[i] as number) >= (smooth[order[k - 1] as number] as number) * (1 - 1e-12),
    );
    expect(rising).toBe(true);
    const second = (by: Float64Array) => by.reduce((sum, w, i) => sum + w * (x[i] as number) ** 2, 0);
    off.raw += (second(weights) - 1.69) ** 2;
    off.smooth += (second(smooth) - 1.69) ** 2;
  }
  expect(off.smooth).toBeLessThan(off.raw);
});

test("weights that are all alike have no tail, and too few of them no number", () => {
  expect(paretoSmoothed(new Float64Array(100).fill(0.01)).shape).toBe(-Infinity);
  const one = new Float64Array(100);
  one[3] = 1;
  expect(paretoSmoothed(one)).toEqual({ weights: one, shape: Infinity });
});
