import { describe, expect, test } from "vitest";
import type { Key } from "../../../src/contracts/values.js";
import {
  fewestRows,
  type NeighbourOptions,
  nearestNeighbourEstimate,
  nearestNeighbourInformation,
} from "../../../src/estimators/classical/nearestNeighbours.js";
import { normals, uniforms } from "../../../src/numbers/distributions.js";
import { key, split } from "../../../src/numbers/keys.js";
import { moments } from "../../support/statistics.js";

const rows = Array.from({ length: 100 }, (_, i) => i + 1);
const { sin, cos } = Math;
const fixtures = {
  A: { d: 1, x: rows.map((i) => sin(i * i)), y: rows.map((i) => 0.6 * sin(i * i) + 0.8 * cos(1.7 * i * i + 0.3)) },
  B: {
    d: 2,
    x: rows.flatMap((i) => [sin(i * i), cos(0.7 * i * i + 1)]),
    y: rows.flatMap((i) => [0.5 * sin(i * i) + 0.5 * sin(2.3 * i * i), cos(1.1 * i * i)]),
  },
};

const known: [keyof typeof fixtures, NonNullable<NeighbourOptions["method"]>, number, number][] = [
  ["A", "ksg1", 1, 0.616893658],
  ["A", "ksg1", 3, 0.463786276],
  ["A", "ksg1", 5, 0.366420411],
  ["A", "ksg1", 10, 0.295879122],
  ["B", "ksg1", 3, 0.647653239],
  ["B", "ksg1", 5, 0.394265287],
  ["A", "ksg2", 1, 0.657790938],
  ["A", "ksg2", 3, 0.462960805],
  ["A", "ksg2", 5, 0.364858193],
  ["A", "ksg2", 10, 0.301115025],
  ["B", "ksg2", 3, 0.717961954],
  ["B", "ksg2", 5, 0.457685701],
  ["A", "revised", 3, 0.464332698],
  ["A", "revised", 5, 0.405183926],
  ["A", "revised", 6, 0.396292994],
  ["B", "revised", 3, 0.830654492],
  ["B", "revised", 5, 0.644156363],
];

test.each(known)("fixture %s, %s, k = %i gives %d", (name, method, k, value) => {
  const { x, y, d } = fixtures[name];
  expect(nearestNeighbourInformation(x, d, y, d, 100, { k, method })).toBeCloseTo(value, 8);
});

/** ψ(m) by its sum. */
const psi = (m: number) => Array.from({ length: m - 1 }, (_, j) => 1 / (j + 1)).reduce((sum, v) => sum + v, -0.5772156649015329);

/**
 * KSG-1 by loops over all pairs. Where more than k others are as near as the k-th, all of them are counted, in (x, y), in x and in y: with the row
 * itself, by logarithms, where they are equal to it (the information of the sample's own frequencies); without it, by ψ, otherwise.
 */
function slowKsg1(x: readonly number[][], y: readonly number[][], k: number): number {
  const n = x.length;
  const far = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((v, j) => Math.abs(v - (b[j] as number))));
  const terms = x.map((xi, i) => {
    const yi = y[i] as number[];
    const others = x.map((_, j) => j).filter((j) => j !== i);
    const inX = others.map((j) => far(xi, x[j] as number[]));
    const inY = others.map((j) => far(yi, y[j] as number[]));
    const both = inX.map((d, j) => Math.max(d, inY[j] as number));
    const sorted = [...both].sort((a, b) => a - b);
    const radius = sorted[k - 1] as number;
    const closer = (distances: number[]) => distances.filter((d) => d < radius).length;
    const within = (distances: number[]) => distances.filter((d) => d <= radius).length;
    if (radius === 0) return Math.log(((within(both) + 1) * n) / ((within(inX) + 1) * (within(inY) + 1)));
    if (sorted[k] === radius) return psi(within(both)) + psi(n) - psi(within(inX)) - psi(within(inY));
    return psi(k) + psi(n) - psi(closer(inX) + 1) - psi(closer(inY) + 1);
  });
  return terms.reduce((a, b) => a + b, 0) / n;
}

