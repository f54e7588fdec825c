/** Estimators over densities: closed forms of linear models with normal noise. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { densities } from "../../src/critics/index.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
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

/** Those that read densities of their own pairs alone. */
const ofOwnPairs = fromDensity.filter(([, { pairs }]) => pairs === "own");

describe.each(ofOwnPairs)("%s with the densities of a normal unknown and normal noise", (_name, estimator) => {
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
        marginal: of((_, seen) => logNormal(seen, 0, factor * Math.hypot(1, sd))),
        joint: of((t, seen) => logNormal(t, 0, sd) + logNormal(seen, t, 1)),
      });
      return averageOf(Array.from(contributions.dataSync()));
    });

  test("is the information where they are right", () => {
    const { mean, se } = read(1);
    expect(se).toBeLessThan(0.03);
    expect(Math.abs(mean - information)).toBeLessThan(4 * se);
  });

  if (estimator.side === "upper")
    test("is above it by the divergence of the outcomes' model, R - I = KL", () => {
      for (const factor of [0.8, 1.5]) {
        const { mean, se } = read(factor);
        const gap = Math.log(factor) + 0.5 * (1 / factor ** 2 - 1);
        expect(gap).toBeGreaterThan(0.05);
        expect(Math.abs(mean - (information + gap))).toBeLessThan(4 * se);
      }
    });

  if (estimator.reads.posterior === "modelled")
    test("is below it by the divergence of the posterior's model", () => {
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

test("the rate of twenty standard normals under a model of variance σ² is above the information by d·½(1/σ² - 1 + ln σ²)", () => {
  const [n, d, variance] = [20_000, 20, 1.25];
  const y = normals(key(5), n * d);
  const gap = Array.from({ length: n }, (_, i) => {
    let [truth, model] = [0, 0];
    for (const x of y.subarray(i * d, (i + 1) * d)) {
      truth += logNormal(x, 0, 1);
      model += logNormal(x, 0, Math.sqrt(variance));
    }
    return [truth, model] as const;
  });
  const values = tidied(() => {
    const [truth, model] = [0, 1].map((k) => tf.tensor1d(gap.map((pair) => pair[k] as number))) as [tf.Tensor1D, tf.Tensor1D];
    return Array.from(estimators.rateUpper.contributions({ likelihood: truth, marginal: model }).dataSync()); // no information: likelihood is marginal
  });
  const { mean, se } = averageOf(values);
  const known = d * 0.5 * (1 / variance - 1 + Math.log(variance));
  expect(known).toBeCloseTo(0.2314, 4);
  expect(Math.abs(mean - known)).toBeLessThan(4 * se);
});

test("CLUB with the true likelihood of y = theta + e is the variance of theta, less what the pairs that belong together take", () => {
  const [batch, sd] = [20, 0.8];
  const values = Array.from({ length: 400 }, (_, b) => {
    const { theta, y } = pairs(100 + b, batch, sd);
    return tidied(() => {
      const all = tf.tensor2d(theta.map((t) => y.map((seen) => logNormal(seen, t, 1))));
      const likelihood = tf.tensor1d(theta.map((t, i) => logNormal(y[i] as number, t, 1)));
      return tf.mean(estimators.club.contributions({ likelihood, all: { likelihood: all } })).dataSync()[0] as number;
    });
  });
  const { mean, se } = averageOf(values);
  expect(se).toBeLessThan(0.02);
  expect(Math.abs(mean - (sd ** 2 * (batch - 1)) / batch)).toBeLessThan(4 * se);
  expect(mean).toBeGreaterThan(0.5 * Math.log(1 + sd ** 2)); // an upper bound, and a loose one
});

test("of y = W x + σ e, what the rates of single outcomes have more than that of all is the total correlation, ½(Σ log Σ_ii - log det Σ)", () => {
  const [n, sigma, slopes] = [20_000, 0.5, [1, 0.7, -0.4]];
  const [x, e] = [normals(key(31), n), normals(key(32), 3 * n)];
  const rows = Array.from({ length: n }, (_, i) => slopes.map((w, k) => w * (x[i] as number) + sigma * (e[3 * i + k] as number)));
  // Rank one: det Σ = σ^(2d) (1 + |w|²/σ²).
  const norm = slopes.reduce((total, w) => total + w * w, 0);
  const logDeterminant = 6 * Math.log(sigma) + Math.log(1 + norm / sigma ** 2);
  const known = 0.5 * (slopes.reduce((total, w) => total + Math.log(w * w + sigma ** 2), 0) - logDeterminant);
  const rateOf = (columns: readonly number[]) => {
    const value = tf.tensor2d(rows.map((row) => columns.map((k) => row[k] as number)));
    const given = tf.ones([1, 1]) as tf.Tensor2D;
    const params = densities.gaussian.init(key(1), { value: columns.length, given: 1, hidden: [4] }, { value, given });
    const marginal = densities.gaussian.logDensity(params, value, given);
    const of = (row: readonly number[], i: number) =>
      columns.reduce((total, k) => total + logNormal(row[k] as number, (slopes[k] as number) * (x[i] as number), sigma), 0);
    const likelihood = tf.tensor1d(rows.map(of));
    return estimators.rateUpper.contributions({ likelihood, marginal });
  };
  const values = tidied(() => {
    const single = [0, 1, 2].map((k) => rateOf([k])).reduce((total, one) => tf.add(total, one));
    return Array.from(tf.sub(single, rateOf([0, 1, 2])).dataSync());
  });
  const { mean, se } = averageOf(values);
  expect(known).toBeGreaterThan(0.5);
  expect(Math.abs(mean - known)).toBeLessThan(4 * se);
});

test("the difference of three normals fitted to a fixture is its canonical correlation's information", () => {
  const i = Array.from({ length: 100 }, (_, k) => k + 1);
  const [x, y] = [i.map((k) => Math.sin(k * k)), i.map((k) => 0.6 * Math.sin(k * k) + 0.8 * Math.cos(1.7 * k * k + 0.3))];
  const fitted = (...columns: number[][]) => {
    const value = tf.tensor2d(i.map((_, row) => columns.map((column) => column[row] as number)));
    const given = tf.ones([1, 1]) as tf.Tensor2D;
    const params = densities.gaussian.init(key(1), { value: columns.length, given: 1, hidden: [4] }, { value, given });
    return densities.gaussian.logDensity(params, value, given);
  };
  const value = tidied(
    () =>
      tf
        .mean(estimators.gm.contributions({ joint: fitted(x, y), prior: fitted(x), marginal: fitted(y) }))
        .dataSync()[0] as number,
  );
  expect(value).toBeCloseTo(0.218075816, 4);
});
