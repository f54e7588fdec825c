/** Brackets by densities at designs whose gains are known, by models of the default size. */
import { expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { linear } from "../../simulators/linear.js";
import { pharmacokinetic } from "../../simulators/pharmacokinetic.js";
import { drained } from "../../src/basics/steps.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { evaluationDefaults } from "../../src/options/defaults.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";

async function bracketOf(family: SimulatorFamily, design: number[], settings: Record<string, string>, more: object) {
  const simulator = createSimulator(family, design.length, settings);
  const options = { ...evaluationDefaults, bracket: "flow", ...more };
  const ended = await drained(evaluatePolicy({ simulator, policy: fixed(design), params: {}, options, key: key(1) }));
  const { bounds = [] } = ended.gain;
  const found = (method: string) => bounds.find((one) => one.method.startsWith(method)) as (typeof bounds)[number];
  return { ba: found("Barber-Agakov"), rate: found("rate"), below: found("sPCE"), above: found("sNMC") };
}

test("pharmacokinetics, five times: a width of 0.05 at most, with sPCE and sNMC within it", async () => {
  const { ba, rate, below, above } = await bracketOf(pharmacokinetic, [0.4, 0.41, 4.9, 18.7, 20.9], {}, {});
  expect(rate.value - ba.value).toBeLessThan(0.05);
  expect(ba.value).toBeLessThan(above.value + 3 * above.se);
  expect(rate.value).toBeGreaterThan(below.value - 3 * below.se);
  expect(Math.abs(below.value - ba.value)).toBeLessThan(0.05); // of the same draws
});

const ends = [-10, -10, -10, -10, -10, 10, 10, 10, 10, 10];

test.each([
  ["rate", 6.435],
  ["scale", 5.135],
])("ten measurements of a line, noise %s: below and above the exact gain by 0.05 at most", async (noise, exact) => {
  const { ba, rate } = await bracketOf(linear, ends, { noise }, { criticSteps: 4000, samples: 20_000, contrasts: 1000 });
  expect(ba.value).toBeGreaterThan(exact - 0.05);
  expect(ba.value).toBeLessThan(exact + 3 * ba.se);
  expect(rate.value).toBeGreaterThan(exact - 3 * rate.se);
  expect(rate.value).toBeLessThan(exact + 0.05 + 3 * rate.se);
});