describe("on random points", () => {
  const n = 400;
  const keys = split(key(5), "x", "y");
  const x = normals(keys.x, n * 2);
  const y = normals(keys.y, n * 3).map((v, i) => (i % 3 === 0 ? v + (x[2 * Math.floor(i / 3)] as number) : v));
  const asRows = (values: Float32Array, d: number) =>
    Array.from({ length: n }, (_, i) => Array.from(values.subarray(i * d, (i + 1) * d)));

  test("the tree counts what loops over all pairs count", () => {
    expect(nearestNeighbourInformation(x, 2, y, 3, n, { k: 4 })).toBeCloseTo(slowKsg1(asRows(x, 2), asRows(y, 3), 4), 10);
  });

  test("and so it does where most outcomes are equal, as those of epidemics that have ended", () => {
    const tied = y.map((v, i) => (Math.floor(i / 3) % 4 === 0 ? v : 0));
    const both = x.map((v, i) => (Math.floor(i / 2) % 3 === 0 ? v : 0));
    expect(nearestNeighbourInformation(both, 2, tied, 3, n)).toBeCloseTo(slowKsg1(asRows(both, 2), asRows(tied, 3), 3), 10);
  });
});

test.each(["ksg1", "ksg2", "revised"] as const)(
  "%s finds the information of correlated normals within its standard error",
  (method) => {
    const n = 4000;
    const keys = split(key(6), "x", "noise");
    const x = normals(keys.x, n);
    const rho = 0.8;
    const y = normals(keys.noise, n).map((v, i) => rho * (x[i] as number) + Math.sqrt(1 - rho * rho) * v);
    const { value, se } = nearestNeighbourEstimate(x, 1, y, 1, n, { method });
    expect(se).toBeGreaterThan(0.01);
    expect(se).toBeLessThan(0.06);
    expect(Math.abs(value + 0.5 * Math.log(1 - rho * rho))).toBeLessThan(4 * se);
  },
);

test("sizes that do not fit are refused", () => {
  expect(() => nearestNeighbourInformation([1, 2, 3], 1, [1, 2], 1, 3)).toThrow("3 rows of 1 and 1");
  expect(() => nearestNeighbourInformation([1, 2, 3], 1, [1, 2, 4], 1, 3, { k: 3 })).toThrow("k must be");
});

describe("discrete values", () => {
  const n = 2000;
  const uniform = uniforms(key(8), 3 * n);
  const u = (i: number) => uniform[i] as number;

  /** The information of the sample's own frequencies. */
  function plugIn(x: readonly number[], y: readonly number[]): number {
    const count = (of: readonly unknown[]) => {
      const counts = new Map<unknown, number>();
      for (const value of of) counts.set(value, (counts.get(value) ?? 0) + 1);
      return (value: unknown) => counts.get(value) as number;
    };
    const pairs = x.map((a, i) => `${a} ${y[i]}`);
    const [ofX, ofY, ofBoth] = [count(x), count(y), count(pairs)];
    return x.reduce((sum, a, i) => sum + Math.log((ofBoth(pairs[i]) * n) / (ofX(a) * ofY(y[i]))), 0) / n;
  }

  const hypothesis = Array.from({ length: n }, (_, i) => (u(i) < 0.5 ? 0 : 1));
  const answer = hypothesis.map((h, i) => (u(n + i) < (h ? 0.9 : 0.1) ? 1 : 0));

  test.each(["ksg1", "ksg2", "revised"] as const)("%s is the information of their frequencies, and keeps to log 2", (method) => {
    const of = (a: number[], b: number[]) => nearestNeighbourEstimate(a, 1, b, 1, n, { method });
    const { value, se } = of(hypothesis, answer);
    expect(value).toBeCloseTo(plugIn(hypothesis, answer), 10);
    expect(Math.abs(value - 0.3681)).toBeLessThan(3.5 * se); // log 2 less the entropy of 0.1
    expect(of(hypothesis, hypothesis).value).toBeLessThanOrEqual(Math.LN2 + 1e-12);
  });

  test("a discrete unknown beside an outcome that is not: log 2 where the outcome tells it, less where it does not", () => {
    const noise = normals(key(9), n);
    const reading = (sd: number) => hypothesis.map((h, i) => h + sd * (noise[i] as number));
    const told = nearestNeighbourInformation(hypothesis, 1, reading(0.1), 1, n);
    expect(Math.abs(told - Math.LN2)).toBeLessThan(0.01);
    // log 2 - E log(1 + exp(-(1 + 2 sd z) / (2 sd²))), by quadrature
    const sd = 0.7;
    const grid = Array.from({ length: 2001 }, (_, i) => -8 + 0.008 * i);
    const lost = grid.reduce((sum, z) => sum + 0.008 * density(z) * Math.log1p(Math.exp(-(1 + 2 * sd * z) / (2 * sd * sd))), 0);
    const { value, se } = nearestNeighbourEstimate(hypothesis, 1, reading(sd), 1, n);
    expect(Math.abs(value - (Math.LN2 - lost))).toBeLessThan(3.5 * se);
  });

  test("counts that seldom agree exactly are not taken for knowledge", () => {
    const counts = (k: Key) => normals(k, n).map((z) => Math.round(50 + 7 * z));
    const { a, b } = split(key(10), "a", "b");
    // 3.9 nats with counts of strictly nearer points alone
    expect(Math.abs(nearestNeighbourInformation(counts(a), 1, counts(b), 1, n))).toBeLessThan(0.3);
  });
});

