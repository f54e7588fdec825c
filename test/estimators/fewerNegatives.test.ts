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
