/** Scales without ends: there and back, and by how much they stretch. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { unbounded } from "../../src/numbers/support.js";

const prior = { names: ["any", "positive", "below2", "share"], support: [{}, { low: 0 }, { high: 2 }, { low: -1, high: 3 }] };
const rows = [
  [-3, 0.01, -5, -0.9],
  [0, 1, 1.5, 1],
  [7, 40, 1.99, 2.8],
];

const values = (of: (x: tf.Tensor2D) => tf.Tensor2D, x: number[][]) => tidied(() => rowsOf(of(tf.tensor2d(x))));

test("each parameter by its ends, and back again", () => {
  const { free, back } = unbounded(prior);
  const z = values(free, rows);
  for (const [i, [any, positive, below2, share]] of (rows as [number, number, number, number][]).entries()) {
    const right = [any, Math.log(positive), Math.log(2 - below2), Math.log((share + 1) / (3 - share))];
    for (const [j, x] of right.entries()) expect(z[i]?.[j]).toBeCloseTo(x, 4);
  }
  for (const [i, row] of values(back, z).entries())
    for (const [j, x] of row.entries()) expect(Math.abs(x - (rows[i]?.[j] as number))).toBeLessThan(1e-4 * (1 + Math.abs(x)));
});

test("the volume is that of finite differences", () => {
  const { free, logVolume } = unbounded(prior);
  const volumes = tidied(() => Array.from(logVolume(free(tf.tensor2d(rows))).dataSync()));
  const h = 1e-3;
  for (const [i, row] of rows.entries()) {
    const slopes = row.map((x, j) => {
      const step = h * Math.min(1, Math.abs(x) || 1);
      const moved = (by: number) => values(free, [row.map((one, k) => (k === j ? x + by * step : one))])[0]?.[j] as number;
      return (moved(1) - moved(-1)) / (2 * step);
    });
    expect(volumes[i]).toBeCloseTo(
      slopes.reduce((sum, slope) => sum + Math.log(Math.abs(slope)), 0),
      1,
    );
  }
});

test("numbers rounded to an end stay finite, and far ones stay inside", () => {
  const { free, back } = unbounded(prior);
  expect(values(free, [[0, 0, 2, 3]])[0]?.every(Number.isFinite)).toBe(true);
  for (const row of values(back, [
    [90, -80, -80, 30],
    [-90, 80, 80, -30],
  ])) {
    expect(row.every(Number.isFinite)).toBe(true);
    expect(row[3]).toBeGreaterThanOrEqual(-1);
    expect(row[3]).toBeLessThanOrEqual(3);
  }
});

test("a prior that says nothing has no ends", () => {
  expect(values(unbounded({ names: ["a", "b"] }).free, [[-1, 5]])).toEqual([[-1, 5]]);
});