const density = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

test.each([fewestRows(3), 12, 31])("%i rows are enough for a rough number with an error", (n) => {
  const { value, se } = nearestNeighbourEstimate(normals(key(11), n), 1, normals(key(12), n), 1, n, { k: 3 });
  expect([Number.isFinite(value), se > 0]).toEqual([true, true]);
  expect(Math.abs(value)).toBeLessThan(1.5);
});

test.each([
  ["sharp", 200, 0.9999],
  ["few", 40, 0.8],
])("the spread over fresh samples is not understated: %s, n = %i", (_, n, rho) => {
  const repeats = Array.from({ length: 100 }, (_, seed) => {
    const k = split(key(100 + seed), "x", "noise");
    const x = normals(k.x, n);
    const y = normals(k.noise, n).map((v, i) => rho * (x[i] as number) + Math.sqrt(1 - rho * rho) * v);
    return nearestNeighbourEstimate(x, 1, y, 1, n);
  });
  const said = Math.sqrt(repeats.reduce((sum, { se }) => sum + se * se, 0) / repeats.length);
  const spread = Math.sqrt(moments(repeats.map(({ value }) => value)).variance);
  // a spread of 100 has an error of 7 %; cautious by at most a factor of two
  expect(spread / said).toBeLessThan(1 + 3 * 0.07);
  expect(spread / said).toBeGreaterThan(0.45);
});

describe("mixed", () => {
  /** Gao et al. 2017, as its authors' program has it, by loops over all pairs. */
  function slowMixed(x: readonly number[], y: readonly number[], k: number): number {
    const n = x.length;
    const terms = x.map((xi, i) => {
      const apart = x.map((xj, j) => Math.max(Math.abs(xi - xj), Math.abs((y[i] as number) - (y[j] as number))));
      const radius = apart.filter((_, j) => j !== i).sort((a, b) => a - b)[k - 1] as number;
      const nearer = (d: number) => (radius === 0 ? d === 0 : d < radius);
      const within = (values: readonly number[], own: number) => values.filter((v) => nearer(Math.abs(v - own))).length;
      const among = radius === 0 ? apart.filter((d) => d === 0).length : k;
      return psi(among) + Math.log(n) - psi(within(x, xi)) - psi(within(y, y[i] as number));
    });
    return terms.reduce((sum, v) => sum + v, 0) / n;
  }
  const k = split(key(4), "kind", "noise", "zero");
  const kinds = Array.from(uniforms(k.kind, 1500), (u) => Math.floor(5 * u));
  const noise = uniforms(k.noise, 1500, 0, 2);
  const told = kinds.map((v, i) => v + (noise[i] as number));

  test("is the algorithm, on columns that are discrete, continuous, or both at once", () => {
    const zeros = uniforms(k.zero, 200);
    const both = told.slice(0, 200).map((v, i) => ((zeros[i] as number) < 0.4 ? 0 : v));
    const some = kinds.slice(0, 200);
    for (const [x, y] of [
      [some, both],
      [both, told.slice(0, 200)],
      [some, some],
    ] as const)
      expect(nearestNeighbourInformation(x, 1, y, 1, 200, { k: 3, method: "mixed" })).toBeCloseTo(slowMixed(x, y, 3), 9);
  });

  test("five kinds, and a uniform number as far above each as two: log 5 - 4/5 log 2", () => {
    const { value, se } = nearestNeighbourEstimate(kinds, 1, told, 1, 1500, { k: 5, method: "mixed" });
    expect(Math.abs(value - (Math.log(5) - 0.8 * Math.LN2))).toBeLessThan(3 * se);
  });
});
