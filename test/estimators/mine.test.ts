/** MINE: its memory and its gradient against loops over plain numbers, the error of its value against leaving pairs out. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { EstimatorMemory, FromScores } from "../../src/contracts/bounds.js";
import { rowsOf } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { logAverage } from "../../src/estimators/mine.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";
import { gaussianPairs } from "./gaussian.js";
import { donskerVaradhan, type Matrix } from "./loops.js";

const { mine } = estimators;
const memoryOf = ({ memory }: FromScores) => memory as NonNullable<FromScores["memory"]>;

const matrix = (seed: number, n: number): number[][] => {
  const z = Array.from(normals(key(seed), n * n), (x) => 2 * x);
  return Array.from({ length: n }, (_, i) => z.slice(i * n, (i + 1) * n));
};

/** Mean of exp over the pairs that do not belong together. */
const meanOthers = (s: Matrix): number => {
  const others = s.flatMap((row, i) => row.filter((_, j) => j !== i));
  return others.reduce((sum, x) => sum + Math.exp(x), 0) / others.length;
};

/** log A after these batches. */
function remembered(estimator: FromScores, batches: readonly number[][][]): number {
  return tf.tidy(() => {
    const { start, next } = memoryOf(estimator);
    const after = batches.reduce<EstimatorMemory>((memory, s) => next(memory, { scores: tf.tensor2d(s) }), start());
    return logAverage(after).dataSync()[0] as number;
  });
}

describe("what it remembers", () => {
  test("is the running mean of exp(scores), the first batch counted in full", () => {
    const rate = 0.3;
    const batches = [1, 2, 3, 4].map((seed) => matrix(seed, 5));
    let [sum, weight] = [0, 0];
    for (const s of batches) {
      sum = (1 - rate) * sum + rate * meanOthers(s);
      weight = (1 - rate) * weight + rate;
    }
    const member = mine.with?.({ average: rate }) as FromScores;
    expect(remembered(member, batches)).toBeCloseTo(Math.log(sum / weight), 5);
    expect(remembered(member, batches.slice(0, 1))).toBeCloseTo(Math.log(meanOthers(batches[0] as Matrix)), 5);
  });

  test("is what every batch says, where all say the same, also where exp of it is no float32", () => {
    const far = matrix(5, 4).map((row) => row.map((s) => s + 500));
    const alone = remembered(mine, [far]);
    expect(alone).toBeGreaterThan(490);
    expect(remembered(mine, Array(40).fill(far))).toBeCloseTo(alone, 3);
  });
});

test("what it climbs has the gradient of mean_i S_ii - M / A with A held, by finite differences", () => {
  const [s, before] = [matrix(7, 5), matrix(8, 5)];
  const log = remembered(mine, [before, s]);
  const gradient = tf.tidy(() => {
    const { start, next } = memoryOf(mine);
    const memory = [before, s].reduce<EstimatorMemory>((m, each) => next(m, { scores: tf.tensor2d(each) }), start());
    const climbed = (x: tf.Tensor) => tf.mean(mine.objective?.({ scores: x as tf.Tensor2D }, memory) as tf.Tensor);
    return Array.from(tf.grad(climbed)(tf.tensor2d(s)).dataSync());
  }) as unknown as number[];
  const climbed = (x: Matrix) =>
    x.reduce((sum, row, i) => sum + (row[i] as number), 0) / x.length - meanOthers(x) / Math.exp(log);
  const h = 1e-5;
  const moved = (i: number, j: number, by: number) => s.map((row, k) => row.map((v, l) => (k === i && l === j ? v + by : v)));
  const wanted = s.flatMap((row, i) => row.map((_, j) => (climbed(moved(i, j, h)) - climbed(moved(i, j, -h))) / (2 * h)));
  expect(largestGap(gradient, wanted)).toBeLessThan(1e-5);
  expect(Math.hypot(...wanted)).toBeGreaterThan(0.1);
});

describe("its value", () => {
  const pairs = (n: number): number[][] => tf.tidy(() => rowsOf(gaussianPairs(3, n, n, 1, 0.8).pmi)) as unknown as number[][];
  const read = (s: readonly number[][]): number[] =>
    tf.tidy(() => Array.from(mine.contributions({ scores: tf.tensor2d([...s]) }).dataSync())) as unknown as number[];
  const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;

  test("is Donsker and Varadhan's", () => {
    const s = matrix(9, 6);
    expect(mean(read(s))).toBeCloseTo(donskerVaradhan(s), 5);
  });

  test("has the error by the spread of its contributions that leaving out one pair after the other gives", () => {
    const n = 200;
    const s = pairs(n);
    const contributions = read(s);
    const at = mean(contributions);
    const byDelta = Math.sqrt(contributions.reduce((sum, c) => sum + (c - at) ** 2, 0) / (n - 1) / n);
    const without = (i: number) => s.filter((_, k) => k !== i).map((row) => row.filter((_, k) => k !== i));
    const left = Array.from({ length: n }, (_, i) => donskerVaradhan(without(i)));
    const centre = mean(left);
    const byJackknife = Math.sqrt(((n - 1) / n) * left.reduce((sum, v) => sum + (v - centre) ** 2, 0));
    expect(byDelta / byJackknife).toBeGreaterThan(0.95);
    expect(byDelta / byJackknife).toBeLessThan(1.05);
  });
});
