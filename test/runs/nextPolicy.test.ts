/** What a refinement takes over from the training of its policy. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kinds } from "../../src/cli/kinds.js";
import type { Inference } from "../../src/runs/infer/infer.js";
import { prepareNext } from "../../src/runs/next.js";
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

test.each([
  { windows: "-5:0", grid: "0.5" },
  { candidates: "-4,-1,3", once: true },
])("a design that comes next keeps to %o, as its run did", async (schedule) => {
  const place = temporaryFolder();
  const run = join(place, "run");
  const kind = await kinds.design.load();
  const asked = { subject: "linear", options: { designs: 2, seed: 1, ...schedule } };
  (await kind.prepare(asked)).create(run, false);
  writeFileSync(join(place, "line.csv"), "position,y\n3,40\n");
  const next = await prepareNext(run, { data: join(place, "line.csv") });
  const theta = { columns: 2, values: Float32Array.from({ length: 2000 }, (_, i) => Math.sin(i)) };
  const known = { result: { parameters: [{ name: "intercept" }, { name: "slope" }] }, theta };
  const { config } = await next.prepare(known as unknown as Inference, place);
  expect(config).toMatchObject(schedule);
});
