import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { PairedLogDensity } from "../../src/contracts/bounds.js";
import { additiveScores, gaussianScores, pairwiseScores } from "../../src/modelling/likelihoods.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { slopeAt, tabulate, valueAt } from "../../src/numbers/tabulated.js";

const [n, m, q] = [40, 30, 4];
const array = (i: number, rows: number, scale: number, shift: number): Float32Array =>
  normals(fold(key(2), i), rows * q).map((z) => shift + scale * z);

/** Gradients of sum(weights * scores) by every input. */
function gradients(scores: (...inputs: tf.Tensor2D[]) => tf.Tensor2D, inputs: tf.Tensor2D[], weights: tf.Tensor): Float32Array[] {
  const total = (...args: tf.Tensor[]) => tf.sum(tf.mul(weights, scores(...(args as tf.Tensor2D[]))));
  return tf
    .grads(total)(inputs)
    .map((g) => g.dataSync() as Float32Array);
}

/** The same by central differences of a double-precision loop. */
function differences(f: (inputs: Float64Array[]) => number, inputs: Float32Array[], step: number): Float64Array[] {
  const doubles = inputs.map((x) => Float64Array.from(x));
  return doubles.map((x) =>
    Float64Array.from(x, (value, i) => {
      x[i] = value + step;
      const up = f(doubles);
      x[i] = value - step;
      const down = f(doubles);
      x[i] = value;
      return (up - down) / (2 * step);
    }),
  );
}

/** Scores of all pairs by plain loops over a log density of one coordinate. */
function looped(log: (y: number, i: number, k: number) => number, outcome: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: n * m }, (_, at) => {
    const [i, j] = [Math.floor(at / m), at % m];
    let sum = 0;
    for (let k = 0; k < q; k++) sum += log(outcome[j * q + k] as number, i, k);
    return sum;
  });
}

function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>, absolute: number, relative = 0): void {
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) {
    const w = wanted[i] as number;
    worst = Math.max(worst, Math.abs((found[i] as number) - w) / (absolute + relative * Math.abs(w)));
  }
  expect(found.length).toBe(wanted.length);
  expect(worst).toBeLessThan(1);
}

const weights = normals(fold(key(2), 9), n * m);
const weighted = (scores: Float64Array) => scores.reduce((sum, s, i) => sum + s * (weights[i] as number), 0);

describe("gaussianScores", () => {
  const gaussian = (y: number, mean: number, sd: number) => -0.5 * ((y - mean) / sd) ** 2 - Math.log(sd * Math.sqrt(2 * Math.PI));
  const all = ([mean, sd, outcome]: ArrayLike<number>[]) =>
    looped((y, i, k) => gaussian(y, mean?.[i * q + k] as number, sd?.[i * q + k] as number), outcome as ArrayLike<number>);
  const sds = array(1, n, 0.2, 0).map(Math.exp);

  test.each([
    [3, 0],
    [10, 0],
    [3, 500],
  ])("values within 1e-3 nats of double precision: means spread by %d around %d", (spread, shift) => {
    const parts = [array(0, n, spread, shift), sds, array(2, m, spread, shift)];
    const [mean, sd, outcome] = parts.map((x) => tf.tensor2d(x, [x.length / q, q])) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    expectClose(gaussianScores(mean, sd, outcome).dataSync(), all(parts), 1e-3);
  });

  test("gradients by mean, sd and outcome", () => {
    const parts = [array(0, n, 2, 5), sds, array(2, m, 2, 5)];
    const tensors = parts.map((x) => tf.tensor2d(x, [x.length / q, q]));
    const found = gradients(gaussianScores as never, tensors, tf.tensor2d(weights, [n, m]));
    const wanted = differences((inputs) => weighted(all(inputs)), parts, 1e-4);
    for (const [i, gradient] of found.entries()) expectClose(gradient, wanted[i] as Float64Array, 1e-2, 1e-4);
  });
});

