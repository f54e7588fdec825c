import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { compileScores, type Scores, thetasAtOnce } from "../../src/information/evaluation/pairScores.js";
import { normal } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";

const weights = tf.tensor2d([
  [0.5, -1],
  [2, 0.25],
]);
/** theta' W (outcome + design): large enough for exponentials of the raw scores to overflow. */
const scores: Scores = ({ w }, theta, design, outcome) =>
  tf.matMul(tf.matMul(theta, w as tf.Tensor2D), tf.add(outcome, design) as tf.Tensor2D, false, true);

function data(n: number, m: number, sharedDesign: boolean) {
  const of = (i: number, rows: number) => tf.mul(9, normal(fold(key(5), i), [rows, 2])) as tf.Tensor2D;
  return { theta: of(0, n), outcome: of(1, m), design: of(2, sharedDesign ? 1 : m) };
}

/** The same in double precision. */
function byLoops({ theta, design, outcome }: ReturnType<typeof data>): number[][] {
  const w = rowsOf(weights);
  const designs = rowsOf(design);
  const outcomes = rowsOf(outcome);
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
  return rowsOf(theta).map(([t0 = 0, t1 = 0]) =>
    outcomes.map((y, j) => {
      const at = designs[designs.length === 1 ? 0 : j] as number[];
      const left = [0, 1].map((column) => t0 * (w[0]?.[column] as number) + t1 * (w[1]?.[column] as number));
      return dot(left, y) + dot(left, at);
    }),
  );
}

describe("scores of many pairs", () => {
  test.each([
    ["one design, one block", 7, 5, true],
    ["a design each, several blocks of outcomes", 64, 1203, false],
    ["one design, several blocks of outcomes", 30, 501, true],
  ])("%s", (_, n, m, shared) => {
    const before = tf.memory().numTensors;
    tidied(() => {
      const { theta, ...observed } = data(n, m, shared);
      const compiled = compileScores(scores, { w: weights });
      const all = byLoops({ theta, ...observed });
      const column = (j: number) => all.map((row) => row[j] as number);
      const sums = Array.from({ length: m }, (_, j) => {
        const most = Math.max(...column(j));
        return most + Math.log(column(j).reduce((sum, s) => sum + Math.exp(s - most), 0));
      });
      const size = Math.max(...sums.map(Math.abs));
      expect(size).toBeGreaterThan(100);
      expect(largestGap(compiled.logSums(theta, observed), sums)).toBeLessThan(1e-6 * size);
      const thetas = tf.slice(tf.tile(theta, [Math.ceil(m / n), 1]), [0, 0], [m, -1]);
      const own = Array.from({ length: m }, (_, j) => all[j % n]?.[j] as number);
      expect(largestGap(compiled.own(thetas, observed), own)).toBeLessThan(1e-6 * size);
      compiled.dispose();
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  test("impossible pairs add nothing; where all are, the sum is -Infinity, and so may an outcome's own score be", () => {
    const fixed = tf.tensor2d([
      [-Infinity, 1, -Infinity],
      [-Infinity, 2, 3],
      [-Infinity, -Infinity, -Infinity],
    ]);
    const compiled = compileScores(({ all }) => all as tf.Tensor2D, { all: fixed });
    const observed = { design: tf.zeros([1, 1]) as tf.Tensor2D, outcome: tf.zeros([3, 1]) as tf.Tensor2D };
    const theta = tf.zeros([3, 1]) as tf.Tensor2D;
    expect(compiled.logSums(theta, observed)[0]).toBe(-Infinity);
    expect(compiled.logSums(theta, observed)[1]).toBeCloseTo(Math.log(Math.exp(1) + Math.exp(2)), 6);
    expect(compiled.logSums(theta, observed)[2]).toBe(3);
    expect([...compiled.own(theta, observed)]).toEqual([-Infinity, 2, -Infinity]);
    compiled.dispose();
  });

  test("a score that is not a number is refused, and not passed over as impossible", () => {
    const compiled = compileScores(
      (_, theta, _design, outcome) => tf.log(tf.matMul(theta, outcome, false, true)) as tf.Tensor2D,
      {},
    );
    const observed = { design: tf.zeros([1, 1]) as tf.Tensor2D, outcome: tf.tensor2d([[1]]) };
    expect(compiled.logSums(tf.tensor2d([[1], [0]]), observed)[0]).toBe(0);
    expect(() => compiled.logSums(tf.tensor2d([[1], [-1]]), observed)).toThrow(/not a number.*-Infinity where/);
    compiled.dispose();
  });

  test("blocks hold about as many scores, however many outcomes", () => {
    expect([1, 50, 500, 5000].map(thetasAtOnce)).toEqual([2 ** 17, 2622, 263, 263]);
  });
});
