/** A policy that asks twice, without a path from strengths to answers, against the best that quadrature knows. */
import { expect, test } from "vitest";
import { drained } from "../../src/basics/steps.js";
import { loadPolicy } from "../../src/portable/policy.js";
import { trainPolicy } from "../../src/runs/designExperiment.js";
import { best, bestOfTwo, gainOfTwo, threshold } from "../support/threshold.js";

test("a policy learns to ask the second question by the first answer", async () => {
  const ended = await drained(
    trainPolicy({
      simulator: threshold,
      designs: 2,
      estimator: "infoNce",
      policyHidden: [16],
      training: { steps: 1500, hidden: [32], designRate: 0.01 },
      evaluation: { samples: 200, contrasts: 200, criticSteps: 50 },
      policy: "recurrent",
    }),
  );
  const policy = loadPolicy(ended.policy);
  const first = policy.next({ observations: [] })?.design[0] as number;
  const after = (answer: number) => policy.next({ observations: [{ design: [first], outcome: [answer] }] })?.design[0] as number;
  const found = gainOfTwo(first, { no: after(0), yes: after(1) });
  const staying = best((at) => gainOfTwo(at, { no: at, yes: at })).gain; // the best strength asked twice
  const truth = bestOfTwo();
  expect(staying).toBeLessThan(0.9 * truth.gain);
  expect(after(1)).toBeGreaterThan(after(0));
  expect(found).toBeGreaterThan(0.97 * truth.gain);
});
