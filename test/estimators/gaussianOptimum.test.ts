/** Correlated normals, whose best scores are known: where each objective has its optimum, and what each value is there. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { EstimatorMemory, FromScores, Terms } from "../../src/contracts/bounds.js";
import { estimators } from "../../src/estimators/index.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { gaussianPairs } from "./gaussian.js";
import { climbedBy } from "./sorts.js";
import { averageOf, bestTerms } from "./table.js";

const rho = 0.8;
const information = -0.5 * Math.log(1 - rho * rho);

/** One batch of pairs of normals: x², y² and x·y of all pairs, [n, n]. */
function features(seed: number, n: number): tf.Tensor2D[] {
  const k = fold(key(31), seed);
  const x = tf.tensor2d(normals(fold(k, 0), n), [n, 1]);
  const y = tf.transpose(tf.add(tf.mul(rho, x), tf.mul(Math.sqrt(1 - rho * rho), tf.tensor2d(normals(fold(k, 1), n), [n, 1]))));
  const ones = tf.ones([n, n]);
  return [tf.mul(tf.square(x), ones), tf.mul(tf.square(y), ones), tf.mul(x, y)] as tf.Tensor2D[];
}

/** log r = w·features - eta, for normals of correlation rho. */
const w = [-(rho ** 2) / 2, -(rho ** 2) / 2, rho].map((x) => x / (1 - rho * rho));
const eta = 0.5 * Math.log(1 - rho * rho);

/** Value, and gradient by w and by the constant eta, averaged over batches of 64. */
function atOptimum(estimator: FromScores, shift: number) {
  const all: number[][] = [[], [], [], [], []];
  for (let batch = 0; batch < 60; batch++)
    tf.tidy(() => {
      const parts = features(batch, 64);
      const terms = (weights: tf.Tensor, constant: tf.Tensor): Terms => {
        const each = parts.map((part, i) => tf.mul(part, tf.slice(weights, [i], [1])));
        const f = tf.addN(each) as tf.Tensor2D;
        if (estimator.auxiliary === "scalar") return { scores: f, auxiliary: constant as tf.Tensor1D };
        return { scores: tf.add(tf.sub(f, constant), shift) };
      };
      const given = [tf.tensor1d(w), tf.tensor1d([eta])] as const;
      const climbed = climbedBy(estimator, terms(...given));
      const gradients = tf.grads((...p: tf.Tensor[]) => tf.mean(climbed(terms(p[0] as tf.Tensor, p[1] as tf.Tensor))))([
        ...given,
      ]);
      const value = tf.mean(estimator.contributions(terms(...given)));
      for (const [i, x] of [value, ...gradients].flatMap((t) => Array.from(t.dataSync())).entries()) all[i]?.push(x);
    });
  return all.map(averageOf);
}

test.each([
  ["etaMine", 0],
  ["jsd", 0],
  ["nwj", 1],
] as const)(
  "%s has its optimum where w and eta are the density ratio's, and its value there is the information",
  (name, shift) => {
    const [value, ...slopes] = atOptimum(estimators[name], shift);
    expect(Math.abs((value?.mean as number) - information)).toBeLessThan(4 * (value?.se as number));
    for (const { mean, se } of slopes) expect(Math.abs(mean)).toBeLessThan(4 * se);
    // It would be told from another place: a weight a tenth larger is twenty errors away for at least one of them.
    expect(Math.max(...slopes.map(({ se }) => se))).toBeLessThan(0.3);
  },
);

