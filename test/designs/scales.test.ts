/** Ranges over decades, and coordinates that the apparatus fixes. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { box, choice, increasingTimes, mixed, spacedTimes } from "../../designs/index.js";
import { InputError } from "../../src/basics/errors.js";
import type { DesignSpace } from "../../src/contracts/space.js";
import { fold, key } from "../../src/numbers/keys.js";
import { axesOf, shareAt, spread, valueAt } from "../../src/numbers/scales.js";
import { spaces } from "./spaces.js";

const designOf = (space: DesignSpace, raw: readonly number[]): number[] =>
  tf.tidy(() => Array.from(space.fromRaw(tf.tensor2d([[...raw]]), tf.scalar(1)).dataSync()));

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe("a logarithmic scale", () => {
  test("of a box takes shares of the logarithms, and every decade as often as another", () => {
    const space = box({ low: 1e-4, high: 1e3, dim: 2, scale: "log" });
    const raw = [-3, 1.5];
    for (const [i, x] of designOf(space, raw).entries()) expect(Math.log10(x) + 4).toBeCloseTo(7 * sigmoid(raw[i] as number), 4);
    const eight = box({ low: 1e-4, high: 1e3, dim: 8, scale: "log" }).equallySpaced();
    for (const [i, x] of eight.entries()) expect(Math.log10(x)).toBeCloseTo(i - 4, 10);
    const draws = Array.from({ length: 2000 }, (_, i) => space.random(fold(key(3), i))[0] as number);
    const inOne = draws.filter((x) => x > 0.01 && x < 0.1).length / draws.length;
    expect(Math.abs(inOne - 1 / 7)).toBeLessThan(4 * Math.sqrt(6 / 49 / draws.length));
  });

  test("goes back and forth, also where the ratio is beyond a double", () => {
    for (const [low, high] of [[1e-4, 1e3], [1e-200, 1e200], [3, 4]] as const) // biome-ignore format: pairs
      for (const share of [0, 0.1, 0.5, 1]) {
        const axis = { low, high, scale: "log" } as const;
        expect(shareAt(axis, valueAt(axis, share))).toBeCloseTo(share, 10);
        expect((spread(axis, 11)[Math.round(share * 10)] as number) / valueAt(axis, share)).toBeCloseTo(1, 10);
      }
  });

  test("of times keeps their order and their spacing, and all decades are reached", () => {
    const space = spacedTimes({ low: 0.1, high: 1000, dim: 4, spacing: 0.2, scale: "log" });
    for (let seed = 0; seed < 50; seed++) {
      const times = space.random(fold(key(5), seed));
      expect(space.violation(times)).toBeUndefined();
      expect(Math.min(...times.slice(1).map((t, i) => t - (times[i] as number)))).toBeGreaterThanOrEqual(0.2 - 1e-9);
    }
    expect(space.equallySpaced()[0]).toBe(0.1);
    const early = increasingTimes({ low: 0.001, high: 1000, dim: 2, scale: "log" });
    expect(early.violation([0.005, 0.002])).toContain("comes before"); // a share of the whole range would hide it
    expect(early.violation([-0.005, 0.002])).toContain("below 0.001");
  });

  test.each([
    "logarithmic box",
    "logarithmic times",
    "spaced logarithmic times",
    "box of a dose and an angle",
    "box with a fixed coordinate",
    "logarithmic box with fixed coordinates",
  ])("%s: coordinates one after the other are the whole", (name) => {
    const space = spaces[name] as DesignSpace;
    const raw = Array.from({ length: space.dim }, (_, i) => [-2, 0.3, 1, -0.5, 2][i] as number);
    tf.tidy(() => {
      const places: tf.Tensor2D[] = [];
      for (const r of raw) places.push((space.next as NonNullable<typeof space.next>)(tf.tensor2d([[r]]), places, tf.scalar(1)));
      const whole = designOf(space, raw);
      for (const [i, place] of places.entries())
        expect((place.dataSync()[0] as number) / (whole[i] as number) || 1).toBeCloseTo(1, 4);
    });
  });

  test("of a choice mixes ratios and tells its smallest candidates apart", () => {
    const space = choice({ candidates: [1e-4, 1e-3, 1, 1000], dim: 1 });
    expect(designOf(space, [0, 0, 0, 0])[0]).toBeCloseTo(10 ** ((-4 - 3 + 0 + 3) / 4), 4);
    expect(space.finish([5e-4])).toEqual([1e-3]);
    expect(space.violation([2e-4])).toContain("not a candidate");
    expect(choice({ candidates: [1, 2, 4], dim: 1 }).scales).toBeUndefined();
  });

  test.each([
    [
      () => box({ low: [1, 0], high: 5, dim: 2, scale: "log" }),
      "a logarithmic scale needs low above 0, got low = 0 for coordinate 2",
    ],
    [
      () => spacedTimes({ low: 0, high: 5, dim: 2, spacing: 0, scale: "log" }),
      "spacedTimes: a logarithmic scale needs low above 0",
    ],
    [() => box({ low: 1, high: 5, dim: 3, scale: ["log", "linear"] }), "2 scales for 3 coordinates"],
    [() => box({ low: 1, high: 5, dim: 1, scale: "ln" as "log" }), 'a scale is "linear" or "log", got "ln"'],
    [() => box({ low: 1, high: 5, dim: 2, exchangeable: true, scale: ["log", "linear"] }), "one scale"],
  ])("%# is refused: %s", (make, message) => {
    expect(make).toThrow(InputError);
    expect(make).toThrow(message);
  });
});

describe("a wide range without a word about its scale", () => {
  test("is trained by ratios, equally spaced by differences, and advises what to write", () => {
    const space = box({ low: 1e-4, high: 1e3, dim: 3, unit: "mg" });
    expect(space.scales).toEqual(["log", "log", "log"]);
    expect(space.equallySpaced()[1]).toBeCloseTo(500, 3);
    expect(space.advice?.join()).toContain("d1, d2, d3 go over 7 decades, from 0.0001 to 1000 mg");
    expect(space.advice?.join()).toContain('scale: "log" in box({ ... })');
    expect(mixed([space, box({ low: 0, high: 1, dim: 1 })]).advice).toEqual(space.advice);
  });

  test("said either way, narrow, or from 0 on, it needs none", () => {
    const quiet = [
      box({ low: 1e-4, high: 1e3, dim: 1, scale: "log" }),
      box({ low: 1e-4, high: 1e3, dim: 1, scale: "linear" }),
      box({ low: 1, high: 1000, dim: 1 }),
      box({ low: 0, high: 1e9, dim: 1 }),
    ];
    expect(quiet.map(({ advice }) => advice)).toEqual([undefined, undefined, undefined, undefined]);
    expect(quiet.map(({ scales }) => scales?.[0])).toEqual(["log", undefined, undefined, undefined]);
  });
});

describe("a coordinate that the apparatus fixes", () => {
  const space = spaces["box with a fixed coordinate"] as DesignSpace;

  test("stays at its value whatever is tried, and the others share the range evenly", () => {
    for (const raw of [[0, 9, 0], [3, -50, 1]]) expect(designOf(space, raw)[1]).toBe(37); // biome-ignore format: pairs
    expect(space.finish([0.5, 12, 0])[1]).toBe(37);
    expect(space.equallySpaced()).toEqual([0, 37, 1]);
    expect(box({ low: [5, 0], high: [5, 8], dim: 2 }).equallySpaced()).toEqual([5, 4]);
    expect(space.random(key(1))[1]).toBe(37);
    expect(space.violation([0.5, 37, 0])).toBeUndefined();
    expect(space.violation([0.5, 36, 0])).toBe("heat = 36 is not what it is fixed to; give 37");
    expect(space.inert).toEqual([false, true, false]);
  });

  test("has no gradient", () => {
    const sum = (raw: tf.Tensor) => tf.sum(space.fromRaw(raw as tf.Tensor2D, tf.scalar(1)));
    expect(
      tf.tidy(() =>
        Array.from(
          tf
            .grad(sum)(tf.tensor2d([[0.1, 0.2, 0.3]]))
            .dataSync(),
        ),
      )[1],
    ).toBe(0);
  });

  test("may be a part of its own", () => {
    const whole = spaces["mixed with fixed parts"] as DesignSpace;
    expect(whole.inert).toEqual([true, false, false, true]);
    expect(whole.finish([1, 2, 3, 4])).toEqual([5, 2, 3, 30]);
    expect(axesOf(whole).map(({ scale }) => scale)).toEqual(["linear", "log", "log", "linear"]);
  });
});

test("names that two coordinates share are refused", () => {
  expect(() => box({ low: 0, high: 1, dim: 3, names: ["t", "u", "t"] })).toThrow('two coordinates are named "t"');
});
