/** Estimators from samples: what every one promises of correlated normals, whose information is known. */
import { describe, expect, test } from "vitest";
import type { FromSamples, Table } from "../../src/contracts/bounds.js";
import { nearestNeighbourEstimate } from "../../src/estimators/classical/nearestNeighbours.js";
import { estimators } from "../../src/estimators/index.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { correlation } from "./gaussian.js";
import { fromSamples } from "./sorts.js";

const [n, information] = [2000, 0.7];
const rho = correlation(1, information);
const x = normals(fold(key(1), 0), n);
const e = normals(fold(key(1), 1), n);
const table = (values: ArrayLike<number>, columns = 1): Table => ({ columns, values });
const y = x.map((v, i) => rho * v + Math.sqrt(1 - rho ** 2) * (e[i] as number));

/** Two kinds that are told from each other by ±1 in standard normal noise; that noise cut into four; and what they say of each other. */
const kind = x.map((v) => Math.sign(v));
const told = kind.map((v, i) => v + (e[i] as number));
const cut = (v: number) => Math.floor(Math.max(-2, Math.min(1, v)));
const toldCut = told.map(cut);
const [ofTold, ofToldCut] = [0.336831, 0.31448]; // by quadrature and by sums over normal tails, in another program
const cases: Record<FromSamples["samples"], { x: Float32Array; y: Float32Array; e: Float32Array; truth: number }> = {
  any: { x, y, e, truth: information },
  continuous: { x, y, e, truth: information },
  oneDiscrete: { x: kind, y: told, e, truth: ofTold },
  discrete: { x: kind, y: toldCut, e: e.map(cut), truth: ofToldCut },
};

describe.each(fromSamples)("%s", (_name, { estimate, cap, samples }) => {
  const { x, y, e, truth } = cases[samples];
  test("finds the information, and none where there is none", () => {
    const { value, se } = estimate(table(x), table(y));
    expect(Math.abs(value - truth)).toBeLessThan(4 * se + 0.02);
    expect(value).toBeLessThanOrEqual(cap(n));
    expect(se).toBeLessThan(0.05);
    const none = estimate(table(x), table(e));
    expect(Math.abs(none.value)).toBeLessThan(4 * none.se + 0.02);
  });

  test("is the same with x and y exchanged, and refuses tables of different lengths", () => {
    expect(estimate(table(y), table(x)).value).toBeCloseTo(estimate(table(x), table(y)).value, 10);
    expect(() => estimate(table(x), table(y, 2))).toThrow(/2000 rows.*1000/);
  });
});

test("ksg is Kraskov's first estimator with three neighbours", () => {
  const rows = Array.from({ length: 100 }, (_, i) => i + 1);
  const xs = rows.map((i) => Math.sin(i * i));
  const ys = rows.map((i) => 0.6 * Math.sin(i * i) + 0.8 * Math.cos(1.7 * i * i + 0.3));
  const { value, se } = estimators.ksg.estimate(table(xs), table(ys));
  expect(value).toBeCloseTo(0.463786276, 8); // computed with another program
  expect({ value, se }).toEqual(nearestNeighbourEstimate(xs, 1, ys, 1, 100, { k: 3, method: "ksg1" }));
});

describe.each(fromSamples.filter(([, { given }]) => given))("%s, given z", (_name, { estimate }) => {
  test("a chain of normals: Z, X = Z + e, Y = X + Z + e, of which ½ log 2 is left", () => {
    const z = normals(fold(key(2), 0), n);
    const far = x.map((v, i) => v + (z[i] as number));
    const ends = far.map((v, i) => v + (z[i] as number) + (e[i] as number));
    const { value, se } = estimate(table(far), table(ends), table(z));
    expect(Math.abs(value - 0.5 * Math.LN2)).toBeLessThan(4 * se + 0.02);
    expect(se).toBeLessThan(0.05);
  });

  test("two coins and whether they differ: nothing of one, log 2 where the other is known", () => {
    const coin = (v: number) => Number(v > 0);
    const [one, other] = [Array.from(x, coin), Array.from(e, coin)];
    const differ = one.map((v, i) => Number(v !== other[i]));
    const { value, se } = estimate(table(one), table(differ), table(other));
    expect(Math.abs(value - Math.LN2)).toBeLessThan(4 * se + 0.01);
  });

  test("refuses a z of another length", () =>
    expect(() => estimate(table(x), table(y), table(e, 2))).toThrow("x has 2000 rows, and z 1000"));
});