test("a learned density of the outcomes that is wrong costs the known likelihood's bound what its formula says", () => {
  const [d, nats, variance] = [4, 1.5, 1.6];
  const wanted = (d / 2) * (1 / variance - 1 + Math.log(variance)) + 1 - (variance / Math.sqrt(2 * variance - 1)) ** d;
  const gaps = Array.from({ length: 120 }, (_, batch) =>
    tf.tidy(() => {
      const { pmi, logLikelihood } = gaussianPairs(17, batch, 64, d, nats);
      const logMarginal = tf.mean(tf.sub(logLikelihood, pmi), 0); // -|y|²/2 - nats, up to what the likelihood leaves out
      const squares = tf.mul(-2, tf.add(logMarginal, nats));
      const q = tf.sub(tf.sub(tf.mul(-0.5 / variance, squares), (d / 2) * Math.log(variance)), nats);
      const at = (auxiliary: tf.Tensor) =>
        estimators.nwjLikelihood.contributions({ scores: logLikelihood, auxiliary: auxiliary as tf.Tensor1D });
      return tf.mean(tf.sub(at(q), at(logMarginal))).dataSync()[0] as number;
    }),
  );
  const { mean, se } = averageOf(gaps);
  expect(wanted).toBeLessThan(-0.05);
  expect(Math.abs(mean - wanted)).toBeLessThan(4 * se);
  expect(se).toBeLessThan(0.25 * Math.abs(wanted));
});

describe("what a batch's own mean does to a value", () => {
  test("DV is above the information in small batches; MINE read as TUBA, with the mean of earlier ones, is not", () => {
    const memory = estimators.mineTuba.memory as NonNullable<FromScores["memory"]>;
    let before: EstimatorMemory = memory.start();
    const [dv, bound]: [number[], number[]] = [[], []];
    for (let batch = 0; batch < 400; batch++) {
      const best = bestTerms(estimators.dv, gaussianPairs(19, batch, 6, 2, 2));
      const read = (values: tf.Tensor) => tf.tidy(() => tf.mean(values).dataSync()[0] as number);
      dv.push(read(estimators.dv.contributions(best)));
      if (batch >= 100) bound.push(read(estimators.mineTuba.contributions(best, before)));
      before = memory.next(before, best);
    }
    const [above, below] = [averageOf(dv), averageOf(bound)];
    expect(above.mean).toBeGreaterThan(2 + 4 * above.se);
    expect(below.mean).toBeLessThan(2 + 4 * below.se);
    expect(below.mean).toBeGreaterThan(1.4);
  });

  test("where scores drift, the pooled batches' DV is biased by mean C - log mean exp C, and the mean of the batches' by its own gap only", () => {
    const [batches, n] = [60, 64];
    const drift = Array.from({ length: batches }, (_, b) => 0.05 * b);
    const [joint, logs, plain]: [number[], number[], number[]] = [[], [], []];
    for (let b = 0; b < batches; b++)
      tf.tidy(() => {
        const { pmi } = gaussianPairs(23, b, n, 1, 0.5);
        const moved = tf.add(pmi, drift[b] as number) as tf.Tensor2D;
        const value = (scores: tf.Tensor2D) => tf.mean(estimators.dv.contributions({ scores })).dataSync()[0] as number;
        const own = tf.mean(tf.sum(tf.mul(moved, tf.eye(n)), 1)).dataSync()[0] as number;
        joint.push(own);
        logs.push(own - value(moved));
        plain.push(value(pmi));
        expect(value(moved)).toBeCloseTo(value(pmi), 4);
      });
    const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
    const pooled = mean(joint) - Math.log(mean(logs.map(Math.exp)));
    const wanted = mean(drift) - Math.log(mean(drift.map(Math.exp)));
    const { mean: separate, se } = averageOf(plain);
    expect(wanted).toBeLessThan(-0.3);
    expect(Math.abs(pooled - separate - wanted)).toBeLessThan(4 * se);
  });
});

test("FLO's read-out is the mean information of the pairs, with a smaller error than its value", () => {
  tf.tidy(() => {
    const best = bestTerms(estimators.flo, gaussianPairs(29, 1, 256, 3, 3));
    const spread = (x: tf.Tensor) => averageOf(Array.from(x.dataSync()));
    const [out, value] = [spread(estimators.flo.readOut?.(best) as tf.Tensor), spread(estimators.flo.contributions(best))];
    const pairs = averageOf(Array.from(tf.sum(tf.mul(best.scores, tf.eye(256)), 1).dataSync()));
    expect(out.mean).toBeCloseTo(pairs.mean, 5);
    expect(out.se).toBeLessThan(value.se);
  });
});
