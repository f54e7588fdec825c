/** What is trained with where nothing is asked for: a critic's head start leaves steps for the design. */
import { expect, test } from "vitest";
import { pharmacokinetic } from "../../simulators/pharmacokinetic.js";
import { estimators } from "../../src/estimators/index.js";
import { resolveAdaptive, resolveTraining, trainingDefaults } from "../../src/options/defaults.js";

const { flo, pce } = estimators;
const { recommended: _, ...family } = pharmacokinetic;

test("at most half of the steps, where none is asked for", () => {
  const warmup = (steps: number) => resolveTraining(family, flo, undefined, { steps }).warmup;
  expect([50, 200, 600, 2000].map(warmup)).toEqual([25, 100, 300, trainingDefaults.warmup]);
  expect(resolveTraining(family, pce, undefined, { steps: 50 }).warmup).toBe(0);
  expect(resolveAdaptive(family, flo, undefined, { steps: 300 }).adaptive.warmup).toBe(150);
  expect(resolveAdaptive(family, pce, undefined, { steps: 300 }).adaptive.warmup).toBe(0); // nothing is learned beside the policy
});

test("one that leaves no step is refused; one that leaves a step is as it was asked for", () => {
  const asked = (warmup: number, steps: number) => () => resolveTraining(family, flo, undefined, { warmup, steps }).warmup;
  expect(asked(300, 200)).toThrow(/--warmup 300 leaves none of 200 steps for the design/);
  expect(asked(200, 200)).toThrow(/lower it, or raise --steps/);
  expect(asked(199, 200)()).toBe(199);
  expect(asked(0, 1)()).toBe(0);
});
