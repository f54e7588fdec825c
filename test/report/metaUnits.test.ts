/** Reports of families in any units: axes and numbers that tell. */
import { expect, test } from "vitest";
import type { MetaComparison } from "../../meta/compare/recordTypes.js";
import { divergences, withInterval } from "../../meta/report/conclusions.js";
import { topOf } from "../../meta/report/curves.js";
import { axisUnit, level } from "../../meta/report/numbers.js";
import { decimals } from "../../src/basics/text.js";

test.each([
  [-5, 5, 0, 1, "y"],
  [-0.001, 0.001, 0, 1e-3, "y (10⁻³)"],
  [0, 1.3e7, 0, 1e7, "y (10⁷)"],
  [-4e-20, 4e-20, 0, 1e-20, "y (10⁻²⁰)"],
  [199.985, 200.015, 200, 1e-2, "y − 200 (10⁻²)"],
  [2_459_000, 2_459_002, 2_459_001, 1, "y − 2,459,001"],
  [-1_000_002, -999_998, -1_000_000, 1, "y + 1,000,000"],
] as const)("from %d to %d: %d taken away, divided by %d", (low, high, shift, factor, title) => {
  const unit = axisUnit(low, high);
  expect(unit.shift).toBeCloseTo(shift, 9);
  expect(unit.factor).toBe(factor);
  expect(unit.title("y")).toBe(title);
  // what stands on the axis has few digits
  for (const end of [low, high]) expect(Math.abs((end - unit.shift) / unit.factor)).toBeLessThan(20_000);
});

test("errors and levels keep digits whatever their size", () => {
  expect([3.0057, 4.44e-7, 1.1e7, 0].map((value) => decimals(value))).toEqual(["3.01", "4.44e−7", "11,000,000", "0.00"]);
  expect([4.251667, 4.4444444e-7, 11_111_111.1, 0].map(level)).toEqual(["4.2517", "4.4444e-7", "11111111", "0"]);
  expect(withInterval({ value: 4.4e-7, se: 1e-8, half: 2e-8 })).toBe("4.4e−7 (95 % interval 4.2e−7 to 4.6e−7)");
  expect(withInterval({ value: 0.4, se: 0.02, half: 0.04 })).toBe("0.40 (95 % interval 0.36 to 0.44)");
});

test("an origin far away does not flatten the curves: the axis ends above what does nothing", () => {
  const references = [
    { name: "zero", value: 1e12, exact: 1e12 },
    { name: "mean", value: 4, exact: 4 },
  ] as unknown as MetaComparison["references"];
  const of = { levels: { zero: 1e12, mean: 4, oracle: 0 }, references } as unknown as MetaComparison;
  expect(topOf(of)).toBeCloseTo(4.6, 9);
});

test("adaptations that diverged are counted, over tasks and seeds", () => {
  const row = { label: "maml", stepwise: true, courses: [{}, {}], errors: [{ steps: 1 }, { steps: 10, diverged: 3 }] };
  const words = divergences({ rows: [row], tasks: 4000, worst: 2.5e13 } as unknown as MetaComparison);
  expect(words).toEqual(["maml diverged on 3 of 8,000 tasks after 10 steps; each counts as an error of 2.50e+13."]);
});
