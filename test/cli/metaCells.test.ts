/** The trainings of a comparison on helping processes: an interruption waits for all of them. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stageOf } from "../../meta/compare/parts.js";
import { resolveTraining } from "../../meta/setup.js";
import type { MetaState } from "../../meta/state.js";
import { openMetaStore } from "../../meta/store.js";
import { InterruptedError } from "../../src/basics/errors.js";
import { trusting } from "../../src/cli/evaluation/trusting.js";
import { partsBy } from "../../src/cli/study/parts.js";
import type { Checkpoint } from "../../src/contracts/values.js";
import { readPlan } from "../../src/studies/folder.js";
import { runs } from "../studies/sweeps.js";
import { build, temporaryFolder } from "./support.js";

const place = temporaryFolder();
beforeAll(build, 120_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

test("an interruption loses nothing of the slower of two trainings", async () => {
  // A training looks at its signal a hundred times: the second one a tenth as often as the first.
  const trainings = [40_000, 400_000].map((steps) => resolveTraining({ method: "cnp", steps, hidden: [4], tasks: 2 }));
  const stage = stageOf("search", trainings, { backend: "wasm" });
  const folder = join(place, "whole");
  mkdirSync(folder);
  const control = new AbortController();
  const run = async () => {
    const { carryOut } = partsBy({ options: { processes: 2 } }, runs, trusting(""));
    for await (const { fraction } of carryOut(folder, stage, control.signal)) if (fraction > 0) control.abort();
  };
  await expect(run()).rejects.toThrow(InterruptedError);
  const { cells } = readPlan(folder);
  expect(cells.map(({ varied }) => varied.stage)).toEqual(["search", "search"]);
  for (const { name } of cells) {
    const { state } = openMetaStore(join(folder, "cells", name)).loadCheckpoint() as Checkpoint;
    expect((state as MetaState).counters.step).toBeGreaterThan(0);
  }
});
