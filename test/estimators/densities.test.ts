/** Estimators over densities: closed forms of a linear model with normal noise, and the model of a density against loops. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { DensityModel } from "../../src/contracts/bounds.js";
import type { Params } from "../../src/contracts/values.js";
import { densities } from "../../src/critics/index.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";
import { fromDensity } from "./sorts.js";
import { averageOf } from "./table.js";

const logNormal = (x: number, mean: number, sd: number): number =>
  -0.5 * ((x - mean) / sd) ** 2 - Math.log(sd) - 0.5 * Math.log(2 * Math.PI);

/** theta ~ N(0, sd²), y = theta + e, e ~ N(0, 1): n pairs. */
function pairs(seed: number, n: number, sd: number): { theta: number[]; y: number[] } {
  const theta = Array.from(normals(fold(key(seed), 0), n), (z) => sd * z);
  const e = normals(fold(key(seed), 1), n);
  return { theta, y: theta.map((t, i) => t + (e[i] as number)) };
}

describe.each(fromDensity)("%s with the densities of a normal unknown and normal noise", (_name, estimator) => {
  const [n, sd] = [4000, 3];
  const { theta, y } = pairs(1, n, sd);
  const shrunk = sd ** 2 / (1 + sd ** 2);
  const information = 0.5 * Math.log(1 + sd ** 2);
  /** With a posterior whose sd is wrong by a factor: the mean of KL(p, q) is log f + (1/f² - 1)/2. */
  const read = (factor: number) =>
    tidied(() => {
      const posteriorSd = factor * Math.sqrt(shrunk);
      const of = (log: (t: number, y: number) => number) => tf.tensor1d(theta.map((t, i) => log(t, y[i] as number)));
      const contributions = estimator.contributions({
        posterior: of((t, seen) => logNormal(t, shrunk * seen, posteriorSd)),
        prior: of((t) => logNormal(t, 0, sd)),
        likelihood: of((t, seen) => logNormal(seen, t, 1)),
        marginal: of((_, seen) => logNormal(seen, 0, Math.hypot(1, sd))),
      });
      return averageOf(Array.from(contributions.dataSync()));
    });

  test("is the information where they are right", () => {
    const { mean, se } = read(1);
    expect(se).toBeLessThan(0.03);
    expect(Math.abs(mean - information)).toBeLessThan(4 * se);
  });

  test.runIf(estimator.reads.posterior === "modelled")("is below it by the divergence of the posterior's model", () => {
    for (const factor of [0.7, 1.5]) {
      const { mean, se } = read(factor);
      const gap = Math.log(factor) + 0.5 * (1 / factor ** 2 - 1);
      expect(gap).toBeGreaterThan(0.05);
      expect(Math.abs(mean - (information - gap))).toBeLessThan(4 * se);
    }
  });
});

test("Barber and Agakov's contributions are differences, pair by pair", () => {
  const [posterior, prior] = [tf.tensor1d([1, -2, 3]), tf.tensor1d([0.5, -4, 7])];
  expect(Array.from(estimators.ba.contributions({ posterior, prior }).dataSync())).toEqual([0.5, 2, -4]);
  tf.dispose([posterior, prior]);
});

describe.each(Object.entries<DensityModel>(densities))("the model %s", (_name, model) => {
  const sizes = { value: 3, given: 2, hidden: [6] };
  const random = (seed: number, shape: [number, number]) => tf.tensor2d(normals(key(seed), shape[0] * shape[1]), shape);
  /** Far from where it starts, so that all its parameters matter. */
  const params = (): Params =>
    Object.fromEntries(
      Object.entries(model.init(key(1), sizes)).map(([name, x], i) => {
        const more = tf.tensor(
          normals(key(100 + i), x.size).map((z) => 0.4 * z),
          x.shape,
        );
        return [name, tf.add(x, more)];
      }),
    );

  test("gives own pairs the densities that stand on the diagonal of all pairs", () => {
    tf.tidy(() => {
      const [values, given] = [random(2, [5, 3]), random(3, [5, 2])];
      const all = model.logDensities(params(), values, given);
      expect(all.shape).toEqual([5, 5]);
      const own = model.logDensity(params(), values, given);
      expect(
        largestGap(
          own.dataSync(),
          tf.tensor1d(Array.from({ length: 5 }, (_, i) => all.arraySync()[i]?.[i] as number)).dataSync(),
        ),
      ).toBeLessThan(1e-4);
    });
  });

  test("is a density: over a grid of one value its exponential sums to 1, whatever is given", () => {
    tf.tidy(() => {
      const one = { ...sizes, value: 1 };
      const start = model.init(key(1), one);
      const [step, n] = [0.01, 4001];
      const grid = tf.tensor2d(
        Float32Array.from({ length: n }, (_, i) => (i - (n - 1) / 2) * step),
        [n, 1],
      );
      const sums = tf.mul(tf.sum(tf.exp(model.logDensities(start, grid, random(4, [6, 2]))), 0), step);
      for (const sum of sums.dataSync()) expect(sum).toBeCloseTo(1, 3);
    });
  });

  test("starts near the standard normal, and a gradient reaches every parameter", () => {
    tf.tidy(() => {
      const [values, given] = [random(5, [200, 3]), random(6, [200, 2])];
      const start = model.init(key(2), sizes);
      const standard = tf.sub(tf.mul(-0.5, tf.sum(tf.square(values), 1)), 1.5 * Math.log(2 * Math.PI));
      expect(tf.mean(tf.abs(tf.sub(model.logDensity(start, values, given), standard))).dataSync()[0]).toBeLessThan(0.6);
      const names = Object.keys(start);
      const gradients = tf.grads((...all: tf.Tensor[]) =>
        tf.mean(model.logDensity(Object.fromEntries(names.map((name, i) => [name, all[i] as tf.Tensor])), values, given)),
      )(Object.values(params()));
      for (const gradient of gradients) expect(Math.max(...tf.abs(gradient).dataSync())).toBeGreaterThan(0);
    });
  });
});
