/** The bounds against loops over plain numbers, finite differences, and the identities that tie them together. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { FromScores } from "../../src/contracts/bounds.js";
import { rowsOf } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { jointScores, otherScores } from "../../src/estimators/pairs.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";
import { gaussianPairs } from "./gaussian.js";
import { donskerVaradhan, loops } from "./loops.js";
import { fromScores } from "./sorts.js";

const n = 7;

/** Random scores of a few nats and random auxiliary values. */
const randomTerms = (seed: number): { scores: number[][]; aux: number[] } => {
  const z = Array.from(normals(key(seed), n * n + n));
  return { scores: Array.from({ length: n }, (_, i) => z.slice(i * n, (i + 1) * n).map((x) => 2 * x)), aux: z.slice(n * n) };
};

const contributions = (estimator: FromScores, scores: number[][], aux: readonly number[]): number[] =>
  tf.tidy(() =>
    Array.from(estimator.contributions({ scores: tf.tensor2d(scores), auxiliary: tf.tensor1d([...aux]) }).dataSync()),
  );

const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;

describe.each(fromScores)("%s", (name, estimator) => {
  test("agrees with the loop, contribution by contribution", () => {
    for (let seed = 0; seed < 5; seed++) {
      const { scores, aux } = randomTerms(seed);
      const expected = loops[name]?.(scores, aux) as number[];
      const scale = Math.max(1, ...expected.map(Math.abs));
      expect(largestGap(contributions(estimator, scores, aux), expected) / scale).toBeLessThan(1e-5);
    }
  });

  test("the gradient in scores and auxiliary is that of finite differences of the loop", () => {
    const { scores, aux } = randomTerms(3);
    const bound = (s: tf.Tensor, a: tf.Tensor): tf.Tensor =>
      tf.add(tf.mean(estimator.contributions({ scores: s as tf.Tensor2D, auxiliary: a as tf.Tensor1D })), tf.mul(0, tf.sum(a)));
    const [gs, ga] = tf.tidy(() =>
      tf
        .grads(bound)([tf.tensor2d(scores), tf.tensor1d(aux)])
        .map((g) => Array.from(g.dataSync())),
    ) as unknown as [number[], number[]];
    const loop = (s: number[][], a: number[]): number => mean(loops[name]?.(s, a) as number[]);
    const h = 1e-5;
    const bumped = (xs: readonly number[], at: number, by: number): number[] => xs.map((x, i) => (i === at ? x + by : x));
    const slope = (f: (by: number) => number): number => (f(h) - f(-h)) / (2 * h);
    const wanted = scores.flatMap((row, i) =>
      row.map((_, j) =>
        slope((by) =>
          loop(
            scores.map((r, k) => (k === i ? bumped(r, j, by) : r)),
            aux,
          ),
        ),
      ),
    );
    const scale = Math.max(1, ...wanted.map(Math.abs));
    expect(largestGap(gs, wanted) / scale).toBeLessThan(1e-5);
    expect(
      largestGap(
        ga,
        aux.map((_, i) => slope((by) => loop(scores, bumped(aux, i, by)))),
      ) / scale,
    ).toBeLessThan(1e-5);
    expect(Math.hypot(...gs)).toBeGreaterThan(0.01);
  });

  test("large scores neither overflow nor lose the diagonal", () => {
    const scores = [
      [-4000, -4080, -4100],
      [-4060, -4000, -4200],
      [-5000, -4090, -4010],
    ];
    // Auxiliaries near their best values: u_i = log mean exp of the others - S_ii, log a_j near the columns' level.
    const aux = estimator.auxiliary === "pair" ? [-81, -61, -81] : [-4001, -4001, -4011];
    const near = (by: number) => scores.map((r) => r.map((s) => s + by));
    // A bound that nothing beside its scores normalises reads them near 0 only.
    const isFixed = ["r", "r + 1"].includes(estimator.truth) || (estimator.memory && estimator.side === "lower");
    const values = contributions(estimator, isFixed ? near(4001) : scores, aux);
    // The same in double precision near 0, where exponentials neither vanish nor overflow.
    const wanted = loops[name]?.(near(4001), estimator.auxiliary === "pair" ? aux : aux.map((a) => a + 4001)) as number[];
    expect(wanted.every(Number.isFinite)).toBe(true);
    expect(largestGap(values, wanted)).toBeLessThan(2e-3); // float32 near 4000 is 2.4e-4 fine
  });

  test("one pair alone is refused, as is a matrix that is not square", () => {
    expect(() => contributions(estimator, [[1]], [0])).toThrow("at least two pairs");
    expect(() => contributions(estimator, [[1, 2, 3], [1, 2, 3]], [0, 0])).toThrow("shape"); // biome-ignore format: a matrix
  });
});

