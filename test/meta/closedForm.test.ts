/** Posteriors in closed form against the textbook's matrices, in double precision. */
import * as tf from "@tensorflow/tfjs-core";
import { identity, inv, type Matrix, matrix, multiply, subtract, transpose } from "mathjs";
import { expect, test } from "vitest";
import { conditioned, drawnWeights } from "../../meta/conditioned.js";
import { intervalsOf, wideningOf } from "../../meta/coverage.js";
import { normals, uniforms } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { loadMetaModel } from "../../src/portable/model.js";
import { largestGap } from "../support/largestGap.js";

const numbers = (m: Matrix) => m.toArray() as number[][];

test.each([1, 3, 8])("%i support points taken in one after the other: the posterior of all at once", (k) => {
  const n = k + 4;
  const noise = 0.3;
  const half = Array.from({ length: n }, (_, i) => Array.from(normals(key(i), 6)));
  const prior = numbers(multiply(matrix(half), transpose(matrix(half))) as Matrix); // of rank 6: without noise points may say all
  const mean = Array.from(normals(key(50), n));
  const y = Array.from(normals(key(51), k));
  const withSupport = matrix(prior.map((row) => row.slice(0, k)));
  const ofSupport = matrix(prior.slice(0, k).map((row, i) => row.slice(0, k).map((x, j) => x + (i === j ? noise : 0))));
  const gain = multiply(withSupport, inv(ofSupport)) as Matrix;
  const lacks = y.map((value, i) => [value - (mean[i] as number)]);
  const wantedMean = numbers(multiply(gain, matrix(lacks)) as Matrix).map(([x], i) => (x as number) + (mean[i] as number));
  const left = numbers(subtract(matrix(prior), multiply(gain, transpose(withSupport))) as Matrix);
  const found = tf.tidy(() => {
    const belief = {
      mean: tf.tensor2d([mean, mean]),
      covariance: tf.tensor3d([1, 2].map(() => numbers(withSupport))),
      variance: tf.tensor2d([1, 2].map(() => prior.map((row, i) => row[i] as number))),
    };
    const made = conditioned(belief, tf.tensor2d([y, y]), tf.scalar(noise));
    return { mean: made.mean.arraySync(), variance: made.variance.arraySync() };
  });
  for (const task of [0, 1]) {
    expect(largestGap(found.mean[task] as number[], wantedMean)).toBeLessThan(2e-4);
    expect(
      largestGap(
        found.variance[task] as number[],
        left.map((row, i) => row[i] as number),
      ),
    ).toBeLessThan(2e-4);
  }
});

