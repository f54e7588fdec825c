import { expect, test } from "vitest";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { normalFit } from "../../src/numbers/normalFit.js";

const n = 50_000;
const draws = (seed: number, columns: number) => ({ columns, values: normals(key(seed), n * columns) });

test("finds the slopes, the dependence and the spread that made the rows", () => {
  const [given, e] = [draws(1, 2), draws(2, 2)];
  const values = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const [g, h] = [given.values[2 * i] as number, given.values[2 * i + 1] as number];
    const first = 0.5 * (e.values[2 * i] as number);
    values[2 * i] = 3 + 2 * g - h + first;
    values[2 * i + 1] = -1 + 4 * h + 0.7 * first + 0.1 * (e.values[2 * i + 1] as number); // 0.7 of what is left of the first
  }
  const fit = normalFit({ columns: 2, values }, given);
  const near = (seen: readonly number[] | undefined, expected: readonly number[]) => {
    for (const [i, x] of expected.entries()) expect(Math.abs((seen?.[i] as number) - x)).toBeLessThan(0.02);
  };
  near(fit.means, [3, -1]);
  near(fit.slopes[0], [2, 0]);
  near(fit.slopes[1], [-1, 4]);
  near(fit.coefficients[1], [-0.7, 0]);
  near(fit.coefficients[0], [0, 0]);
  near(fit.logPrecisions, [-Math.log(0.5), -Math.log(0.1)]);
});

test("one row for all tells nothing, and a column that others determine does no harm", () => {
  const y = draws(3, 1);
  const twice = Float64Array.from({ length: 2 * n }, (_, k) => y.values[k >> 1] as number);
  const { means, slopes, coefficients, logPrecisions } = normalFit({ columns: 2, values: twice }, { columns: 1, values: [1] });
  expect(slopes).toEqual([[0, 0]]);
  expect(Math.hypot(...means)).toBeLessThan(0.03);
  expect(coefficients[1]?.[0]).toBeCloseTo(-1, 3);
  expect(logPrecisions[1]).toBeCloseTo(-0.5 * Math.log(2e-6), 2); // the ridge, once of each column
});
