import { describe, expect, test } from "vitest";
import { normals } from "../src/distributions.js";
import { type NeighbourOptions, nearestNeighbourEstimate, nearestNeighbourInformation } from "../src/nearestNeighbours.js";
import { key, split } from "../src/random.js";

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

/** KSG-1 by loops over all pairs. */
function slowKsg1(x: readonly number[][], y: readonly number[][], k: number): number {
  const n = x.length;
  const psi = (m: number) =>
    rows.concat(Array.from({ length: n }, (_, i) => 101 + i)).reduce((s, j) => (j < m ? s + 1 / j : s), -0.5772156649015329);
  const far = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((v, j) => Math.abs(v - (b[j] as number))));
  const terms = x.map((xi, i) => {
    const yi = y[i] as number[];
    const others = x.map((_, j) => j).filter((j) => j !== i);
    const inX = others.map((j) => far(xi, x[j] as number[]));
    const inY = others.map((j) => far(yi, y[j] as number[]));
    const radius = inX.map((d, j) => Math.max(d, inY[j] as number)).sort((a, b) => a - b)[k - 1] as number;
    const closer = (distances: number[]) => distances.filter((d) => d < radius).length;
    return psi(closer(inX) + 1) + psi(closer(inY) + 1);
  });
  return psi(k) + psi(n) - terms.reduce((a, b) => a + b, 0) / n;
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
    expect(se).toBeGreaterThan(0.005);
    expect(se).toBeLessThan(0.04);
    expect(Math.abs(value + 0.5 * Math.log(1 - rho * rho))).toBeLessThan(4 * se);
  },
);

test("sizes that do not fit are refused", () => {
  expect(() => nearestNeighbourInformation([1, 2, 3], 1, [1, 2], 1, 3)).toThrow("3 rows of 1 and 1");
  expect(() => nearestNeighbourInformation([1, 2, 3], 1, [1, 2, 4], 1, 3, { k: 3 })).toThrow("k must be");
});
