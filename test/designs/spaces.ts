/** The registry's examples, and configured spaces of every kind, for the tests that hold for all of them. */
import { box, choice, constrained, designSpaces, increasingTimes, mixed, repeated, spacedTimes } from "../../designs/index.js";
import { inGroups } from "../../designs/inGroups.js";
import { withoutGaps } from "../../src/basics/withoutGaps.js";
import type { SpaceRules } from "../../src/contracts/rules.js";
import type { DesignSpace, SpaceMaker } from "../../src/contracts/space.js";

/** Three windows in the range of every coordinate, and a distance and a grid that fit it. */
export function rulesFor({ low, high }: DesignSpace, spacing?: number): SpaceRules {
  const [from, to] = [Math.max(...low), Math.min(...high)];
  const at = (share: number) => from + share * (to - from);
  const windows = [[at(0), at(0.36)], [at(0.5), at(0.62)], [at(0.9), at(1)]] as const; // biome-ignore format: three of them
  return { windows, grid: (to - from) / 48, ...withoutGaps({ spacing }) };
}

/** A constrained version of every registered space. */
const ruled = Object.entries<SpaceMaker>(designSpaces).map(([name, { example }]): [string, DesignSpace] => {
  const space = example();
  const rules = name === "choice" ? { windows: [[0, 2.5], [9, 11]] as const } : rulesFor(name === "mixed" ? spacedTimes({ low: 0, high: 24, dim: 1, spacing: 0 }) : space); // biome-ignore format: pairs
  const named = name === "mixed" ? { windows: { t: rules.windows as never }, grid: { t: 0.5 } } : rules;
  return [`the constrained example of ${name}`, constrained(space, named)];
});

const restOf = (space: DesignSpace, before: readonly number[]): DesignSpace =>
  (space.after as NonNullable<DesignSpace["after"]>)(before);

/** Of experiments under way: what decides without tensors is the whole's file. */
export const rests: Readonly<Record<string, DesignSpace>> = {
  "what is left of a distinct choice": restOf(
    choice({ candidates: [[0, 0.01], [0, 1], [1, 0.1], [3, 30], [4, 2]], dim: 4, distinct: true, scale: ["linear", "log"] }), // biome-ignore format: a table
    [1, 0.1, 3, 30],
  ),
  "what is left of an ascending choice": restOf(choice({ candidates: [0, 1, 2, 4, 8, 24], dim: 3, apart: 1.5, unit: "h" }), [1]),
};

