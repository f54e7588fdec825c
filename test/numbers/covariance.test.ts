/** Means, covariances and the coordinates they make, against loops. */
import { expect, test } from "vitest";
import { coloured, whitened, whiteningOf } from "../../src/numbers/covariance.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";

const n = 500;
const z = normals(key(3), 2 * n);
const rows = Float64Array.from({ length: 2 * n }, (_, i) => {
  const [a, b] = [z[i - (i % 2)] as number, z[i - (i % 2) + 1] as number];
  return i % 2 === 0 ? 5 + 0.01 * a : -3 + 200 * a + 40 * b;
});

const average = (of: (i: number) => number) => Array.from({ length: n }, (_, i) => of(i)).reduce((sum, x) => sum + x, 0) / n;

test("L L' is the covariance, of columns of very different widths", () => {
  const { mean, lower, logVolume } = whiteningOf(rows, 2);
  const at = (i: number, j: number) => rows[2 * i + j] as number;
  for (const j of [0, 1])
    expect(mean[j]).toBeCloseTo(
      average((i) => at(i, j)),
      9,
    );
  const [l00, , l10, l11] = lower as unknown as [number, number, number, number];
  const covariance = (j: number, k: number) =>
    average((i) => (at(i, j) - (mean[j] as number)) * (at(i, k) - (mean[k] as number)));
  const pairs: [number, number][] = [
    [l00 * l00, covariance(0, 0)],
    [l00 * l10, covariance(0, 1)],
    [l10 * l10 + l11 * l11, covariance(1, 1)],
  ];
  for (const [found, right] of pairs) expect(found / right).toBeCloseTo(1, 5);
  expect(logVolume).toBeCloseTo(Math.log(l00 * l11), 9);
});

test("whitened columns are independent, and coloured again the same", () => {
  const whitening = whiteningOf(rows, 2);
  const w = whitened(rows, whitening);
  expect(average((i) => (w[2 * i] as number) * (w[2 * i + 1] as number))).toBeCloseTo(0, 4);
  expect(average((i) => (w[2 * i + 1] as number) ** 2)).toBeCloseTo(1, 4);
  const back = coloured(w, whitening, whitening.mean);
  for (const [i, x] of rows.entries()) expect(back[i]).toBeCloseTo(x, 8);
});

test("rows that are all alike still have coordinates", () => {
  const still = whiteningOf(new Float64Array(20).fill(4), 2);
  for (const w of whitened(Float64Array.of(4, 4), still)) expect(w).toBeCloseTo(0, 6);
  expect(still.lower.every(Number.isFinite)).toBe(true);
});
