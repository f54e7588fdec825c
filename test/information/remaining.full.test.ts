/** What an experiment leaves unknown: against the conjugate posterior, whose spread is the same for every outcome. */
import { expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { random } from "../../policies/random.js";
import { pharmacokinetic } from "../../simulators/pharmacokinetic.js";
import { drained } from "../../src/basics/steps.js";
import type { Policy } from "../../src/contracts/policy.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { normalLine } from "./normalLine.js";

async function remaining(family: SimulatorFamily, dim: number, policy: Policy, more: object = {}, seed = 3) {
  const simulator = createSimulator(family, dim);
  const options = { samples: 1000, contrasts: 8000, criticSteps: 100, criticBatch: 64, ...more };
  return (await drained(evaluatePolicy({ simulator, policy, params: {}, options, key: key(seed) }))).gain.remaining;
}

/** (I/9 + XᵀX)⁻¹ for slope and intercept with prior sd 3 and noise of sd 1. */
function posteriorSds(design: readonly number[]): [number, number] {
  const [n, sum, squares] = [design.length, design.reduce((a, b) => a + b, 0), design.reduce((a, b) => a + b * b, 0)];
  const determinant = (n + 1 / 9) * (squares + 1 / 9) - sum * sum;
  return [Math.sqrt((squares + 1 / 9) / determinant), Math.sqrt((n + 1 / 9) / determinant)];
}

test.each([[[1]], [[-2, 1, 3]]])("the line measured at %j", async (design) => {
  const found = await remaining(normalLine, design.length, fixed(design));
  const right = posteriorSds(design);
  expect(found?.map(({ name }) => name)).toEqual(["intercept", "slope"]);
  for (const [j, { before, after, shrinkage, relative }] of (found ?? []).entries()) {
    const sd = right[j] as number;
    expect(Math.abs(before - 3)).toBeLessThan(0.1);
    expect(Math.abs(after.value - sd)).toBeLessThan(4 * after.se);
    // The mean's variance is what the posterior's lacks of the prior's; of 400 means it is known to 4 %.
    expect(Math.abs(shrinkage - (1 - Math.sqrt(1 - (sd / 3) ** 2)))).toBeLessThan(0.12);
    expect(relative).toBeUndefined();
  }
});

test("its error is that of repetitions, of which contrasts make most where all outcomes share them", async () => {
  const right = posteriorSds([1]);
  const z: number[] = [];
  for (let seed = 0; seed < 8; seed++) {
    const found = await remaining(normalLine, 1, fixed([1]), { contrasts: 1500, samples: 400 }, seed);
    for (const [j, { after }] of (found ?? []).entries()) z.push((after.value - (right[j] as number)) / after.se);
  }
  expect(z).toHaveLength(16);
  const rms = Math.sqrt(z.reduce((sum, one) => sum + one * one, 0) / z.length);
  expect(rms).toBeGreaterThan(0.4); // of 16 correlated ones: 1 ± 0.2 or so
  expect(rms).toBeLessThan(1.6);
});

test("positive parameters have a relative error, and designs that are drawn leave something known too", async () => {
  const [one, drawn] = [await remaining(pharmacokinetic, 2, fixed([1, 12])), await remaining(pharmacokinetic, 2, random)];
  for (const [j, { unit, before, after, relative }] of (one ?? []).entries()) {
    expect(unit).toBe(["1/h", "1/h", "L"][j]);
    expect(after.value).toBeLessThan(before);
    expect(relative).toBeGreaterThan(0.02);
    expect(relative).toBeLessThan(0.25);
    expect(drawn?.[j]?.after.value).toBeLessThan(before);
  }
});

test("too few draws say nothing", async () => {
  expect(await remaining(normalLine, 3, fixed([-10, 9, 10]), { contrasts: 100 })).toBeUndefined();
});
