/** Rules that any person may make: designs keep them for every raw value, or are refused in words that say what fits. */
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { box, choice, constrained, increasingTimes, mixed, spacedTimes } from "../../designs/index.js";
import { gridIn, windowsIn } from "../../designs/rules.js";
import { InputError } from "../../src/basics/errors.js";
import { quantityIn } from "../../src/basics/quantity.js";
import type { DesignSpace } from "../../src/contracts/space.js";
import { key } from "../../src/numbers/keys.js";
import { exchanged } from "../../src/runs/exchange.js";
import { nearbyIn } from "../../src/runs/nearby.js";

const clinic = { windows: [[0, 4], [8, 10], [24, 26]], spacing: "15min", grid: "5min" } as const; // biome-ignore format: windows
const times = (dim: number) => increasingTimes({ low: 0, high: 26, dim, unit: "h" });
const designOf = (space: DesignSpace, raw: readonly number[]): number[] =>
  tf.tidy(() => Array.from(space.fromRaw(tf.tensor2d([[...raw]]), tf.scalar(1)).dataSync()));

/** By the rules themselves, in whole steps: no code of the spaces. */
const keeps = (design: readonly number[], windows: readonly (readonly [number, number])[], spacing: number, grid: number) =>
  design.every(
    (x, i) =>
      windows.some(([a, b]) => x >= a - 1e-6 && x <= b + 1e-6) &&
      (i === 0 || x - (design[i - 1] as number) >= spacing - 1e-6) &&
      (grid === 0 || Math.abs(x / grid - Math.round(x / grid)) < 1e-6),
  );

test("random windows, spacings, grids and raw values: every finished design keeps the rules, or the rules are refused with a number that fits", () => {
  const cents = fc.integer({ min: 0, max: 2600 }).map((x) => x / 100);
  const rules = fc.record({
    ends: fc.array(cents, { minLength: 2, maxLength: 8 }),
    spacing: fc.constantFrom(0, 0.1, 0.25, 1, 2.5),
    grid: fc.constantFrom(0, 1 / 12, 0.25, 1),
    dim: fc.integer({ min: 1, max: 6 }),
    raw: fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 6, maxLength: 6 }),
  });
  let [kept, refused] = [0, 0];
  fc.assert(
    fc.property(rules, ({ ends, spacing, grid, dim, raw }) => {
      const sorted = [...ends].sort((a, b) => a - b);
      const windows = sorted.flatMap((a, i): [number, number][] =>
        i % 2 === 0 && i + 1 < sorted.length ? [[a, sorted[i + 1] as number]] : [],
      );
      let space: DesignSpace;
      try {
        space = constrained(times(dim), { windows, spacing, grid });
      } catch (error) {
        refused++;
        expect(error).toBeInstanceOf(InputError);
        return;
      }
      kept++;
      for (const design of [space.finish(designOf(space, raw.slice(0, dim))), space.equallySpaced(), space.random(key(kept))]) {
        expect(space.violation(design)).toBeUndefined();
        expect(keeps(design, windows, spacing, grid)).toBe(true);
      }
      expect(
        keeps(
          designOf(space, raw.slice(0, dim)),
          windows.map(([a, b]) => [a - 1e-4, b + 1e-4]),
          spacing - 1e-4,
          0,
        ),
      ).toBe(true);
    }),
    { seed: 5, numRuns: 120 },
  );
  expect([kept > 30, refused > 5]).toEqual([true, true]);
});

test("raw values lead through a window and on into the next", () => {
  const space = constrained(box({ low: 0, high: 26, dim: 1, unit: "h" }), { windows: clinic.windows });
  const places = Array.from({ length: 200 }, (_, i) => designOf(space, [-5 + i / 20])[0] as number);
  for (const [a, b] of clinic.windows) expect(places.filter((x) => x >= a && x <= b).length).toBeGreaterThan(10);
  expect(places.every((x, i) => i === 0 || x >= (places[i - 1] as number))).toBe(true);
});

test.each([
  [() => constrained(times(12), { windows: [[0, 2]], spacing: "15min" }), "at most 9 do, or 12 that are 0.181 h apart"],
  [() => constrained(times(12), { windows: [[0, 2]], spacing: "15min", grid: "5min" }), "or 12 that are 0.166666667 h apart"],
  [() => constrained(times(2), { windows: [[30, 40]] }), "none of 30 to 40 has a place for t1, which is between 0 and 26 h"],
  [() => constrained(times(2), { grid: "5mg" }), '"5mg" has the unit mg, and the design is in h'],
  [() => constrained(times(2), { windows: { u: [[1, 2]] } }), 'no coordinate is called "u"'],
  [() => constrained(box({ low: 0, high: 1, dim: 2 }), { spacing: 0.1 }), "the order of d1, d2 means something"],
  [() => constrained(box({ low: 1, high: 9, dim: 3 }), { budget: 2 }), "the smallest sum that there is, 3, is more than 2"],
  [() => constrained(choice({ candidates: [1, 2], dim: 1 }), { windows: [[5, 6]] }), "none of 5 to 6 has a place for c1"],
  [() => constrained(times(2), { windows: windowsIn("4:0") }), "a window goes from its start to its end, got 4 to 0 for t1"],
  [() => constrained(times(2), { windows: windowsIn("5h:240min") }), "got 5h to 240min for t1"],
  [() => constrained(times(2), { windows: windowsIn("0:4mg") }), '"4mg" has the unit mg, and the design is in h'],
  [() => constrained(times(2), { windows: [] }), "there is none for t1"],
  [() => constrained(times(2), { windows: [[0, 4, 5]] as never }), "a window is [from, to], got [0,4,5] for t1"],
  [() => constrained(times(2), { grid: 0 }), "grid must be above 0"],
  [() => constrained(box({ low: 1, high: 9, dim: 3 }), { budget: "12h" }), '"12h" has the unit h, and the design has none'],
  [
    () => constrained(box({ low: 0, high: 9, dim: 2, exchangeable: true }), { limits: [{ weights: { d1: 1, d2: 2 }, most: 5 }] }),
    "the order of d1, d2 means nothing, so windows, grid and weights are the same for all",
  ],
  [() => windowsIn("4"), "--windows must be from:to with commas between"],
] as const)("%# is refused: %s", (make, message) => {
  expect(make).toThrow(InputError);
  expect(make).toThrow(message);
});

