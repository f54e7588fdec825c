/** A bound of a whole held-out set, against the bound with that set as one batch, and its error against repetitions and the jackknife. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { FromScores, Terms } from "../../src/contracts/bounds.js";
import { tidied } from "../../src/engine/tensors.js";
import { bestTerms } from "../../src/estimators/best.js";
import { estimators } from "../../src/estimators/index.js";
import { pooledBound } from "../../src/estimators/pooled.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { gaussianPairs } from "./gaussian.js";
import { fromScores } from "./sorts.js";
import { averageOf } from "./table.js";

const n = 13;

/** Scores that are not the best ones, so that nothing is 0 or 1. */
const termsOf = (estimator: FromScores, seed: number, pairs: readonly number[], size = n): Terms => {
  const { logLikelihood, pmi } = gaussianPairs(seed, 1, size, 2, 0.8);
  const marginal = tf.sub(tf.sum(tf.mul(logLikelihood, tf.eye(size)), 0), tf.sum(tf.mul(pmi, tf.eye(size)), 0)) as tf.Tensor1D;
  const { scores, auxiliary } = bestTerms(estimator, { logLikelihood, logMarginal: marginal });
  const at = tf.tensor1d([...pairs], "int32");
  const all =
    estimator.auxiliary === "scalar"
      ? tf.tensor1d([0.2])
      : auxiliary && tf.gather(tf.add(auxiliary, tf.mul(0.3, tf.tensor1d(normals(key(5), size)))), at);
  return {
    scores: tf.mul(0.8, tf.gather(tf.gather(scores, at, 0), at, 1)) as tf.Tensor2D,
    ...(all ? { auxiliary: all as tf.Tensor1D } : {}),
  };
};

const every = (size: number) => Array.from({ length: size }, (_, i) => i);
const pooled = fromScores.filter(
  ([, { batchFree, logRatios, side, memory }]) => batchFree && logRatios && side === "lower" && !memory,
);

test("there are such bounds", () => {
  expect(pooled.map(([name]) => name)).toEqual(
    expect.arrayContaining(["nwj", "flo", "tuba", "etaMine", "jsd", "reNwj", "reFlo"]),
  );
});

describe.each(pooled)("%s", (_name, estimator) => {
  test.each([2, 3, 5, 12, 64])("in blocks of %i is the bound with all pairs in one batch", (block) => {
    const whole = tidied(() => tf.mean(estimator.contributions(termsOf(estimator, 1, every(n)))).dataSync()[0] as number);
    const found = pooledBound(estimator, n, (pairs) => termsOf(estimator, 1, pairs), block);
    expect(found.value).toBeCloseTo(whole, 5);
  });
});

test("the error is the jackknife's, and that of repetitions", () => {
  const size = 60;
  const value = (seed: number, pairs: readonly number[]) =>
    pooledBound(estimators.nwj, pairs.length, (some) =>
      termsOf(
        estimators.nwj,
        seed,
        some.map((i) => pairs[i] as number),
        size,
      ),
    );
  const without = every(size).map(
    (out) =>
      value(
        1,
        every(size).filter((i) => i !== out),
      ).value,
  );
  const centre = averageOf(without).mean;
  const jackknife = Math.sqrt(((size - 1) / size) * without.reduce((sum, v) => sum + (v - centre) ** 2, 0));
  const { se } = value(1, every(size));
  expect(Math.abs(se / jackknife - 1)).toBeLessThan(0.1);

  const repeated = Array.from({ length: 150 }, (_, seed) => value(seed, every(size)));
  const spread = averageOf(repeated.map((one) => one.value)).se * Math.sqrt(150);
  const told = averageOf(repeated.map((one) => one.se)).mean;
  expect(Math.abs(told / spread - 1)).toBeLessThan(0.25); // four standard errors of a spread of 150, 0.06 each
  const ratios = averageOf(repeated.map(({ ratio }) => ratio.value));
  expect(Math.abs(averageOf(repeated.map(({ ratio }) => ratio.se)).mean / (ratios.se * Math.sqrt(150)) - 1)).toBeLessThan(0.25);
});

test("refuses bounds whose value is that of a batch", () => {
  expect(() => pooledBound(estimators.infoNce, n, (pairs) => termsOf(estimators.infoNce, 1, pairs))).toThrow(
    "infoNce has no value",
  );
});
