/** The trainings of a comparison on helping processes: an interruption waits for all of them. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCells } from "../../meta/compare/cells.js";
import { resolveTraining } from "../../meta/setup.js";
import type { MetaState } from "../../meta/state.js";
import { openMetaStore } from "../../meta/store.js";
import { InterruptedError } from "../../src/basics/errors.js";
import type { Checkpoint } from "../../src/contracts/values.js";
import { build, temporaryFolder } from "./support.js";

const place = temporaryFolder();
beforeAll(build, 120_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

test("an interruption loses nothing of the slower of two trainings", async () => {
  // A training looks at its signal a hundred times: the second one a tenth as often as the first.
  const cells = [40_000, 400_000].map((steps) => ({
    folder: join(place, String(steps)),
    training: resolveTraining({ method: "cnp", steps, hidden: [4], tasks: 2 }),
    validationOnly: true,
  }));
  const control = new AbortController();
  const run = async () => {
    const all = runCells(cells, { processes: 2, backend: "wasm", phase: "test", signal: control.signal });
    for await (const _ of all) control.abort();
  };
  await expect(run()).rejects.toThrow(InterruptedError);
  for (const { folder } of cells) {
    const { state } = openMetaStore(folder).loadCheckpoint() as Checkpoint;
    expect((state as MetaState).counters.step).toBeGreaterThan(0);
  }
});
