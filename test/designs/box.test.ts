import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { box } from "../../designs/index.js";
import { InputError } from "../../src/basics/errors.js";
import { key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";

describe("box", () => {
  const space = box({ low: [0, -5], high: [1, 5], dim: 2, names: ["dose", "angle"], unit: "mg" });

  test("fromRaw is low + (high - low)·sigmoid(raw), coordinate by coordinate", () => {
    const raw = [
      [0, 0],
      [-2, 3],
    ];
    const expected = raw.flatMap(([a, b]) => [1 / (1 + Math.exp(-(a as number))), -5 + 10 / (1 + Math.exp(-(b as number)))]);
    const design = tf.tidy(() => space.fromRaw(tf.tensor2d(raw), tf.scalar(0)).dataSync());
    expect(largestGap(design, expected)).toBeLessThan(1e-5);
  });

  test("random designs fill the box evenly", () => {
    const line = box({ low: 0, high: 1, dim: 4000 }).random(key(8));
    const mean = line.reduce((sum, x) => sum + x, 0) / line.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / line.length));
    const inside = line.filter((x) => x > 0.2 && x < 0.3).length;
    expect(Math.abs(inside - 400)).toBeLessThan(4 * Math.sqrt(4000 * 0.1 * 0.9));
  });

  test("the equally spaced design runs from end to end, alone it sits in the middle", () => {
    expect(box({ low: -10, high: 10, dim: 5 }).equallySpaced()).toEqual([-10, -5, 0, 5, 10]);
    expect(box({ low: -10, high: 10, dim: 1 }).equallySpaced()).toEqual([0]);
    expect(box({ low: 0, high: 24, dim: 3, spread: [2, 22] }).equallySpaced()).toEqual([2, 12, 22]);
  });

  test("exchangeable coordinates are reported in ascending order, others where they are", () => {
    expect(box({ low: 0, high: 9, dim: 3, exchangeable: true }).finish([7, 1, 12])).toEqual([1, 7, 9]);
    expect(box({ low: 0, high: 9, dim: 3 }).finish([7, 1, 12])).toEqual([7, 1, 9]);
  });

  test("violation names the coordinate, the bound and the range", () => {
    expect(space.violation([0.5, 7])).toBe("angle = 7 is above 5 mg; choose it between -5 and 5 mg");
    expect(space.violation([-1, 0])).toBe("dose = -1 is below 0 mg; choose it between 0 and 1 mg");
    expect(space.violation([1])).toBe("the design has 1 numbers but 2 are needed (dose, angle); give one for each");
    expect(space.violation([1 + 1e-7, 5])).toBeUndefined(); // float32's idea of the bound
  });

  test.each([
    [{ low: 0, high: [1, -1], dim: 2 }, "coordinate 2"],
    [{ low: Number.NaN, high: 1, dim: 1 }, "low must be a finite number"],
    [{ low: 0, high: Number.POSITIVE_INFINITY, dim: 1 }, "high must be a finite number"],
    [{ low: 0, high: 1, dim: 0 }, "positive whole number"],
    [{ low: 0, high: 1, dim: 1.5 }, "positive whole number"],
    [{ low: [0, 0, 0], high: 1, dim: 2 }, "low has 3 numbers for 2 coordinates"],
    [{ low: 0, high: 1, dim: 2, names: ["a"] }, "1 names for 2 coordinates"],
    [{ low: 0, high: [1, 2], dim: 2, exchangeable: true }, "same bounds"],
    [{ low: 0, high: 1, dim: 2, spread: [0.5, 2] as [number, number] }, "spread must lie between 0 and 1"],
  ])("%j is refused: %s", (options, message) => {
    expect(() => box(options)).toThrow(InputError);
    expect(() => box(options)).toThrow(message);
  });
});
