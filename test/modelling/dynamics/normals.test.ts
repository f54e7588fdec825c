import { describe, expect, test } from "vitest";
import { simulateBlock } from "../../../src/modelling/dynamics/block.js";
import { compileSde } from "../../../src/modelling/dynamics/equations.js";
import { key } from "../../../src/numbers/keys.js";
import { normalTail } from "../../../src/numbers/special.js";

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/** A walk that forgets: after every step x is that step's increment, of variance 1. Two noises, as a system of two has. */
const increments = compileSde({
  name: "increments",
  parameters: ["p"],
  equations: { x: "dW1 - x", y: "dW2 - y" },
  start: { x: 0, y: 0 },
  horizon: 5000,
  dt: 1,
  intervals: 5000,
});

/** n normals of each of some paths: x and y of successive steps. */
function normalsOf(paths: number, first = 0): Float32Array {
  const { paths: all } = simulateBlock(increments, key(1), new Float32Array(paths), first);
  const points = 5001;
  return Float32Array.from({ length: paths * 10_000 }, (_, i) => {
    const [path, k] = [Math.floor(i / 10_000), i % 10_000];
    return all[(2 * path + (k & 1)) * points + 1 + (k >> 1)] as number;
  });
}

describe("the increments of the paths", () => {
  const n = 300_000;
  const z = Float64Array.from(normalsOf(30));

  test("have the moments of a standard normal", () => {
    const moment = (power: number) => z.reduce((sum, v) => sum + v ** power, 0) / n;
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

  // Neighbours are the two increments of a step, 2 and more those of successive steps.
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

  test("of neighbouring paths are uncorrelated", () => {
    for (const path of [0, 1, 2]) {
      const product = mean(
        z.subarray(path * 10_000, (path + 1) * 10_000).map((v, i) => v * (z[(path + 1) * 10_000 + i] as number)),
      );
      expect(Math.abs(product) * 100).toBeLessThan(4);
    }
  });

  test("are a path's own, wherever it is simulated", () => {
    expect(Float64Array.from(normalsOf(1, 17))).toEqual(z.slice(17 * 10_000, 18 * 10_000));
    expect(Float64Array.from(normalsOf(21, 5).subarray(20 * 10_000))).toEqual(z.slice(25 * 10_000, 26 * 10_000));
  });
});
