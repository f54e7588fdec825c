/** Policies of one measurement: nothing is read back, so that what they learn is the best static design. */
import { expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { drained } from "../../src/basics/steps.js";
import type { Gain } from "../../src/contracts/gain.js";
import { difference } from "../../src/records/difference.js";
import { trainPolicy } from "../../src/runs/designExperiment.js";

const cases = Object.keys(adaptivePolicies).flatMap((policy) => [
  { simulator: "linear", policy, estimator: "pce" },
  { simulator: "pharmacokinetic", policy, estimator: "infoNce" },
]);

test.each(cases)("$policy, $simulator, $estimator", async (of) => {
  const training = { steps: 40, batch: 64, warmup: 0, hidden: [8], features: 4 };
  const evaluation = { samples: 500, contrasts: 500 };
  const ended = await drained(trainPolicy({ ...of, designs: 1, policyHidden: [4], training, evaluation }));
  const { gain, baselines, training: told } = ended.result;
  const found = difference(gain, baselines.find(({ name }) => name === "static")?.gain as Gain);
  expect(Math.abs(found?.value as number)).toBeLessThan(4 * (found?.se as number) + 0.05);
  expect(told.bound.se).toBeGreaterThan(0); // of single steps too
});
