/** What a fresh critic reads where the likelihood is hidden from it, against the truth. */
import { mean, sampleStandardDeviation } from "simple-statistics";
import { expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { random } from "../../policies/random.js";
import { linear } from "../../simulators/linear.js";
import { drained } from "../../src/basics/steps.js";
import type { Estimate } from "../../src/contracts/gain.js";
import type { Policy } from "../../src/contracts/policy.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { integral } from "../support/statistics.js";

const options = { samples: 3000, contrasts: 3000, criticSteps: 600, criticBatch: 128 };

async function lowerBound(simulator: Simulator, policy: Policy): Promise<Estimate> {
  const { logLikelihood: _, ...hidden } = simulator;
  return (await drained(evaluatePolicy({ simulator: hidden, policy, params: {}, options, key: key(1) }))).gain.lower as Estimate;
}

test.each([[[2]], [[10]], [[-10, 10]]])("measuring at %j: below the truth, and most of it", async (design) => {
  const simulator = createSimulator(linear, design.length);
  const exact = simulator.exactGain?.(design).value as number;
  const { value, se } = await lowerBound(simulator, fixed(design));
  expect(value).toBeLessThan(exact + 3 * se);
  expect(value).toBeGreaterThan(0.85 * exact);
});

test("random designs, which the critic sees with the outcome: below the average, and most of it", async () => {
  const simulator = createSimulator(linear, 1);
  const average = integral((x) => simulator.exactGain?.([x]).value as number, -10, 10, 20) / 20;
  const { value, se } = await lowerBound(simulator, random);
  expect(value).toBeLessThan(average + 3 * se);
  expect(value).toBeGreaterThan(0.8 * average);
});

test("errors of the estimates are those of repeated evaluations", async () => {
  const simulator = createSimulator(linear, 1);
  const sizes = { ...options, samples: 400, contrasts: 200 };
  const repeats: Estimate[] = [];
  for (let seed = 0; seed < 30; seed++) {
    const { gain } = await drained(evaluatePolicy({ simulator, policy: fixed([4]), params: {}, options: sizes, key: key(seed) }));
    repeats.push(gain.lower as Estimate);
  }
  const spread = sampleStandardDeviation(repeats.map(({ value }) => value));
  const said = mean(repeats.map(({ se }) => se));
  expect(Math.abs(Math.log(spread / said))).toBeLessThan(3.5 * 0.131); // sd of log of 30 normals' sd: 1/sqrt(2·29)
});
