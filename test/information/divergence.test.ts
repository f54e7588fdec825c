/** KL between samples, and conditional information, against closed forms. */
import { expect, test } from "vitest";
import type { Table } from "../../src/contracts/bounds.js";
import { estimators } from "../../src/estimators/index.js";
import { conditionalInformation, divergence } from "../../src/information/divergence/index.js";
import { exchangesWithin } from "../../src/information/divergence/redraw.js";
import { normals } from "../../src/numbers/distributions.js";
import { key, split } from "../../src/numbers/keys.js";

const short = { hidden: [32, 32], steps: 600, batch: 128, rate: 3e-3 };
const table = (values: ArrayLike<number>, columns = 1): Table => ({ columns, values });

test("two normals in two dimensions: ½[tr + δ² - d + log det]", async () => {
  const k = split(key(5), "p", "q");
  const n = 6000;
  const p = normals(k.p, 2 * n).map((z, i) => (i % 2 === 0 ? 0.5 + 0.8 * z : z));
  const found = await divergence(table(p, 2), table(normals(k.q, 2 * n), 2), short);
  const exact = 0.5 * (0.64 + 1 + 0.25 - 2 - Math.log(0.64));
  expect(found.value).toBeLessThan(exact + 3 * found.se);
  expect(found.value).toBeGreaterThan(exact - 0.02 - 3 * found.se);
  expect(Math.abs(found.ratio.value - 1)).toBeLessThan(4 * found.ratio.se + 0.02);
});

/** K10 of the table of exact answers: Z, X = Z + e1, Y = X + Z + e2. */
function chain(n: number, seed: number) {
  const k = split(key(seed), "z", "x", "y");
  const [z, e1, e2] = [normals(k.z, n), normals(k.x, n), normals(k.y, n)];
  const x = z.map((v, i) => v + (e1[i] as number));
  const y = x.map((v, i) => v + (z[i] as number) + (e2[i] as number));
  return { x: table(x), y: table(y), z: table(z) };
}

test("a chain of normals: ½ log 2, x exchanged with the nearest z", async () => {
  const found = await conditionalInformation(chain(12_000, 7), short);
  expect(found.value).toBeLessThan(0.5 * Math.LN2 + 3 * found.se);
  expect(found.value).toBeGreaterThan(0.5 * Math.LN2 - 0.03 - 2 * found.se);
});

test("who exchanges x with whom", () => {
  const z = table([1, 2, 1, 2, 1, 2]);
  for (const from of exchangesWithin(z, key(3))) {
    expect(Array.from(from, (row) => z.values[row])).toEqual([1, 2, 1, 2, 1, 2]);
    expect([...from].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(from.every((row, i) => row !== i)).toBe(true);
  }
  expect(exchangesWithin(table([0, 10, 0.1, 10.2]), key(3))).toEqual([Uint32Array.of(2, 3, 0, 1)]);
  expect(() => exchangesWithin(table([1, 1, 1, 2, 3]), key(3))).toThrow(/2 of 5 rows have a z of their own/);
});

test("what cannot be compared is refused in words", async () => {
  const two = table(normals(key(1), 100), 2);
  await expect(divergence(two, table(normals(key(1), 100)))).rejects.toThrow("p has 2 columns and q 1");
  await expect(divergence(table([1, Number.NaN]), table([1, 2]))).rejects.toThrow("p, row 2, column 1: NaN");
  await expect(divergence(table([1, 2, 3], 2), two)).rejects.toThrow("no rows of 2");
  await expect(divergence(table([1, 2]), table([1, 2]))).rejects.toThrow("at least 40 rows");
  await expect(divergence(two, two, { estimator: estimators.flo })).rejects.toThrow("flo cannot tell two samples apart");
});