describe("identities", () => {
  test("an impossible pair's likelihood of -Infinity does not reach the diagonal or the gradient", () => {
    const scores = [
      [-1, Number.NEGATIVE_INFINITY],
      [-3, -2],
    ];
    expect(contributions(estimators.pce, scores, [])[1]).toBeCloseTo(Math.log(2), 6);
    const gradient = tf.tidy(() =>
      tf
        .grad((s) => tf.mean(estimators.pce.contributions({ scores: s as tf.Tensor2D })))(tf.tensor2d(scores))
        .dataSync(),
    );
    expect(Array.from(gradient).every(Number.isFinite)).toBe(true);
  });

  test("diagonal and the rest partition the matrix", () => {
    const { scores } = randomTerms(1);
    const [joint, rest] = tf.tidy(() => {
      const s = tf.tensor2d(scores);
      return [jointScores(s).dataSync(), tf.exp(otherScores(s)).dataSync()] as const;
    }) as unknown as [Float32Array, Float32Array];
    expect(
      largestGap(
        joint,
        scores.map((row, i) => row[i] as number),
      ),
    ).toBeLessThan(1e-6);
    expect(
      largestGap(
        rest,
        scores.flatMap((row, i) => row.map((s, j) => (i === j ? 0 : Math.exp(s)))),
      ),
    ).toBeLessThan(1e-2);
  });

  test("TUBA with log a = 1 is NWJ", () => {
    const { scores } = randomTerms(2);
    const ones = scores.map(() => 1);
    expect(mean(contributions(estimators.tuba, scores, ones))).toBeCloseTo(mean(contributions(estimators.nwj, scores, [])), 4);
  });

  test("NWJ stays below Donsker-Varadhan on any fixed sample and critic", () => {
    for (let seed = 0; seed < 30; seed++) {
      const { scores } = randomTerms(seed);
      expect(mean(contributions(estimators.nwj, scores, []))).toBeLessThanOrEqual(donskerVaradhan(scores) + 1e-5);
    }
  });

  test("InfoNCE stays below log n; with the leave-one-out bound U it is -log((1 + (n - 1)·exp(-U)) / n)", () => {
    for (let seed = 0; seed < 30; seed++) {
      const { scores } = randomTerms(seed);
      const sharp = scores.map((row) => row.map((s) => 10 * s));
      const lower = contributions(estimators.infoNce, sharp, []);
      expect(Math.max(...lower)).toBeLessThanOrEqual(Math.log(n) + 1e-5);
      const upper = contributions(estimators.nmc, scores, []);
      const partner = upper.map((u) => -Math.log((1 + (n - 1) * Math.exp(-u)) / n));
      expect(largestGap(contributions(estimators.infoNce, scores, []), partner)).toBeLessThan(1e-4);
    }
  });

  test("the Fenchel inequality: FLO's best u makes it the row-wise log ratio, any other u less", () => {
    const { scores, aux } = randomTerms(4);
    const best = scores.map((row, i) => {
      const rest = row.filter((_, j) => j !== i).map((s) => Math.exp(s - (row[i] as number)));
      return Math.log(mean(rest));
    });
    const tight = contributions(estimators.flo, scores, best);
    expect(
      largestGap(
        tight,
        best.map((u) => -u),
      ),
    ).toBeLessThan(1e-5);
    const loose = contributions(
      estimators.flo,
      scores,
      best.map((u, i) => u + (aux[i] as number)),
    );
    loose.forEach((value, i) => {
      expect(value).toBeLessThan(tight[i] as number);
    });
  });

  test("at the optimum FLO is NWJ, sample by sample, whatever is added to the scores of a theta", () => {
    const { pmi, rows } = tf.tidy(() => {
      const matrix = gaussianPairs(1, 0, 64, 2, 1).pmi;
      return { pmi: rowsOf(matrix), rows: Array.from(normals(key(9), 64)) };
    }) as unknown as { pmi: number[][]; rows: number[] };
    const shifted = pmi.map((row, i) => row.map((s) => s + (rows[i] as number)));
    const u = pmi.map((row, i) => -(row[i] as number));
    const nwj = contributions(
      estimators.nwj,
      pmi.map((row) => row.map((s) => s + 1)),
      [],
    );
    expect(largestGap(contributions(estimators.flo, shifted, u), nwj)).toBeLessThan(2e-4);
  });
});