test("draws of the weights have the mean and the spread of Bayesian regression", () => {
  const n = 4000;
  const [x, y, sd] = [[1, -2, 4], [1, 0.3, 1.7], 0.5]; // one feature, mean 0.1
  const precision = 1 + x.reduce((sum, one) => sum + one ** 2, 0) / sd ** 2;
  const wanted = x.reduce((sum, one, i) => sum + (one * ((y[i] as number) - 0.1)) / sd ** 2, 0) / precision;
  const posterior = tf.tidy(() => {
    const drawn = { weights: tf.tensor2d(normals(key(7), n), [n, 1]), noise: tf.tensor2d(normals(key(8), 3 * n), [n, 3]) };
    const features = tf.tile(tf.reshape(tf.tensor1d(x), [1, 3, 1]), [n, 1, 1]) as tf.Tensor3D;
    const data = tf.tile(tf.tensor2d([y]), [n, 1]) as tf.Tensor2D;
    return drawnWeights({ features, mean: tf.fill([n, 3], 0.1) as tf.Tensor2D }, data, tf.scalar(sd ** 2), drawn);
  });
  const drawn = Array.from(posterior.dataSync());
  posterior.dispose();
  const mean = drawn.reduce((sum, one) => sum + one, 0) / n;
  const variance = drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (n - 1);
  expect(Math.abs(mean - wanted)).toBeLessThan(4 * Math.sqrt(1 / precision / n));
  expect(Math.abs(variance * precision - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
});

test("a portable model's curve and its sd are those of Bayesian regression", () => {
  const model = loadMetaModel({
    kind: "metaModel",
    version: "0.1.0",
    low: -5,
    high: 5,
    adaptation: {
      kind: "closedForm",
      network: "features",
      features: 2,
      kernel: "linear",
      scale: "s",
      noise: "n",
      leastVariance: 0.01,
    },
    wider: 3,
    parameters: {
      "features/w0": { shape: [1, 3], values: [1, 0, 0.2] }, // features x and 1, mean x/5
      "features/b0": { shape: [3], values: [0, 1, 0] },
      s: { shape: [1], values: [Math.log(2) / 10] },
      n: { shape: [1], values: [Math.log(0.5) / 10] },
    },
  });
  const points = [
    { x: -1, y: 0.4 },
    { x: 0.5, y: 1 },
    { x: 3, y: 2 },
  ];
  const noise = 0.25 + 0.01;
  const phi = points.map(({ x }) => [2 * x, 2]);
  const covariance = inv(
    matrix(
      numbers(multiply(transpose(matrix(phi)), matrix(phi)) as Matrix).map((row, i) =>
        row.map((one, j) => one / noise + (numbers(identity(2) as Matrix)[i]?.[j] as number)),
      ),
    ),
  ) as Matrix;
  const residual = points.map(({ x, y }) => [(y - 0.2 * x) / noise]);
  const weights = numbers(multiply(covariance, multiply(transpose(matrix(phi)), matrix(residual))) as Matrix);
  const xs = [-4, 0, 2.5];
  const at = xs.map((x) => [2 * x, 2]);
  const wanted = at.map(
    ([a = 0, b = 0], i) => 0.2 * (xs[i] as number) + a * (weights[0]?.[0] as number) + b * (weights[1]?.[0] as number),
  );
  const sd = at.map((f) =>
    Math.sqrt((multiply(multiply([f], covariance) as Matrix, transpose([f])) as Matrix).get([0, 0]) + noise),
  );
  const curve = model.adapt(points);
  expect(largestGap(curve(xs), wanted)).toBeLessThan(1e-12);
  expect(
    largestGap(
      curve.sd?.(xs) ?? [],
      sd.map((one) => 3 * one),
    ),
  ).toBeLessThan(1e-12);
});

test("how often intervals hold: by counting", () => {
  const [tasks, count] = [50, 20];
  const y = normals(key(3), tasks * count);
  const sd = Float64Array.from(uniforms(key(4), tasks * count), (u) => 0.5 + u);
  const points = { tasks, count, x: y, y: Float32Array.from(y, (one, i) => one * (sd[i] as number)) };
  const intervals = intervalsOf(new Float64Array(tasks * count), sd, points, 3);
  for (const { level, holds, se } of intervals) expect(Math.abs(holds - level)).toBeLessThan(4 * se);
  const inside = Array.from(y).filter((one) => Math.abs(one) <= 1.959964).length / y.length;
  const last = intervals.at(-1);
  expect(last?.holds).toBeCloseTo(inside, 12);
  expect(last?.width).toBeCloseTo(2 * 1.959964 * 3 * (sd.reduce((a, b) => a + b, 0) / sd.length), 4);
});

test("widths that were too narrow by half are doubled, and then hold on other points", () => {
  const pointsOf = (seed: number) => ({ tasks: 100, count: 40, x: new Float32Array(4000), y: normals(key(seed), 4000) });
  const [half, zero] = [new Float64Array(4000).fill(0.5), new Float64Array(4000)];
  const wider = wideningOf(zero, half, pointsOf(20));
  expect(Math.abs(wider - 2)).toBeLessThan(4 * 2 * 0.017); // the error of a quantile of .95: sqrt(.95 .05/4000)/(2 φ(1.96)) of 1.96
  const others = pointsOf(21);
  const [, , last] = intervalsOf(
    zero,
    half.map((sd) => wider * sd),
    others,
    1,
  );
  expect(Math.abs((last?.holds ?? 0) - 0.95)).toBeLessThan(4 * Math.sqrt(2) * Math.sqrt((0.95 * 0.05) / 4000));
});
