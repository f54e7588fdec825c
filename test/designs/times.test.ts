import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { increasingTimes, spacedTimes } from "../../designs/index.js";
import { InputError } from "../../src/basics/errors.js";
import { fold, key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe("increasingTimes", () => {
  const space = increasingTimes({ low: 2, high: 26, dim: 4, unit: "h" });

  test("each time takes its share of what the one before left", () => {
    const raw = [-1, 0.5, -3, 2];
    let last = 2;
    const expected = raw.map((r) => {
      last += sigmoid(r) * (26 - last);
      return last;
    });
    const design = tf.tidy(() => space.fromRaw(tf.tensor2d([raw]), tf.scalar(0)).dataSync());
    expect(largestGap(design, expected)).toBeLessThan(2e-5);
  });

  test("very early times keep their relative precision", () => {
    const early = increasingTimes({ low: 0, high: 100, dim: 2 });
    const design = tf.tidy(() => early.fromRaw(tf.tensor2d([[-9, -9]]), tf.scalar(0)).dataSync());
    const share = sigmoid(-9);
    expect(largestGap(design, [100 * share, 100 * (share + share * (1 - share))])).toBeLessThan(1e-7);
  });

  test("random times are spread like sorted uniforms: the k-th of n has mean k/(n+1)", () => {
    const draws = Array.from({ length: 2000 }, (_, i) => space.random(fold(key(4), i)));
    for (let k = 0; k < 4; k++) {
      const shares = draws.map((d) => ((d[k] as number) - 2) / 24);
      const mean = shares.reduce((sum, x) => sum + x, 0) / shares.length;
      const p = (k + 1) / 5;
      expect(Math.abs(mean - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 6 / draws.length)); // variance of a Beta(k, n+1-k)
    }
  });

  test("violation names times that are out of order or out of bounds", () => {
    expect(space.violation([3, 25, 20, 26])).toBe("t3 = 20 comes before t2 = 25; give them in ascending order");
    expect(space.violation([3, 25, 26, 27])).toBe("t4 = 27 is above 26 h; choose it between 2 and 26 h");
    expect(space.violation([3, 3, 3, 3])).toBeUndefined();
  });
});

describe("spacedTimes", () => {
  const space = spacedTimes({ low: 0, high: 24, dim: 4, spacing: 2, unit: "h" });

  test("any raw values keep the spacing", () => {
    for (const raw of [
      [-50, -50, -50, -50],
      [50, 50, 50, 50],
      [0, -20, 3, 1],
    ]) {
      // biome-ignore format: a table
      const design = tf.tidy(() => Array.from(space.fromRaw(tf.tensor2d([raw]), tf.scalar(0)).dataSync()));
      const gaps = design.slice(1).map((t, i) => t - (design[i] as number));
      expect(Math.min(...gaps)).toBeGreaterThan(2 - 1e-5);
      expect(Math.max(...design)).toBeLessThan(24 + 1e-5);
    }
  });

  test("finish moves times apart as little as the spacing needs, within the bounds", () => {
    expect(space.finish([5, 5.5, 1, 23])).toEqual([1, 5, 7, 23]);
    expect(space.finish([23, 23, 23, 23])).toEqual([18, 20, 22, 24]);
    expect(space.finish([0, 0, 0, 0])).toEqual([0, 2, 4, 6]);
  });

  test("violation names the pair that is too close", () => {
    expect(space.violation([1, 3, 4.5, 9])).toBe("t3 = 4.5 follows t2 = 3 by less than 2 h; move them apart");
  });

  test.each([
    [{ low: 0, high: 24, dim: 5, spacing: 6 }, "take fewer times or a smaller spacing"],
    [{ low: 0, high: 24, dim: 5, spacing: -1 }, "the spacing must be 0 or more"],
    [{ low: 0, high: 24, dim: 5, spacing: Number.NaN }, "the spacing must be 0 or more"],
    [{ low: 24, high: 0, dim: 5, spacing: 1 }, "low must be below high"],
    [{ low: 0, high: 24, dim: 5, spacing: 4, spread: [1, 9] as [number, number] }, "less than the spacing 4"],
  ])("%j is refused: %s", (options, message) => {
    expect(() => spacedTimes(options)).toThrow(InputError);
    expect(() => spacedTimes(options)).toThrow(message);
  });
});
