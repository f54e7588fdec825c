import { describe, expect, test } from "vitest";
import { fillNormals, openStream } from "../../simulators/sir/normals.js";
import { fold, key } from "../../src/numbers/keys.js";
import { normalTail } from "../../src/numbers/special.js";

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe("the normals of a block", () => {
  const n = 1_000_000;
  const z = new Float64Array(n);
  fillNormals(openStream(key(1)), z, n);

  test("have the moments of a standard normal", () => {
    const moment = (power: number) => mean(z.map((v) => v ** power));
    const z1 = Math.abs(moment(1)) * Math.sqrt(n);
    const z2 = Math.abs(moment(2) - 1) * Math.sqrt(n / 2);
    const z3 = Math.abs(moment(3)) * Math.sqrt(n / 15);
    const z4 = Math.abs(moment(4) - 3) * Math.sqrt(n / 96);
    for (const standardised of [z1, z2, z3, z4]) expect(standardised).toBeLessThan(4);
  });

  test("follow its distribution (Kolmogorov-Smirnov)", () => {
    const sorted = Float64Array.from(z).sort();
    let distance = 0;
    for (let i = 0; i < n; i++) distance = Math.max(distance, Math.abs(1 - normalTail(sorted[i] as number) - (i + 0.5) / n));
    expect(distance * Math.sqrt(n)).toBeLessThan(1.95); // exceeded with probability 0.001
  });

  test.each([2, 3, 4, 4.5])("reach beyond %d as often as they should, on both sides", (edge) => {
    for (const sign of [-1, 1]) {
      const beyond = z.filter((v) => sign * v > edge).length;
      const expected = n * normalTail(edge);
      expect(Math.abs(beyond - expected)).toBeLessThan(4 * Math.sqrt(expected) + 1);
    }
  });

  // Neighbours are the two increments of a step, 2 those of two paths, 4 and more those of successive steps.
  test.each([1, 2, 3, 4, 8, 64, 128])("%d apart are uncorrelated, and so are their squares", (lag) => {
    let product = 0;
    let squares = 0;
    for (let i = lag; i < n; i++) {
      const a = z[i] as number;
      const b = z[i - lag] as number;
      product += a * b;
      squares += (a * a - 1) * (b * b - 1);
    }
    expect(Math.abs(product) / Math.sqrt(n)).toBeLessThan(4);
    expect(Math.abs(squares) / Math.sqrt(4 * n)).toBeLessThan(4);
  });

  test("of neighbouring blocks are uncorrelated", () => {
    const other = new Float64Array(n);
    for (const block of [0, 1, 2]) {
      const [a, b] = [block, block + 1].map((i) => {
        fillNormals(openStream(fold(key(1), i)), other, n / 10);
        return other.slice(0, n / 10);
      }) as [Float64Array, Float64Array];
      const product = a.reduce((sum, v, i) => sum + v * (b[i] as number), 0);
      expect(Math.abs(product) / Math.sqrt(n / 10)).toBeLessThan(4);
    }
  });
});
