import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { bestTerms } from "../../src/estimators/best.js";
import { withNegatives } from "../../src/estimators/fewerNegatives.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { withCritics } from "./sorts.js";

const n = 7;
const matrix = normals(key(4), n * n);
const at = (i: number, j: number) => matrix[i * n + (j % n)] as number;
const scores = () => tf.tensor2d(matrix, [n, n]);
const meanOf = (x: tf.Tensor) => tf.mean(x).dataSync()[0] as number;

describe.each(withCritics.filter(([, { memory }]) => !memory))("%s", (_name, estimator) => {
  const terms = () => ({ ...bestTerms(estimator, { logLikelihood: scores(), logMarginal: tf.zeros([n]) }) });

  test("with all negatives is the bound itself; with fewer the cap is theirs", () => {
    const all = withNegatives(estimator, n - 1);
    expect(meanOf(all.contributions(terms(), {}))).toBe(meanOf(estimator.contributions(terms(), {})));
    expect(withNegatives(estimator, 1).cap(n)).toBe(estimator.cap(2));
  });
});

test("NWJ with one and with two negatives, by hand", () => {
  const nwj = withCritics.find(([name]) => name === "nwj")?.[1];
  if (!nwj) throw new Error("no nwj");
  for (const count of [1, 2]) {
    const own = Array.from({ length: n }, (_, i) => at(i, i)).reduce((sum, x) => sum + x, 0) / n;
    const others = Array.from({ length: n * count }, (_, c) => Math.exp(at(c % n, (c % n) + 1 + Math.floor(c / n)) - 1));
    const wanted = own - others.reduce((sum, x) => sum + x, 0) / others.length;
    expect(meanOf(withNegatives(nwj, count).contributions({ scores: scores() }, {}))).toBeCloseTo(wanted, 5);
  }
});

/** Pairs each with 1 or 3 others, in plain numbers: S of theta i and outcome j, round the batch. As often each: K + 1 divides 8, K divides 7 - 1. */
describe.each([1, 3])("%i negatives, by hand", (count) => {
  const matrixOf = (size: number) => {
    const numbers = Array.from(normals(key(9), size * size), (x) => 3 * x);
    const s = (i: number, j: number) => numbers[((i + size) % size) * size + (j % size)] as number;
    return { numbers, s, places: Array.from({ length: size }, (_, i) => i) };
  };
  const others = Array.from({ length: count }, (_, t) => t + 1);
  const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const boundOf = (
    name: string,
    { numbers, places: { length: size } }: ReturnType<typeof matrixOf>,
    auxiliary?: Float32Array,
  ) => {
    const estimator = withCritics.find(([one]) => one === name)?.[1];
    if (!estimator) throw new Error(`no ${name}`);
    const terms = { scores: tf.tensor2d(numbers, [size, size]), ...(auxiliary ? { auxiliary: tf.tensor1d(auxiliary) } : {}) };
    return meanOf(withNegatives(estimator, count).contributions(terms, {}));
  };

  test("InfoNCE is that of K + 1 pairs, by outcome and by theta, and below its cap", () => {
    const all = matrixOf(8);
    const { s, places } = all;
    const outcomes = places.map((j) => s(j, j) - Math.log(mean([0, ...others].map((t) => Math.exp(s(j - t, j))))));
    expect(boundOf("infoNce", all)).toBeCloseTo(mean(outcomes), 5);
    const thetas = places.map((i) => s(i, i) - Math.log(mean([0, ...others].map((t) => Math.exp(s(i, i + t))))));
    expect(boundOf("infoNceRows", all)).toBeCloseTo(mean(thetas), 5);
    for (const one of [...outcomes, ...thetas]) expect(one).toBeLessThanOrEqual(Math.log(count + 1));
  });

  test("TUBA keeps each outcome's baseline, FLO each theta's", () => {
    const all = matrixOf(7);
    const { s, places } = all;
    const side = normals(key(10), 7);
    const b = (j: number) => side[j] as number;
    const tuba = places.map((j) => 1 + s(j, j) - b(j) - mean(others.map((t) => Math.exp(s(j - t, j) - b(j)))));
    expect(boundOf("tuba", all, side)).toBeCloseTo(mean(tuba), 4);
    const flo = places.map((i) => 1 - b(i) - mean(others.map((t) => Math.exp(-b(i) + s(i, i + t) - s(i, i)))));
    expect(boundOf("flo", all, side) / mean(flo)).toBeCloseTo(1, 5);
  });
});
