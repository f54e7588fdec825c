/** The training-free table: what each bound reports at its best critic, in standard errors. */
import { describe, expect, test } from "vitest";
import { estimators } from "../../src/estimators/index.js";
import { averageBound, dvTable, infoNceTable } from "./table.js";

const batchesOf = (batch: number): number => (batch === 512 ? 40 : 200);

describe.each([
  ["infoNce", infoNceTable],
  ["dv", dvTable],
] as const)("%s with the best critic, d = 20", (name, table) => {
  test.each(table)("I = $information nats, $batch pairs: $mean", ({ information, batch, mean, sd }) => {
    const ours = averageBound(estimators[name], { seed: 11, batches: batchesOf(batch), batch, information });
    // The table's own error is at most as large as ours, and it is rounded to its last digit, 0.01 at most.
    expect(Math.abs(ours.mean - mean)).toBeLessThan(4 * Math.SQRT2 * ours.se + (mean > 10 ? 0.005 : 0.0005));
    expect(ours.sd / sd).toBeGreaterThan(0.6);
    expect(ours.sd / sd).toBeLessThan(1.6);
  });
});

describe("bounds without a cap are exact on average, whatever the batch", () => {
  test.each([
    [2, 64],
    [4, 64],
    [2, 128],
    [4, 128],
  ])("I = %d nats, %d pairs", (information, batch) => {
    for (const estimator of [
      estimators.nwj,
      estimators.flo,
      estimators.tuba,
      estimators.etaMine,
      estimators.jsd,
      estimators.nwjLikelihood,
    ]) {
      const { mean, se } = averageBound(estimator, { seed: 12, batches: 200, batch, information });
      expect(Math.abs(mean - information)).toBeLessThan(4 * se);
    }
  });
});