describe("additiveScores", () => {
  // a logistic density: smooth, with tails that a normal does not have
  const logistic = (x: number): [number, number] => [-Math.abs(x) - 2 * Math.log1p(Math.exp(-Math.abs(x))), -Math.tanh(x / 2)];
  const noise = tabulate(logistic, 0, 1);
  const all = ([mean, outcome]: ArrayLike<number>[]) =>
    looped((y, i, k) => logistic(y - (mean?.[i * q + k] as number))[0], outcome as ArrayLike<number>);
  const parts = [array(3, n, 6, 0), array(4, m, 6, 0)];
  const tensors = parts.map((x) => tf.tensor2d(x, [x.length / q, q]));

  test("values", () => {
    const scores = additiveScores(noise, tensors[0] as tf.Tensor2D, tensors[1] as tf.Tensor2D);
    expect(scores.shape).toEqual([n, m]);
    expectClose(scores.dataSync(), all(parts), 1e-5, 1e-6);
  });

  test("gradients by mean and outcome", () => {
    const found = gradients(
      (mean, y) => additiveScores(noise, mean as tf.Tensor2D, y as tf.Tensor2D),
      tensors,
      tf.tensor2d(weights, [n, m]),
    );
    const wanted = differences((inputs) => weighted(all(inputs)), parts, 1e-4);
    for (const [i, gradient] of found.entries()) expectClose(gradient, wanted[i] as Float64Array, 1e-4, 1e-5);
  });

  test.each([
    [1, 1, 1],
    [3, 5, 10],
    [2, 8, 2],
    [7, 258, 3],
    [0, 4, 2],
    [4, 0, 2],
  ])("any sizes: %d means, %d outcomes, %d coordinates, from the middle far into both tails", (rows, columns, q) => {
    const at = (seed: number, length: number) => normals(key(seed), length).map((z, i) => (i % 7 === 0 ? 3000 * z : 3 * z));
    const off = tabulate((x) => logistic((x - 2) / 5).map((v, i) => (i ? v / 5 : v)) as [number, number], 2, 5);
    const [mean, outcome] = [at(8, rows * q), at(9, columns * q)];
    const given = [tf.tensor2d(mean, [rows, q]), tf.tensor2d(outcome, [columns, q])] as const;
    const up = normals(key(10), rows * columns).map((z, i) => (i % 5 === 0 ? 0 : z));
    const scores = new Float64Array(rows * columns);
    const by = [new Float64Array(rows * q), new Float64Array(columns * q)] as const;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        for (let k = 0; k < q; k++) {
          const x = (outcome[j * q + k] as number) - (mean[i * q + k] as number);
          const [value, slope] = [valueAt(off, x), slopeAt(off, x) * (up[i * columns + j] as number)];
          scores[i * columns + j] = (scores[i * columns + j] as number) + value;
          by[0][i * q + k] = (by[0][i * q + k] as number) - slope;
          by[1][j * q + k] = (by[1][j * q + k] as number) + slope;
        }
    expectClose(additiveScores(off, ...given).dataSync(), scores, 1e-4, 1e-5);
    if (rows * columns === 0) return;
    const found = gradients(
      (a, b) => additiveScores(off, a as tf.Tensor2D, b as tf.Tensor2D),
      [...given],
      tf.tensor2d(up, [rows, columns]),
    );
    for (const [i, gradient] of found.entries()) expectClose(gradient, by[i] as Float64Array, 2e-4, 1e-4);
  });

  test("what is not a number stays so, and infinitely far is impossible", () => {
    const score = (y: number) => additiveScores(noise, tf.tensor2d([[0]]), tf.tensor2d([[y]])).dataSync()[0];
    expect(score(Number.NaN)).toBeNaN();
    for (const far of [Infinity, -Infinity]) expect(score(far)).not.toBeGreaterThan(-1e30);
  });

  test("leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    tf.tidy(
      () => gradients((mean, y) => additiveScores(noise, mean as tf.Tensor2D, y as tf.Tensor2D), tensors, tf.scalar(1)).length,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("pairwiseScores", () => {
  const density: PairedLogDensity = (theta, design, outcome) =>
    tf.neg(tf.sum<tf.Tensor1D>(tf.square(tf.sub(outcome, tf.mul(tf.sum(theta, 1, true), design))), 1));
  const theta = tf.tensor2d(array(5, n, 1, 0), [n, q]);
  const design = tf.tensor2d([[1, 2, -1, 0.5]]);
  const outcome = tf.tensor2d(array(6, m, 1, 0), [m, q]);

  test("score (i, j) is the density of outcome j under theta i", () => {
    const scores = pairwiseScores(density)(theta, design, outcome).arraySync();
    expect([scores.length, scores[0]?.length]).toEqual([n, m]);
    for (const [i, j] of [
      [0, 0],
      [3, 7],
      [n - 1, m - 1],
      [n - 1, 0],
    ] as const) {
      const alone = density(tf.slice(theta, [i, 0], [1, q]), design, tf.slice(outcome, [j, 0], [1, q])).dataSync()[0] as number;
      expect(scores[i]?.[j]).toBeCloseTo(alone, 4);
    }
  });

  test("gradients reach theta, design and outcome", () => {
    const found = gradients(
      (...x) => pairwiseScores(density)(...(x as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D])),
      [theta, design, outcome],
      tf.scalar(1),
    );
    for (const gradient of found) {
      expect(gradient.every(Number.isFinite)).toBe(true);
      expect(gradient.some((g) => g !== 0)).toBe(true);
    }
  });
});