test("ends of windows, and a budget, may have units of their own", () => {
  const hours = box({ low: 0, high: 26, dim: 2, unit: "h" });
  const own = constrained(hours, { windows: windowsIn("0:90min,8:0.5d"), budget: "900min" });
  expect(own.windows?.[0]).toEqual([[0, 1.5], [8, 12]]); // biome-ignore format: short
  expect(own.violation([8, 9])).toContain("more than 15");
});

test("places without a length are chosen among, evenly spaced and drawn too", () => {
  const space = constrained(box({ low: 0, high: 9, dim: 2 }), { windows: windowsIn("4:4,6:6") });
  const drawn = Array.from({ length: 40 }, (_, i) => space.random(key(i)));
  for (const design of [space.equallySpaced(), ...drawn]) for (const x of design) expect([4, 6]).toContain(x);
  expect(new Set(drawn.flat()).size).toBe(2);
});

describe("what is broken is said", () => {
  const space = constrained(times(3), clinic);
  test.each([
    [[1, 5, 9], "t2 = 5 is in none of the windows 0 to 4, 8 to 10, 24 to 26 h; the nearest place is 4 h"],
    [[1, 2.02, 9], "t2 = 2.02 is no multiple of 0.0833333333 h"],
    [[1, 1.0833333, 9], "follows t1 = 1 by less than 0.25 h"],
  ] as const)("%j", (design, message) => expect(space.violation(design)).toContain(message));
});

test("what is typed", () => {
  expect(windowsIn("0:4,8:10")).toEqual([[0, 4], [8, 10]]); // biome-ignore format: pairs
  expect(windowsIn("t=0:4,8:10; dose=5:20")).toEqual({ t: [[0, 4], [8, 10]], dose: [[5, 20]] }); // biome-ignore format: pairs
  expect(gridIn("t=5min; dose=0.5")).toEqual({ t: "5min", dose: "0.5" });
  expect([
    quantityIn("h", "5min", ""),
    quantityIn("d", "1d", ""),
    quantityIn("min", " 1.5 h", ""),
    quantityIn("mg", "0.25", ""),
  ]).toEqual([5 / 60, 1, 90, 0.25]);
  expect(() => quantityIn("h", "soon", "--grid")).toThrow("--grid must be a number");
});

test("rules by name reach their part of a mixture, and what is said anew takes the place of what was", () => {
  const space = constrained(
    mixed([choice({ candidates: [1, 2, 5], dim: 1, names: ["dose"] }), spacedTimes({ low: 0, high: 26, dim: 2, spacing: 0 })]),
    {
      windows: { t: [[0, 4]], dose: [[1.5, 9]] },
    },
  );
  expect(space.finish([1, 9, 20])).toEqual([2, 4, 4]);
  expect(constrained(space, { windows: { t: [[8, 10]] } }).finish([1, 9, 20])).toEqual([1, 9, 10]);
});

test("an exchange carries a measurement into another window, to the best place of the grid", () => {
  const space = constrained(times(2), clinic);
  const worth = (design: readonly number[]) => -Math.hypot((design[0] as number) - 1.3, (design[1] as number) - 25.1);
  const { design, tried } = exchanged(space, [3, 3.5], worth);
  expect(design).toEqual([1.33333333333, 25.0833333333]);
  expect(tried).toBeLessThan(400);
});

test("measurements nearer than a person can take them are found, and spaced", () => {
  const space = box({ low: 0, high: 24, dim: 3, unit: "h", exchangeable: true });
  expect(nearbyIn(space, [0.403, 0.412, 5])).toMatchObject({ pause: { words: "5min" }, groups: [[0, 1]] });
  expect(nearbyIn(space, [0.403, 0.412, 5])?.spaced?.[1]).toBeCloseTo(0.403 + 5 / 60, 9);
  expect(nearbyIn(space, [0.4, 0.5, 5])).toBeUndefined();
  expect(nearbyIn(box({ low: -10, high: 10, dim: 2, exchangeable: true }), [10, 10])).toBeUndefined();
});
