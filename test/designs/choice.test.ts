import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { box, choice, mixed } from "../../designs/index.js";
import { InputError } from "../../src/basics/errors.js";
import type { DesignSpace } from "../../src/contracts/space.js";
import { fold, key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";

const designOf = (space: DesignSpace, raw: number[], sharpness: number): number[] =>
  tf.tidy(() => Array.from(space.fromRaw(tf.tensor2d([raw]), tf.scalar(sharpness)).dataSync()));

describe("choice", () => {
  const hours = [0, 1, 2, 4, 8, 24];
  const space = choice({ candidates: hours, dim: 2, unit: "h" });
  const distinct = choice({ candidates: hours, dim: 3, distinct: true, exchangeable: true });

  test("soft at sharpness 0: the mean of the candidates under softmax(raw)", () => {
    const raw = [0.3, -1, 0.5, 0, 0.2, 1, 0, 0, 0, 0, 0, 0];
    const mean = (logits: number[]): number => {
      const weights = logits.map(Math.exp);
      return weights.reduce((sum, w, i) => sum + w * (hours[i] as number), 0) / weights.reduce((a, b) => a + b);
    };
    expect(largestGap(designOf(space, raw, 0), [mean(raw.slice(0, 6)), 39 / 6])).toBeLessThan(1e-5);
  });

  test("hard at sharpness 1: a lead of one logit decides", () => {
    expect(largestGap(designOf(space, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1], 1), [4, 24])).toBeLessThan(1e-5);
  });

  test("distinct choices that want the same candidate share it out", () => {
    const wantsSecond = [0, 3, 1, 0, 0, 0];
    const design = designOf(distinct, [...wantsSecond, ...wantsSecond, ...wantsSecond], 1);
    expect(largestGap(design.slice(0, 2), [1, 2])).toBeLessThan(1e-5);
    expect(new Set(distinct.finish(design)).size).toBe(3);
  });

  test("finish takes the nearest candidates, each once when distinct, in ascending order when exchangeable", () => {
    expect(space.finish([7, 0.4])).toEqual([8, 0]);
    expect(distinct.finish([4.1, 4, 30])).toEqual([2, 4, 24]);
  });

  test("random choices are uniform, without repetition when distinct", () => {
    const draws = Array.from({ length: 1200 }, (_, i) => distinct.random(fold(key(2), i)));
    for (const hour of hours) {
      const share = draws.filter((d) => d.includes(hour)).length / draws.length;
      expect(Math.abs(share - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / draws.length));
    }
    expect(draws.every((d) => new Set(d).size === 3)).toBe(true);
  });

  test("violation names the nearest candidates, and one chosen twice", () => {
    expect(space.violation([7, 1])).toBe("c1 = 7 is not a candidate; choose one of the nearest, 8 and 4 h");
    expect(distinct.violation([1, 1, 2])).toBe("c2 = 1 is chosen twice; choose different candidates");
    expect(space.violation([1, 1])).toBeUndefined();
  });

  test.each([
    [{ candidates: [], dim: 1 }, "the list of candidates is empty"],
    [{ candidates: [1, 2, 1], dim: 1 }, "candidate 3 repeats candidate 1"],
    [{ candidates: [1, Number.NaN], dim: 1 }, "candidate 2 is NaN"],
    [{ candidates: [[1, 2], [3]], dim: 1 }, "candidate 2 has 1 numbers, the first has 2"],
    [{ candidates: [1, 2], dim: 3, distinct: true }, "need at least 3 candidates"],
    [{ candidates: [1, 2], dim: 0 }, "positive whole number"],
  ])("%j is refused: %s", (options, message) => {
    expect(() => choice(options)).toThrow(InputError);
    expect(() => choice(options)).toThrow(message);
  });
});

describe("mixed", () => {
  test("each part keeps its own rules; alike names are numbered, unlike units shown", () => {
    const space = mixed([box({ low: 0, high: 1, dim: 1, unit: "mg" }), choice({ candidates: [1, 5], dim: 1, unit: "h" })]);
    expect(space.names).toEqual(["d1 (mg)", "c1 (h)"]);
    expect(space.violation([0.5, 2])).toContain("c1 = 2 is not a candidate");
    const twins = mixed([box({ low: 0, high: 1, dim: 1 }), box({ low: 5, high: 6, dim: 1 })]);
    expect(twins.names).toEqual(["d1.1", "d1.2"]);
    expect(twins.violation([0.5, 7])).toBe("part 2: d1 = 7 is above 6; choose it between 5 and 6");
    expect(twins.finish([2, 2])).toEqual([1, 5]);
  });

  test("no parts are refused", () => {
    expect(() => mixed([])).toThrow("at least one design space");
  });
});

test("candidates far from the origin, or in unlike units, are told apart as near it", () => {
  const nights = choice({ candidates: [2459000.5, 2459001.5, 2459002.5], dim: 1, unit: "d" });
  expect(nights.violation([2459001.5])).toBeUndefined();
  expect(nights.violation([2459001])).toMatch(/c1 = 2459001 is not a candidate; .*2459000.5 and 2459001.5 d/);
  // a dose in units of 10^-9 beside a time in units of 10^6: both count
  const mixed = choice({
    candidates: [
      [1e-9, 1e6],
      [2e-9, 2e6],
      [1e-9, 2e6],
    ],
    dim: 1,
  });
  expect(mixed.finish([1.9e-9, 1.9e6])).toEqual([2e-9, 2e6]);
  expect(mixed.finish([1.1e-9, 1.9e6])).toEqual([1e-9, 2e6]);
});
