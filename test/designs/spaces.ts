/** The registry's examples, and configured spaces of every kind, for the tests that hold for all of them. */
import { box, choice, designSpaces, increasingTimes, mixed, repeated, spacedTimes } from "../../designs/index.js";
import type { DesignSpace, SpaceMaker } from "../../src/contracts/space.js";

export const spaces: Readonly<Record<string, DesignSpace>> = {
  ...Object.fromEntries(
    Object.entries<SpaceMaker>(designSpaces).map(([name, { example }]) => [`the example of ${name}`, example()]),
  ),
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
