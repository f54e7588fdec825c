import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import type { Params } from "../../src/contracts/values.js";
import { gaussian } from "../../src/critics/gaussian.js";
import { rowsOf } from "../../src/engine/tensors.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";
import { mlpLoop } from "./loops.js";

const q = 2;
const sizesOf = (p: number) => ({ theta: p, outcome: q, hidden: [], features: 3 });
const tensor = (seed: number, n: number, width: number, scale = 1): tf.Tensor2D =>
  tf.tensor2d(
    normals(key(seed), n * width).map((z) => z * scale),
    [n, width],
  );

/** Every parameter away from 0, where it started or not. */
function shaken(p: number, hidden: number[] = []): Params {
  const params = gaussian.init(key(1), { ...sizesOf(p), hidden });
  return Object.fromEntries(
    Object.entries(params).map(([name, x], i) => {
      const by = tf.tensor(normals(fold(key(2), i), x.size), x.shape);
      return [name, tf.add(x, tf.mul(0.4, by))];
    }),
  );
}

/** What the encoder says about one outcome: means, log precisions, coefficients, features. */
function outputs(params: Params, p: number, y: readonly number[]) {
  const skip = (params["critic/skip"] as tf.Tensor2D).arraySync();
  const all = mlpLoop(params, "critic/outcome", y).map(
    (v, k) => v + y.reduce((sum, yi, i) => sum + yi * ((skip[i] as number[])[k] as number), 0),
  );
  const own = 2 * p + (p * (p - 1)) / 2;
  return {
    mu: all.slice(0, p),
    logPrecision: all.slice(p, 2 * p),
    coefficients: all.slice(2 * p, own),
    features: all.slice(own),
  };
}

/** log N(theta; m, Sigma) - log N(theta; 0, I) from the mean and the covariance of the chain, by elimination. */
function logRatio(theta: readonly number[], { mu, logPrecision, coefficients }: ReturnType<typeof outputs>): number {
  const p = theta.length;
  const mean: number[] = [];
  const covariance: number[][] = Array.from({ length: p }, () => Array(p).fill(0) as number[]);
  const at = (i: number, j: number): number => (covariance[i] as number[])[j] as number;
  let next = 0;
  for (let k = 0; k < p; k++) {
    const c = coefficients.slice(next, next + k);
    next += k;
    mean.push((mu[k] as number) + c.reduce((sum, ca, a) => sum + ca * (mean[a] as number), 0));
    for (let j = 0; j < k; j++) {
      const value = c.reduce((sum, ca, a) => sum + ca * at(a, j), 0);
      (covariance[k] as number[])[j] = value;
      (covariance[j] as number[])[k] = value;
    }
    (covariance[k] as number[])[k] =
      Math.exp(-2 * (logPrecision[k] as number)) + c.reduce((sum, ca, a) => sum + ca * at(a, k), 0);
  }
  const root = cholesky(covariance);
  const d = theta.map((t, i) => t - (mean[i] as number));
  const z: number[] = [];
  let logDet = 0;
  for (let i = 0; i < p; i++) {
    const row = root[i] as number[];
    const rest = z.reduce((sum, zj, j) => sum + zj * (row[j] as number), 0);
    z.push(((d[i] as number) - rest) / (row[i] as number));
    logDet += 2 * Math.log(row[i] as number);
  }
  const squares = (x: readonly number[]): number => x.reduce((sum, v) => sum + v * v, 0);
  return -0.5 * (logDet + squares(z)) + 0.5 * squares(theta);
}

function cholesky(a: readonly (readonly number[])[]): number[][] {
  const l: number[][] = a.map(() => []);
  a.forEach((row, i) => {
    const li = l[i] as number[];
    for (let j = 0; j <= i; j++) {
      const lj = l[j] as number[];
      let sum = row[j] as number;
      for (let k = 0; k < j; k++) sum -= (li[k] as number) * (lj[k] as number);
      li.push(i === j ? Math.sqrt(sum) : sum / (lj[j] as number));
    }
  });
  return l;
}

