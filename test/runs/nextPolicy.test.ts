/** What a refinement takes over from the training of its policy. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kinds } from "../../src/cli/kinds.js";
import { refinementOptions } from "../../src/runs/nextPolicy.js";
import { temporaryFolder } from "../cli/support.js";

test.each([
  [{ trainingContrasts: 50 }, 50],
  [{ nearContrasts: 20 }, undefined], // the prior is draws by then, which have no density to weigh them by
  [{ nearContrasts: 20, trainingContrasts: 10_000_000 }, undefined],
])("contrasts %o", async (contrasts, wanted) => {
  const run = temporaryFolder();
  const kind = await kinds.policy.load();
  const asked = { subject: "location", options: { horizon: 2, policy: "recurrent", batch: 32, seed: 1, ...contrasts } };
  writeFileSync(join(run, "config.json"), JSON.stringify((await kind.prepare(asked)).config));
  const options = refinementOptions(run, {});
  expect([options.batch, options.trainingContrasts, options.nearContrasts]).toEqual([32, wanted, undefined]);
});
