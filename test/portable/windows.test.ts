/** An experiment in windows, decided one measurement after the other, never runs out of places: whatever the network says and people type. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { constrained, increasingTimes } from "../../designs/index.js";
import { placeOf, project } from "../../src/portable/space.js";
import type { SpaceData } from "../../src/portable/types.js";

const horizon = 6;
const windows = [[0, 1], [8, 8.5], [24, 24.25]] as const; // biome-ignore format: windows
const spaces = [
  { windows, spacing: "15min", grid: "5min" },
  { windows, spacing: 0.24 },
].map((rules) => constrained(increasingTimes({ low: 0, high: 26, dim: horizon, unit: "h" }), rules).portable as SpaceData);

test.each(spaces)("%# room is kept for all, with places as they are read from a screen", (space) => {
  const raws = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: horizon, maxLength: horizon });
  fc.assert(
    fc.property(raws, fc.integer({ min: 5, max: 9 }), (raw, digits) => {
      const before: number[] = [];
      for (const x of raw) {
        const place = project(placeOf(space, x, before, horizon), space, before, {});
        expect(place).toBeDefined();
        before.push(Number((place as number).toPrecision(digits)));
      }
      expect(before.every((x) => windows.some(([a, b]) => x >= a - 1e-3 && x <= b + 1e-3))).toBe(true);
      expect(before.every((x, i) => i === 0 || x - (before[i - 1] as number) > 0.23)).toBe(true);
    }),
    { seed: 3, numRuns: 200 },
  );
});

test("what was measured later than the plan allows leaves the places that there still are, and then none", () => {
  const [space] = spaces as [SpaceData];
  expect(project(0, space, [24], {})).toBe(24.25);
  expect(project(0, space, [24.25], {})).toBeUndefined();
});

test("a grid in use moves places to its multiples, inside of what is allowed", () => {
  const box: SpaceData = { kind: "box", low: [0], high: [10] };
  expect(project(3.3, box, [], { grid: 0.5 })).toBe(3.5);
  expect(project(3.3, box, [], { grid: 0.5, forbidden: [[3.2, 4.1]] })).toBe(3);
  expect(project(3.3, box, [], { grid: 4, low: 5, high: 7 })).toBeUndefined();
});