test.each([1, 2, 3, 4])("p = %d: scores are the log ratio of the posterior's density to the prior's, and the correction", (p) => {
  tf.tidy(() => {
    const params = shaken(p, [5]);
    const [x, y] = [tensor(3, 5, p), tensor(4, 6, q)];
    const offset = (params["critic/offset"] as tf.Tensor).dataSync()[0] as number;
    const wanted = rowsOf(x).flatMap((theta) =>
      rowsOf(y).map((outcome) => {
        const said = outputs(params, p, outcome);
        const h = mlpLoop(params, "critic/theta", theta);
        const correction = h.reduce((sum, v, i) => sum + v * (said.features[i] as number), 0) / Math.sqrt(h.length);
        return logRatio(theta, said) + correction + offset;
      }),
    );
    const { scores } = gaussian.scores(params, x, y);
    expect(scores.shape).toEqual([5, 6]);
    const size = Math.max(...wanted.map(Math.abs));
    expect(largestGap(scores.dataSync(), wanted)).toBeLessThan(1e-5 * (1 + size));
    expect(Math.max(...wanted) - Math.min(...wanted)).toBeGreaterThan(1);
  });
});

test("a correlated posterior is its formula, worked out by hand", () => {
  tf.tidy(() => {
    // theta_1 ~ N(1, 1/4), theta_2 given theta_1 ~ N(-0.5 + 0.8 theta_1, 1): covariance [[0.25, 0.2], [0.2, 1.16]]
    const params = gaussian.init(key(1), { theta: 2, outcome: 1, hidden: [], features: 1 });
    const zeros = Object.fromEntries(Object.entries(params).map(([name, x]) => [name, tf.zerosLike(x)]));
    const said = { ...zeros, "critic/outcome/b0": tf.tensor1d([1, -0.5, Math.log(2), 0, 0.8, 0]) };
    const [a, b] = [0.3, -1.2];
    const det = 0.25 * 1.16 - 0.04;
    const [d, e] = [a - 1, b - 0.3];
    const quadratic = (1.16 * d * d - 2 * 0.2 * d * e + 0.25 * e * e) / det;
    const wanted = -0.5 * (Math.log(det) + quadratic) + 0.5 * (a * a + b * b);
    expect(gaussian.scores(said, tf.tensor2d([[a, b]]), tf.tensor2d([[7]])).scores.dataSync()[0]).toBeCloseTo(wanted, 5);
  });
});

test("the gradient reaches every output of the encoders once they have left the start", () => {
  tf.tidy(() => {
    const params = shaken(3, [6]);
    const names = Object.keys(params);
    const weights = tensor(5, 8, 8);
    const value = (...values: tf.Tensor[]): tf.Scalar => {
      const bag = Object.fromEntries(names.map((name, i) => [name, values[i] as tf.Tensor]));
      return tf.sum(tf.mul(weights, gaussian.scores(bag, tensor(6, 8, 3), tensor(7, 8, q)).scores));
    };
    const gradients = tf.grads(value)(names.map((name) => params[name] as tf.Tensor));
    const ofOutputs = Object.fromEntries(names.map((name, i) => [name, Array.from((gradients[i] as tf.Tensor).dataSync())]));
    for (const name of ["critic/outcome/b1", "critic/theta/b1", "critic/skip", "critic/offset"])
      expect([name, ofOutputs[name]?.every((g) => Number.isFinite(g) && g !== 0)]).toEqual([name, true]);
    for (const name of names) expect([name, ofOutputs[name]?.some((g) => g !== 0)]).toEqual([name, true]);
  });
});

test("starts near independence: scores of standardised features are within a few tenths of 0 on average", () => {
  tf.tidy(() => {
    const params = gaussian.init(key(9), { theta: 3, outcome: 4, hidden: [32, 32], features: 8 });
    const { scores } = gaussian.scores(params, tensor(10, 60, 3), tensor(11, 60, 4));
    expect(tf.mean(tf.abs(scores)).dataSync()[0] as number).toBeLessThan(0.5);
  });
});

test("a posterior e^6 times narrower than the prior scores finitely at its own theta and far away", () => {
  tf.tidy(() => {
    const params = gaussian.init(key(1), { theta: 1, outcome: 1, hidden: [], features: 1 });
    const zeros = Object.fromEntries(Object.entries(params).map(([name, x]) => [name, tf.zerosLike(x)]));
    const said = { ...zeros, "critic/outcome/b0": tf.tensor1d([0.5, 6, 0]) };
    const [own, far] = gaussian.scores(said, tf.tensor2d([[0.5], [4]]), tf.tensor2d([[0]])).scores.dataSync();
    expect(own).toBeCloseTo(6 + 0.125, 4);
    expect(Math.abs((far as number) / (6 - 0.5 * (3.5 * Math.exp(6)) ** 2 + 8) - 1)).toBeLessThan(1e-5);
  });
});
