/** Trainings without a path from design to outcome find what quadrature says is best. */
import { describe, expect, test } from "vitest";
import { designExperiment } from "../src/index.js";
import type { DesignResult } from "../src/types.js";
import { best, gainOfOne, threshold } from "./support/threshold.js";

const evaluation = { samples: 500, contrasts: 500, criticSteps: 50 };
const training = { steps: 800, restarts: 1, hidden: [32] };

async function designed(estimator: string): Promise<DesignResult> {
  const run = designExperiment({ simulator: threshold, estimator, training, evaluation });
  for (;;) {
    const next = await run.next();
    if (next.done) return next.value as DesignResult;
  }
}

describe("one answer, yes or no", () => {
  const truth = best(gainOfOne);
  test.each(["infoNce", "flo", "nwj", "tuba"])("%s finds the best strength", async (estimator) => {
    const { design, warnings } = await designed(estimator);
    expect(gainOfOne(0.7)).toBeLessThan(0.9 * truth.gain); // a random strength is not enough
    expect(gainOfOne(design[0] as number)).toBeGreaterThan(0.99 * truth.gain);
    expect(warnings.join()).not.toMatch(/compiled/);
  });
});
