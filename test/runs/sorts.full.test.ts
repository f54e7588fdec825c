/** Designs trained by an objective that is not the value, and by densities: worth what the exact gain says, and more than where they began. */
import { expect, test } from "vitest";
import { linear } from "../../simulators/linear.js";
import { drained } from "../../src/basics/steps.js";
import { estimators } from "../../src/estimators/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { designExperiment } from "../../src/runs/designExperiment.js";

const training = { steps: 2000, restarts: 1, warmup: 500, batch: 256 };
const evaluation = { samples: 2000, contrasts: 5000 };

test.each(["mine", "ba"] as const)("%s", async (estimator) => {
  const run = designExperiment({ simulator: linear, designs: 1, estimator, training, evaluation, seed: 4 });
  const result = await drained(run);
  const { exactGain, designs } = createSimulator(linear, 1);
  const exactOf = (design: readonly number[]) => exactGain?.(design).value as number;
  const { lower, exact = Number.NaN } = result.gain;
  const { value, se } = lower as NonNullable<typeof lower>;
  expect(se).toBeLessThan(0.05);
  expect(Math.abs(value - exact)).toBeLessThan(3 * se + 0.01); // the contrastive bound is a little below
  expect(exactOf(designs.equallySpaced())).toBeLessThan(0.8 * exactOf([10])); // where it begins, in the middle
  expect(exact).toBeGreaterThan(0.99 * exactOf([10]));
  // What was climbed is told as it is: the lower bound not above the truth, the other near it.
  const { bound } = result.training;
  if (estimators[estimator].side === "lower") expect(bound.value).toBeLessThan(exact + 3 * bound.se);
  expect(Math.abs(bound.value - exact)).toBeLessThan(0.5);
});
