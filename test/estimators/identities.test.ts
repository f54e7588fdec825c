/** What ties the bounds together on a fixed sample with fixed scores, good or bad. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { FromScores, Terms } from "../../src/contracts/bounds.js";
import { estimators } from "../../src/estimators/index.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";
import { alphaLoop, donskerVaradhan, logMean, type Matrix, mean, transposed } from "./loops.js";

const n = 7;
const seeds = Array.from({ length: 20 }, (_, seed) => seed);

const randomScores = (seed: number): number[][] => {
  const z = Array.from(normals(key(seed), n * n), (x) => 2 * x);
  return Array.from({ length: n }, (_, i) => z.slice(i * n, (i + 1) * n));
};

const termsOf = (scores: Matrix, aux: readonly number[] = []): Terms => ({
  scores: tf.tensor2d(scores as number[][]),
  ...(aux.length > 0 ? { auxiliary: tf.tensor1d([...aux]) } : {}),
});

const values = (estimator: FromScores, scores: Matrix, aux?: readonly number[]): number[] =>
  tf.tidy(() => Array.from(estimator.contributions(termsOf(scores, aux)).dataSync())) as unknown as number[];
const value = (...given: Parameters<typeof values>): number => mean(values(...given));

const having = (estimator: FromScores, settings: Record<string, number | string>): FromScores =>
  estimator.with?.(settings) as FromScores;
const without = <T>(list: readonly T[], i: number): T[] => list.filter((_, k) => k !== i);
const diagonal = (s: Matrix): number[] => s.map((row, i) => row[i] as number);

describe("Donsker and Varadhan's family", () => {
  test("NWJ, at most DV, at most what a function of the outcome normalises", () => {
    for (const seed of seeds) {
      const s = randomScores(seed);
      const columns = transposed(s).map((column, j) => Math.log(mean(without(column, j).map(Math.exp))));
      const dv = value(estimators.dv, s);
      const best = value(estimators.tuba, s, columns);
      expect(dv).toBeCloseTo(donskerVaradhan(s), 4);
      expect(value(estimators.nwj, s)).toBeLessThanOrEqual(dv + 1e-5);
      expect(dv).toBeLessThanOrEqual(best + 1e-5);
      expect(best).toBeCloseTo(mean(diagonal(s)) - mean(columns), 4);
      const others = columns.map((c, j) => c + Math.sin(j + seed));
      expect(value(estimators.tuba, s, others)).toBeLessThan(best);
    }
  });

  test("DV is the largest of eta-DV, where the mean ratio is 1; eta = 0 is NWJ of scores that are 1 more", () => {
    for (const seed of seeds) {
      const s = randomScores(seed);
      const at = (eta: number) => value(estimators.etaMine, s, [eta]);
      const best = logMean(s);
      expect(at(best)).toBeCloseTo(value(estimators.dv, s), 4);
      for (const step of [-0.5, -0.05, 0.05, 0.5]) expect(at(best + step)).toBeLessThan(at(best));
      const ratios = s.flatMap((row, i) => without(row, i).map((x) => Math.exp(x - best)));
      expect(mean(ratios)).toBeCloseTo(1, 10);
      const moved = s.map((row) => row.map((x) => x + 1));
      expect(at(0)).toBeCloseTo(value(estimators.nwj, moved), 3);
    }
  });

  test("SMILE clips nothing with a large tau, and with tau = 0 is the mean score of pairs that belong together", () => {
    const s = randomScores(3);
    expect(value(having(estimators.smile, { tau: 1e6 }), s)).toBeCloseTo(donskerVaradhan(s), 5);
    expect(value(having(estimators.smile, { tau: 0 }), s)).toBeCloseTo(mean(diagonal(s)), 5);
  });

  test("the value that JS is read by is NWJ of scores that are 1 more", () => {
    const s = randomScores(4);
    const moved = s.map((row) => row.map((x) => x + 1));
    expect(value(estimators.jsd, s)).toBeCloseTo(value(estimators.nwj, moved), 3);
  });
});

describe("contrastive bounds", () => {
  test("by rows are those by columns of the transpose", () => {
    const s = randomScores(5);
    expect(largestGap(values(estimators.infoNceRows, s), values(estimators.infoNce, transposed(s)))).toBeLessThan(1e-5);
  });

  test("alpha = 0 is TUBA, and NWJ where q = e; alpha = 1 is InfoNCE averaged over the theta that is left out", () => {
    const s = randomScores(6);
    const q = Array.from(normals(key(7), n));
    const alpha = (weight: number) => having(estimators.alphaInfoNce, { alpha: weight });
    expect(largestGap(values(alpha(0), s, q), values(estimators.tuba, s, q))).toBeLessThan(1e-4);
    const ones = q.map(() => 1);
    expect(value(alpha(0), s, ones)).toBeCloseTo(value(estimators.nwj, s), 4);
    // Without row and column i, InfoNCE of the n - 1 pairs that are left.
    const left = s.map((_, i) => values(estimators.infoNce, without(s.map((row) => without(row, i)), i))); // biome-ignore format: rows and columns
    expect(value(alpha(1), s, q)).toBeCloseTo(mean(left.flat()), 4);
    for (const weight of [0.3, 0.9]) expect(largestGap(values(alpha(weight), s, q), alphaLoop(weight)(s, q))).toBeLessThan(1e-4);
  });

  test("alpha weighs means, their logarithms, or values", () => {
    const s = randomScores(9);
    const q = Array.from(normals(key(10), n));
    const alpha = (weight: number, mix: string) => having(estimators.alphaInfoNce, { alpha: weight, mix });
    const [tuba, contrastive] = [values(alpha(0, "arithmetic"), s, q), values(alpha(1, "arithmetic"), s, q)];
    for (const weight of [0.3, 0.9]) {
      expect(largestGap(values(alpha(weight, "geometric"), s, q), alphaLoop(weight, true)(s, q))).toBeLessThan(1e-4);
      const between = tuba.map((low, j) => (1 - weight) * low + weight * (contrastive[j] as number));
      expect(largestGap(values(alpha(weight, "bounds"), s, q), between)).toBeLessThan(1e-4);
      expect(alpha(weight, "geometric").cap(n)).toBe(Number.POSITIVE_INFINITY);
    }
    for (const mix of ["geometric", "bounds"]) {
      expect(largestGap(values(alpha(0, mix), s, q), tuba)).toBeLessThan(1e-5);
      expect(largestGap(values(alpha(1, mix), s, q), contrastive)).toBeLessThan(1e-5);
      expect(alpha(1, mix).cap(n)).toBe(Math.log(n - 1));
    }
  });

  test("alpha's cap is reached, and never passed", () => {
    const sure = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 60 : -60)));
    const q = Array(n).fill(0);
    for (const alpha of [0.1, 0.5, 1]) {
      const member = having(estimators.alphaInfoNce, { alpha });
      expect(value(member, sure, q)).toBeCloseTo(member.cap(n), 4);
      for (const seed of seeds) {
        const sharp = randomScores(seed).map((row) => row.map((x) => 10 * x));
        expect(Math.max(...values(member, sharp, q))).toBeLessThanOrEqual(member.cap(n) + 1e-4);
      }
    }
    expect(having(estimators.alphaInfoNce, { alpha: 0 }).cap(n)).toBe(Number.POSITIVE_INFINITY);
  });

  test("a score that is larger than all others of its column by far is left out exactly", () => {
    const s = randomScores(8);
    (s[2] as number[])[4] = 40; // a pair that does not belong together
    const q = Array(n).fill(-3);
    const member = having(estimators.alphaInfoNce, { alpha: 1 });
    const [ours, wanted] = [values(member, s, q), alphaLoop(1)(s, q)];
    expect(largestGap(ours, wanted) / 40).toBeLessThan(1e-5);
  });
});

describe("FLO's kin", () => {
  const climb = (estimator: FromScores, s: Matrix, aux?: readonly number[]): number[] =>
    tf.tidy(() => {
      const climbed = (x: tf.Tensor) => {
        const terms = { ...termsOf(s, aux), scores: x as tf.Tensor2D };
        return tf.mean(estimator.objective?.(terms, {}) ?? estimator.contributions(terms));
      };
      return Array.from(
        tf
          .grad(climbed)(tf.tensor2d(s as number[][]))
          .dataSync(),
      );
    }) as unknown as number[];

  test("FDV climbs by the softmax over the others, as FLO does at its best u, and reports that u", () => {
    const s = randomScores(9);
    const shares = s.map((row, i) => {
      const sum = without(row, i).reduce((total, x) => total + Math.exp(x), 0);
      return row.map((x, j) => (i === j ? -1 : Math.exp(x) / sum));
    });
    const byHand = shares.flat().map((p) => -p / n);
    expect(largestGap(climb(estimators.fdv, s), byHand)).toBeLessThan(1e-6);
    const u = s.map((row, i) => Math.log(mean(without(row, i).map((x) => Math.exp(x - (row[i] as number))))));
    expect(largestGap(climb(estimators.flo, s, u), byHand)).toBeLessThan(1e-6);
    const reported = values(estimators.fdv, s);
    expect(largestGap(reported, u.map((x) => -x))).toBeLessThan(1e-5); // biome-ignore format: one line
    const objective = tf.tidy(() => Array.from(estimators.fdv.objective?.(termsOf(s), {}).dataSync() as Float32Array));
    expect(largestGap(objective as unknown as number[], reported)).toBeLessThan(1e-5);
  });

  test("for any u, FLO's gradient by the scores is FDV's with every row scaled", () => {
    const s = randomScores(10);
    const u = Array.from(normals(key(11), n));
    const [flo, fdv] = [climb(estimators.flo, s, u), climb(estimators.fdv, s)];
    for (let i = 0; i < n; i++) {
      const scale = (flo[i * n + i] as number) / (fdv[i * n + i] as number);
      const rows = [flo, fdv].map((g) => g.slice(i * n, (i + 1) * n)) as [number[], number[]];
      expect(largestGap(rows[0], rows[1].map((x) => scale * x)) / Math.max(1, scale)).toBeLessThan(1e-5); // biome-ignore format: one line
    }
  });
});
