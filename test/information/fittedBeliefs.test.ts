/** Beliefs before each decision as draws that are fitted to them, against closed forms of normal posteriors. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { tidied } from "../../src/engine/tensors.js";
import { type BeliefsOf, fittedBeliefs, normalsFor, sharesOf } from "../../src/information/training/fittedBeliefs.js";
import { drawNear, type WithDensity } from "../../src/information/training/nearContrasts.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { keyFor } from "../../src/numbers/keys.js";

const prior = independent({ a: normal(0, 1), b: normal(0, 1) }) as WithDensity;
const spread = Float32Array.of(1, 1);
/** What is measured first: the sum, and then a little of the difference, with errors of these. A ridge, and then less of one. */
const [of, errors] = [[[1, 1], [0.3, -0.3]], [0.05, 0.05]] as const; // biome-ignore format: rows

/** Mean and covariance after the first t outcomes, by the formulas of linear regression. */
function posterior(outcome: readonly number[], t: number) {
  let [p00, p01, p11, h0, h1] = [1, 0, 1, 0, 0];
  for (let s = 0; s < t; s++) {
    const [[x, y], w] = [of[s] as readonly [number, number], 1 / (errors[s] as number) ** 2];
    [p00, p01, p11] = [p00 + w * x * x, p01 + w * x * y, p11 + w * y * y];
    [h0, h1] = [h0 + w * x * (outcome[s] as number), h1 + w * y * (outcome[s] as number)];
  }
  const determinant = p00 * p11 - p01 ** 2;
  const covariance = [p11 / determinant, -p01 / determinant, p00 / determinant] as const;
  return { mean: [covariance[0] * h0 + covariance[1] * h1, covariance[1] * h0 + covariance[2] * h1] as const, covariance };
}

test("draws of a ridge have its mean and covariance, and half of them count", () => {
  const n = 40;
  const [around, q] = [100, 3];
  const truth = Array.from({ length: n }, (_, i) => [Math.sin(3 * i), Math.cos(5 * i)] as const);
  const outcomes = truth.map(([a, b], i) =>
    of.map(([x, y], s) => x * a + y * b + (errors[s] as number) * Math.sin(7 * i + 2 * s)),
  );
  const found = tidied(() => {
    const theta = tf.tensor2d(truth as unknown as number[][]);
    const all = tf.tensor2d(outcomes);
    const weight = tf.tensor1d(errors.map((error) => 1 / error));
    /** Log likelihood of each outcome, [n, thetas, 2]. */
    const told = (thetas: tf.Tensor2D): tf.Tensor3D => {
      const means = tf.reshape(tf.matMul(thetas, tf.tensor2d(of as unknown as number[][]), false, true), [n, -1, 2]);
      return tf.mul(-0.5, tf.square(tf.mul(weight, tf.sub(tf.expandDims(all, 1), means))));
    };
    const earlier = tf.tensor2d([[0, 0], [1, 0], [1, 1]]); // biome-ignore format: a row each measurement
    const beliefs: BeliefsOf = {
      ...{ prior, spread },
      before: (thetas) => tf.sum(tf.mul(tf.reshape(told(thetas), [n, q, -1, 2]), tf.reshape(earlier, [1, q, 1, 2])), 3),
    };
    const near = drawNear(prior, spread, keyFor([1, 2], "near"), theta, around);
    const begin: tf.Tensor2D = tf.reshape(tf.concat([tf.expandDims(theta, 1), tf.reshape(near.theta, [n, around, 2])], 1), [-1, 2]); // biome-ignore format: one tensor
    const sums = tf.matMul(tf.tile(tf.expandDims(earlier, 0), [n, 1, 1]), told(begin), false, true);
    const shares = sharesOf(tf.add(sums, tf.expandDims(near.logWeights, 1)));
    const { thetas, shares: weights } = fittedBeliefs(beliefs, begin, theta, shares, normalsFor([3, 4], n, around, 2));
    return { thetas: tf.reshape(thetas, [n, q, around, 2]).arraySync() as number[][][][], weights: weights.arraySync() };
  });
  for (let t = 0; t < q; t++) {
    const standard = outcomes.map((outcome, i) => {
      const { mean, covariance } = posterior(outcome, t);
      const w = found.weights[i]?.[t] as number[];
      const average = (of: (x: readonly number[]) => number) =>
        w.reduce((sum, one, k) => sum + one * of(found.thetas[i]?.[t]?.[k] as number[]), 0);
      const moment = (j: number, l: number) => average((x) => ((x[j] as number) - (mean[j] as number)) * ((x[l] as number) - (mean[l] as number))); // biome-ignore format: one formula
      const scale = [covariance[0], covariance[2]].map(Math.sqrt) as [number, number];
      return [
        ...[0, 1].map((j) => average((x) => (x[j] as number) - (mean[j] as number)) / (scale[j] as number)),
        ...[0, 1].map((j) => moment(j, j) / (scale[j] as number) ** 2 - 1),
        (moment(0, 1) - covariance[1]) / (scale[0] * scale[1]),
        1 / w.reduce((sum, one) => sum + one ** 2, 0),
      ];
    });
    const mean = (c: number) => standard.reduce((sum, row) => sum + (row[c] as number), 0) / n;
    const error = (c: number) => Math.sqrt(standard.reduce((sum, row) => sum + ((row[c] as number) - mean(c)) ** 2, 0) / n / (n - 1)); // biome-ignore format: one formula
    // A share of 1/around is the bias of weights that sum to one.
    for (let c = 0; c < 5; c++) expect(Math.abs(mean(c)), `${c} after ${t}`).toBeLessThan(3 * error(c) + 2 / around);
    expect(mean(5)).toBeGreaterThan(0.4 * around);
  }
});
