/** Seven decades by the defaults: the design and its worth, said to be logarithmic or not said at all. */
import { expect, test } from "vitest";
import { drained } from "../../src/basics/steps.js";
import type { Scale } from "../../src/contracts/values.js";
import type { DesignResult } from "../../src/records/types.js";
import { designExperiment } from "../../src/runs/designExperiment.js";
import { dose } from "../support/dose.js";

test.each(["log", undefined] as (Scale | undefined)[])("scale %s: the right doses and the right worth", async (scale) => {
  const evaluation = { samples: 4000, contrasts: 8000 };
  const result = await drained(designExperiment({ simulator: dose(scale), evaluation }));
  const { value, se } = result.gain.lower as NonNullable<DesignResult["gain"]["lower"]>;
  expect(Math.abs(value - 2.618)).toBeLessThan(3 * Math.hypot(se, 0.009));
  expect(Math.abs(Math.log((result.design[0] as number) / 0.0105))).toBeLessThan(0.25);
  expect(result.design[1]).toBeGreaterThan(800);
  expect(result.warnings.length).toBe(scale ? 0 : 1);
  if (!scale) expect(result.warnings[0]).toContain('Write scale: "log" in box({ ... })');
});
