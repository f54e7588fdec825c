import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { estimators } from "../../src/estimators/index.js";
import { totalCorrelation } from "../../src/estimators/totalCorrelation.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { averageOf } from "./table.js";

/** y_k = w_k x + noise of sd σ, x one normal number: covariance w wᵀ + σ², so that Σ log Σ_kk - log det Σ is in closed form. */
const [weights, sigma] = [[1, -0.7, 0.4], 0.8] as const;
const exact = (() => {
  const diagonal = weights.reduce((sum, w) => sum + Math.log(w ** 2 + sigma ** 2), 0);
  const squares = weights.reduce((sum, w) => sum + w ** 2, 0);
  const logDet = weights.length * Math.log(sigma ** 2) + Math.log(1 + squares / sigma ** 2);
  return (diagonal - logDet) / 2;
})();

function likelihoods(batch: number, n: number): tf.Tensor2D[] {
  const k = fold(key(1), batch);
  const x = tf.tensor1d(normals(fold(k, 9), n));
  return weights.map((w, c) => {
    const y = tf.add(tf.mul(w, x), tf.mul(sigma, tf.tensor1d(normals(fold(k, c), n))));
    const off = tf.sub(tf.reshape(y, [1, n]), tf.mul(w, tf.reshape(x, [n, 1])));
    return tf.sub(tf.mul(-1 / (2 * sigma ** 2), tf.square(off)), Math.log(sigma) + 0.5 * Math.log(2 * Math.PI)) as tf.Tensor2D;
  });
}

const bound = (batches: number, n: number) =>
  averageOf(
    Array.from({ length: batches }, (_, b) =>
      tf.tidy(() => tf.mean(totalCorrelation(likelihoods(b, n))).dataSync()[0] as number),
    ),
  );

test("is above the total correlation of normals, and near it with many pairs", () => {
  const [few, many] = [bound(200, 8), bound(40, 128)];
  expect(few.mean).toBeGreaterThan(exact + 4 * few.se);
  expect(many.mean).toBeGreaterThan(exact - 4 * many.se);
  expect(many.mean - exact).toBeLessThan(4 * many.se + 0.01);
  expect(few.mean - exact).toBeGreaterThan(5 * (many.mean - exact));
});

test("is the bounds that it is made of, and takes others", () => {
  tf.tidy(() => {
    const [one, other] = likelihoods(3, 16) as [tf.Tensor2D, tf.Tensor2D];
    const value = (x: tf.Tensor) => tf.mean(x).dataSync()[0] as number;
    const both = { scores: tf.add(one, other) as tf.Tensor2D };
    const wanted = [one, other].reduce((sum, scores) => sum + value(estimators.nmc.contributions({ scores })), 0);
    const made = totalCorrelation([one, other]);
    expect(made.shape).toEqual([16]);
    expect(value(made)).toBeCloseTo(wanted - value(estimators.pce.contributions(both)), 5);
    expect(() => totalCorrelation([one], { above: estimators.pce })).toThrow("an upper and a lower bound are needed");
  });
});

test("of one outcome is at least 0, which it is", () => {
  const alone = averageOf(
    Array.from({ length: 20 }, (_, b) =>
      tf.tidy(() => tf.mean(totalCorrelation(likelihoods(b, 64).slice(0, 1))).dataSync()[0] as number),
    ),
  );
  expect(alone.mean).toBeGreaterThan(0);
  expect(alone.mean).toBeLessThan(0.05);
});
