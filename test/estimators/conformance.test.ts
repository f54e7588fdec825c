/** What every estimator of the registry promises. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { Estimator, FromScores, Terms } from "../../src/contracts/bounds.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { largestGap } from "../support/largestGap.js";
import { gaussianPairs } from "./gaussian.js";
import { climbedBy, fromScores, memoryOf } from "./sorts.js";
import { averageBound, averageOf, bestTerms, infoNceTable } from "./table.js";

describe.each(Object.entries<Estimator>(estimators))("%s", (name, estimator) => {
  test("says what it is, when to use it and where it comes from", () => {
    expect(estimator.name).toBe(name);
    for (const text of [estimator.summary, estimator.use, estimator.reference]) expect(text.length).toBeGreaterThan(10);
  });

  test("names a best score where it has scores, and a gradient where there is something to differentiate", () => {
    expect(estimator.truth === "none").toBe(estimator.from === "samples");
    expect(estimator.gradient === "none").toBe(estimator.from === "samples");
    for (const { help } of Object.values(estimator.settings ?? {})) expect(help.length).toBeGreaterThan(10);
  });
});

describe.each(fromScores)("%s", (_name, estimator) => {
  test("gives n finite contributions, keeps to its cap and leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    for (const n of [2, 16, 65]) {
      const values = tf.tidy(() => {
        const out = estimator.contributions(bestTerms(estimator, gaussianPairs(2, n, n, 3, 4)));
        expect(out.shape).toEqual([n]);
        return out.dataSync();
      });
      expect(values.every(Number.isFinite)).toBe(true);
      expect(Math.max(...values)).toBeLessThanOrEqual(estimator.cap(n) + 1e-5);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test("keeps to its side of the truth on average, with the best critic", () => {
    const information = 1.5;
    const { mean, se } = averageBound(estimator, { seed: 3, batches: 100, batch: 32, information, d: 2 });
    expect(se).toBeLessThan(0.05);
    if (estimator.side === "lower") expect(mean).toBeLessThan(information + 4 * se);
    if (estimator.side === "upper") expect(mean).toBeGreaterThan(information - 4 * se);
    expect(Math.abs(mean - information)).toBeLessThan(0.3);
  });

  test("credits each outcome with all that it enters: the sum of contributions changes with it as its credit does", () => {
    const n = 6;
    tf.tidy(() => {
      const { scores, auxiliary } = bestTerms(estimator, gaussianPairs(7, n, n, 2, 1));
      const reads = estimator.auxiliary !== "none";
      const given = [tf.add(scores, 0), ...(reads && auxiliary ? [tf.add(auxiliary, 0)] : [])];
      const terms = (s: tf.Tensor, a?: tf.Tensor): Terms => ({
        scores: s as tf.Tensor2D,
        ...(a ? { auxiliary: a as tf.Tensor1D } : {}),
      });
      const slopes = (f: (t: Terms) => tf.Tensor) =>
        tf
          .grads((s: tf.Tensor, a?: tf.Tensor) => tf.sum(f(terms(s, a))))(given)
          .map((g) => g.arraySync());
      const best = { scores, ...(auxiliary ? { auxiliary } : {}) };
      const climbed = climbedBy(estimator, best);
      const memory = memoryOf(estimator, best);
      const credits = (t: Terms) => estimator.credits?.(t, memory) ?? climbed(t);
      const all = slopes(climbed);
      for (let j = 0; j < n; j++) {
        const own = slopes((t) => tf.slice(credits(t), j, 1));
        // what outcome j changes is column j of the scores and its own auxiliary value
        const column = (x: unknown) => (x as number[][]).map((row) => row[j] as number);
        expect(largestGap(column(own[0]), column(all[0]))).toBeLessThan(1e-5);
        if (reads) expect((own[1] as number[])[j]).toBeCloseTo((all[1] as number[])[j] as number, 5);
      }
    });
  });

  test("is 0 when theta and outcome are independent", () => {
    const values = tf.tidy(() => estimator.contributions(bestTerms(estimator, gaussianPairs(4, 0, 32, 3, 0))).dataSync());
    expect(Math.max(...Array.from(values, Math.abs))).toBeLessThan(1e-5);
  });
});

/** Value, and its gradient by a factor before scores that are too small. */
function valueAndSlope(estimator: FromScores, best: Terms): Record<"value" | "slope", number> {
  return tidied(() => {
    const scaled = (factor: tf.Tensor): Terms => ({ ...best, scores: tf.mul(best.scores, factor) });
    const climbed = climbedBy(estimator, scaled(tf.scalar(0.6)));
    const value = tf.mean(estimator.contributions(best)).dataSync()[0] as number;
    const slope = tf
      .grad((factor) => tf.mean(climbed(scaled(factor))))(tf.scalar(0.6))
      .dataSync()[0] as number;
    return { value, slope };
  });
}

/** These of the pairs. */
function those({ scores, auxiliary }: Terms, pairs: readonly number[]): Terms {
  const at = tf.tensor1d([...pairs], "int32");
  return {
    scores: tf.gather(tf.gather(scores, at, 0), at, 1),
    ...(auxiliary ? { auxiliary: tf.gather(auxiliary, at) } : {}),
  };
}

describe.each(fromScores)("%s", (_name, estimator) => {
  // What is a mean over pairs of pairs is on average over all batches of two what it is of all of them, exactly, and nothing else is.
  const n = 7;
  const apart = { value: Number.NaN, slope: Number.NaN };
  beforeAll(() => {
    tf.tidy(() => {
      const best = bestTerms(estimator, gaussianPairs(21, 1, n, 1, 0.7));
      const all = valueAndSlope(estimator, best);
      const twos = Array.from({ length: n }, (_, i) => Array.from({ length: i }, (_, j) => [i, j])).flat();
      const parts = twos.map((pairs) => valueAndSlope(estimator, those(best, pairs)));
      for (const what of ["value", "slope"] as const)
        apart[what] = Math.abs(all[what] - averageOf(parts.map((part) => part[what])).mean);
    });
  });

  test("has a value that is free of the batch size, if it says so", () => {
    if (estimator.batchFree) expect(apart.value).toBeLessThan(1e-5);
    else expect(apart.value).toBeGreaterThan(1e-3);
  });

  test("has a gradient of two pairs that is on average that of more, if it says so", () => {
    if (estimator.gradient === "unbiased") expect(apart.slope).toBeLessThan(1e-5);
    else expect(apart.slope).toBeGreaterThan(1e-3);
  });
});

test("InfoNCE with the best critic is the published value at 2 nats and 64 pairs", () => {
  const { information, batch, mean } = infoNceTable[0] as (typeof infoNceTable)[number];
  const ours = averageBound(estimators.infoNce, { seed: 6, batches: 100, batch, information });
  expect(Math.abs(ours.mean - mean)).toBeLessThan(4 * ours.se + 0.0005);
});
