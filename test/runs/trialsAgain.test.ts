/** A policy of counts of trials goes on with what it began with: its own options, kept in config.json, are not the static design's. */
import { expect, test } from "vitest";
import { resolveDesign } from "../../src/runs/job.js";

const job = (training: object) =>
  resolveDesign({
    ...{ simulator: "prey", designs: 2, policy: "recurrent", gainAfter: "last", seed: 0, settings: {} },
    ...{ evaluation: {}, training: { steps: 4, ...training } },
  } as unknown as Parameters<typeof resolveDesign>[0]);

test.each([
  ["nothing", {}],
  ["a batch", { batch: 20 }],
  ["near contrasts", { nearContrasts: 40 }],
])("where %s was asked for", async (_, asked) => {
  const first = await job(asked);
  const kept = first.adaptive?.training;
  const again = await job({ ...kept });
  expect(kept).toMatchObject({ batch: 32, nearContrasts: 128, ...asked });
  expect(again.training).toEqual(first.training);
  expect(again.adaptive?.training).toEqual(kept);
  expect(first.training.batch).toBeGreaterThan(100);
});
