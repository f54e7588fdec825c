/** Costs, counts and what a curve says in words. */
import { describe, expect, test } from "vitest";
import { linear } from "../../simulators/linear.js";
import { withoutGaps } from "../../src/basics/withoutGaps.js";
import type { Estimate } from "../../src/contracts/gain.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { withParts } from "../../src/modelling/failures.js";
import { costAt, costOf } from "../../src/runs/cost.js";
import { type CurvePoint, enoughWords } from "../../src/runs/curve/enough.js";
import { countsOf } from "../../src/runs/curve/run.js";
import { curveSummary } from "../../src/runs/curve/words.js";

const three = createSimulator(linear, 3);

describe("what designs cost", () => {
  test.each([
    ["10 + 2*n", 16],
    ["1 + sum(abs(design))", 1 + 5 + 1 + 4],
    ["max(design) + 20", 24],
    ["d1^2 + 1", 26],
    ["d2 > 0 ? 3 : 4", 4],
  ])("%s", async (cost, expected) => {
    expect((await costOf(three, { cost, costUnit: "EUR" }))?.of([-5, -1, 4])).toBeCloseTo(expected, 9);
  });

  test("a simulator may say it itself, and over random designs it is their mean", async () => {
    const own = withParts(three, { cost: { unit: "h", of: (design) => 30 + (design[0] as number) } });
    const cost = await costOf(own, {});
    expect(cost?.unit).toBe("h");
    // d1 of random designs in ascending order: the least of three uniform numbers from -10 to 10 is -5 on average
    if (cost) expect(Math.abs(costAt(cost, own.designs, null) - 25)).toBeLessThan(4 * ((20 * Math.sqrt(3 / 80)) / 20));
    expect(await costOf(three, {})).toBeUndefined();
  });

  test.each([
    ["10 + 2*m", 'there is no "m"'],
    ["10 +", '--cost "10 +":'],
    ["import(1)", 'there is no "import"'],
    ["x = 3", "it may hold numbers"],
    ["f(x) = 3", "it may hold numbers"],
    ["sum(design) - 1000", "must be a positive number for every design"],
    ["design", "must be a positive number for every design"],
    ["'text'", "must be a positive number"],
    ["0/0", "must be a positive number"],
  ])("wrong: %s", async (cost, message) => {
    await expect(costOf(three, { cost })).rejects.toThrow(message);
  });

  test("a unit without a cost, and a cost that is none", async () => {
    await expect(costOf(three, { costUnit: "EUR" })).rejects.toThrow("--cost-unit EUR is of a cost");
    const free = withParts(three, { cost: { unit: "", of: () => 0 } });
    await expect(costOf(free, {})).rejects.toThrow('the cost of simulator "linear" must be a positive number');
    const create = (...given: Parameters<typeof linear.create>) => ({
      ...linear.create(...given),
      cost: { unit: "h" } as never,
    });
    expect(() => createSimulator({ ...linear, create })).toThrow("its cost needs a unit");
  });
});

describe("numbers of measurements", () => {
  test.each([
    ["1-4", [1, 2, 3, 4]],
    ["8,1,2-3", [1, 2, 3, 8]],
    ["2,2", [2]],
  ])("%s", (text, expected) => {
    expect(countsOf(text)).toEqual(expected);
  });

  test.each(["0-3", "3-1", "a", "1-2-3", "1.5", "", "1,", "1-1000"])('wrong: "%s"', (text) => {
    expect(() => countsOf(text)).toThrow("--counts");
  });
});

const estimate = (value: number): Estimate => ({ value, se: 0.01, method: "sPCE", samples: 100 });
const point = (designs: number, value: number, cost?: number): CurvePoint => ({
  designs,
  design: Array.from({ length: designs }, (_, i) => i),
  gain: { lower: estimate(value), upper: estimate(value + 0.02) },
  ...withoutGaps({ cost }),
});

describe("how many are enough", () => {
  test("where the curve is flat: the least that reach nearly all", () => {
    const [words] = enoughWords([1, 2, 3, 4].map((n) => point(n, [1, 2, 2.95, 3][n - 1] as number)));
    expect(words).toContain("3 measurements are enough for 98 % of the");
    expect(words).toContain("the step from 3 to 4 adds 0.0");
  });

  test("where the bounds are farther apart than the last step, that it cannot be told", () => {
    const loose = (designs: number, middle: number): CurvePoint => {
      const one = point(designs, middle);
      return {
        ...one,
        gain: {
          lower: { value: middle - 1, se: 0.01, samples: 10, method: "a" },
          upper: { value: middle + 1, se: 0.01, samples: 10, method: "b" },
        } as CurvePoint["gain"],
      };
    };
    expect(enoughWords([loose(1, 2), loose(2, 2.4)])[0]).toMatch(
      /^how many are enough cannot be told: the last step, from 1 to 2 measurements, adds/,
    );
  });

  test("where it still rises, that", () => {
    expect(enoughWords([point(1, 1), point(2, 2)])).toEqual([
      expect.stringContaining("the curve still rises: the last step, from 1 to 2 measurements, adds 1.0"),
    ]);
    expect(enoughWords([point(1, 1)])).toEqual([]);
  });

  test("and the most per cost, where there are costs", () => {
    const points = [point(1, 1, 25), point(2, 2, 30), point(3, 2.2, 60)];
    const words = enoughWords(points, "EUR");
    expect(words[1]).toContain("most gain per cost: 2 measurements, 0.0667 nats per EUR (30 EUR in all)");
    const shown = curveSummary({
      kind: "curve",
      simulator: "x",
      points,
      designUnit: "h",
      costUnit: "EUR",
      words,
      seconds: 1,
      version: "0",
      warnings: [],
    });
    expect(shown).toMatch(/2 +2\.000 ± 0\.010 +2\.020 ± 0\.010 +30 +0\.06667 ± 0\.00033 +0 1/);
  });
});