export const spaces: Readonly<Record<string, DesignSpace>> = {
  ...rests,
  ...Object.fromEntries(
    Object.entries<SpaceMaker>(designSpaces).map(([name, { example }]) => [`the example of ${name}`, example()]),
  ),
  ...Object.fromEntries(ruled),
  "box in windows of its own": constrained(box({ low: [0, -3], high: [1, 3], dim: 2, names: ["a", "b"] }), {
    windows: { b: [[-3, -2], [1, 2.5]] }, // biome-ignore format: pairs
  }),
  "exchangeable box in windows with a spacing": constrained(box({ low: 0, high: 26, dim: 6, unit: "h", exchangeable: true }), {
    windows: [[0, 4], [8, 10], [24, 26]], // biome-ignore format: pairs
    spacing: "15min",
    grid: "5min",
  }),
  "times in windows that hardly fit": constrained(increasingTimes({ low: 0, high: 26, dim: 5, unit: "h" }), {
    windows: [[0, 1], [8, 9.1], [24, 24.9]], // biome-ignore format: pairs
    spacing: 0.95,
  }),
  "logarithmic times in windows": constrained(increasingTimes({ low: 0.01, high: 100, dim: 4, unit: "h", scale: "log" }), {
    windows: [[0.01, 0.5], [1, 4], [24, 96]], // biome-ignore format: pairs
    spacing: 0.1,
  }),
  "groups of times": inGroups(spacedTimes({ low: 0, high: 24, dim: 3, spacing: 1, unit: "h" }), { groups: 3, subjects: 5 }),
  "groups of times in windows": inGroups(
    constrained(increasingTimes({ low: 0, high: 26, dim: 2, unit: "h" }), { windows: [[0, 4], [8, 10]], grid: "5min" }), // biome-ignore format: pairs
    { groups: 2, subjects: 1 },
  ),
  "groups of choices": inGroups(choice({ candidates: [1, 2, 5, 10], dim: 2 }), { groups: 2, subjects: 3 }),
  "box with a budget": constrained(box({ low: 0, high: 10, dim: 4, unit: "mg" }), { budget: 12, grid: 0.5 }),
  "box with a limit and windows": constrained(box({ low: -1, high: 2, dim: 3, names: ["a", "b", "c"] }), {
    windows: [[-1, 0], [0.5, 2]], // biome-ignore format: pairs
    limits: [{ weights: { a: 1, b: -2 }, most: 0.5 }],
  }),
  "whole numbers": constrained(box({ low: 0, high: 20, dim: 3 }), { grid: 1 }),
  "candidates in place of a range": constrained(
    box({ low: 0.1, high: 20, dim: 3, unit: "h", exchangeable: true, scale: "log" }),
    {
      candidates: [0.1, "30min", 2, 8, 20],
      once: true,
    },
  ),
  "pairs in place of ranges": constrained(repeated(box({ low: [0, 0], high: [10, 24], dim: 2, names: ["dose", "time"] }), 3), {
    candidates: [[1, 2], [1, 12], [5, 2], [10, 24]], // biome-ignore format: pairs
    labels: ["A1", "A2", "B1", "C4"],
  }),
  "candidates of times that ascend": constrained(spacedTimes({ low: 0, high: 24, dim: 3, spacing: 0.25, unit: "h" }), {
    candidates: [0.5, 1, 2, 4, 8, 12, 24],
    once: true,
  }),
  "box of one": box({ low: -10, high: 10, dim: 1 }),
  "exchangeable box": box({ low: -10, high: 10, dim: 5, exchangeable: true }),
  "box with its own bounds": box({ low: [0, -3, 1e-3], high: [1, 3, 2e-3], dim: 3, names: ["a", "b", "c"] }),
  "logarithmic box": box({ low: 1e-3, high: 20, dim: 4, unit: "mg", exchangeable: true, scale: "log" }),
  "box of a dose and an angle": box({ low: [1e-3, -90], high: [10, 90], dim: 2, scale: ["log", "linear"] }),
  "wide box without a word": box({ low: 1e-4, high: 10, dim: 3 }),
  "box with a fixed coordinate": box({ low: [0, 37, -1], high: [1, 37, 1], dim: 3, names: ["dose", "heat", "tilt"] }),
  "logarithmic box with fixed coordinates": box({ low: [0, 1, 2], high: [0, 100, 2], dim: 3, scale: "log" }),
  "increasing times": increasingTimes({ low: 0, high: 99.99, dim: 5, unit: "d", spread: [1, 99] }),
  "one time": increasingTimes({ low: 0, high: 24, dim: 1, unit: "h" }),
  "spaced times": spacedTimes({ low: 0, high: 24, dim: 6, spacing: 1.5, unit: "h", spread: [0.5, 23.5] }),
  "spaced times that hardly fit": spacedTimes({ low: 0, high: 24, dim: 5, spacing: 5.9, unit: "h" }),
  "logarithmic times": increasingTimes({ low: 0.01, high: 100, dim: 5, unit: "h", scale: "log" }),
  "spaced logarithmic times": spacedTimes({ low: 0.1, high: 24, dim: 4, spacing: 0.5, unit: "h", scale: "log" }),
  choice: choice({ candidates: [0, 1, 2, 4, 8, 24], dim: 3, unit: "h" }),
  "distinct choice": choice({ candidates: [0, 1, 2, 4, 8, 24], dim: 4, distinct: true, exchangeable: true }),
  "choice of points": choice({ candidates: [[0, 0], [0, 1], [1, 0], [3, 3]], dim: 2, distinct: true }), // biome-ignore format: a table
  "choice without a choice": choice({ candidates: [7], dim: 2 }),
  "choice over decades": choice({ candidates: [0.01, 0.1, 1, 10, 100], dim: 3, unit: "mg" }),
  "mixed with fixed parts": mixed([
    box({ low: 5, high: 5, dim: 1 }),
    spacedTimes({ low: 0.01, high: 24, dim: 2, spacing: 0, scale: "log" }),
    spacedTimes({ low: 30, high: 30, dim: 1, spacing: 1, names: ["last"] }),
  ]),
  "points in a plane": repeated(box({ low: [-4, 0], high: [4, 9], dim: 2, names: ["x", "y"], unit: "m" }), 5),
  "a dose and a time": repeated(
    mixed([
      box({ low: 0.1, high: 10, dim: 1, names: ["dose"], unit: "mg", scale: "log" }),
      box({ low: 0, high: 24, dim: 1, names: ["t"], unit: "h" }),
    ]),
    3,
  ),
  "a stimulus of two features": repeated(choice({ candidates: [[0, 0], [0, 1], [1, 0], [3, 3]], dim: 1 }), 3, { exchangeable: true }), // biome-ignore format: a table
  "a site from a list, and a time": repeated(
    mixed([choice({ candidates: [[0, 0], [0, 1], [5, 0]], dim: 1 }), spacedTimes({ low: 0, high: 24, dim: 2, spacing: 1 })]), // biome-ignore format: a table
    2,
  ),
  "measurements of one number": repeated(choice({ candidates: [0.1, 1, 10], dim: 1, scale: "log" }), 4),
  mixed: mixed([box({ low: 0, high: 1, dim: 2 }), spacedTimes({ low: 0, high: 24, dim: 3, spacing: 1, unit: "h" })]),
};
