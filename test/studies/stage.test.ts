/** Runs that a run is made of, as a study in its folder: a stage ends before the next one is asked for. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { drained } from "../../src/basics/steps.js";
import { commands } from "../../src/cli/commands.js";
import { trusting } from "../../src/cli/evaluation/trusting.js";
import { refuseParts } from "../../src/cli/study/open.js";
import { partsBy } from "../../src/cli/study/parts.js";
import { runsOf } from "../../src/cli/study/runs.js";
import type { Part, Stage } from "../../src/contracts/runKind.js";
import type { Engine } from "../../src/studies/engines/engine.js";
import { engines } from "../../src/studies/engines/index.js";
import { readPlan } from "../../src/studies/folder.js";
import { carryOutStage, type StageEnd } from "../../src/studies/stage.js";
import { statusOf, statusWords } from "../../src/studies/status.js";
import { temporaryFolder } from "../cli/support.js";
import { done, type Fate, processOf, runs } from "./fates.js";

let folder: string;
const begun: string[] = [];
const call = trusting("whole");

beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, "config.json"), JSON.stringify({ kind: "metaCompare" })); // of the whole, which comes first
  begun.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const part = (batch: number): Part => ({
  ...{ command: "design", subject: "linear", varied: { batch } },
  options: { batch, designs: 2, estimator: undefined },
});
const stage = (name: string, ...batches: number[]): Stage => ({
  name,
  parts: batches.map(part),
  later: name === "search" ? ["comparison"] : [],
});

function carriedOut(asked: Stage, engine: Engine = engines.local, fate: Fate = done): Promise<StageEnd> {
  const startProcess = processOf(fate, (cell) => begun.push(cell));
  const work = { folder, runs, jobs: 2, maxFailures: 10, trust: false, program: "floe", next: "floe resume whole", startProcess };
  return drained(carryOutStage({ ...work, signal: new AbortController().signal }, asked, engine));
}

test("parts that ask for the same are one cell, also of another stage; the study has the cells of all stages", async () => {
  const first = await carriedOut(stage("search", 8, 16, 8));
  expect(first.folders.map((one) => existsSync(join(one, "done")))).toEqual([true, true, true]);
  expect(first.folders[2]).toBe(first.folders[0]);
  expect(begun.map((name) => name.replace(/-\w+$/, ""))).toEqual(["search-batch8", "search-batch16"]);
  expect(statusWords("whole", await statusOf(folder, readPlan(folder), runs))).toBe("whole: 2 cells: 2 done; then comparison");
  const second = await carriedOut(stage("comparison", 16, 32));
  expect(begun.length).toBe(3);
  expect(second.folders[0]).toBe(first.folders[1]);
  expect(second.cells.length).toBe(2);
  const { cells, axes } = readPlan(folder);
  expect(cells.map(({ varied }) => Object.values(varied).join(" "))).toEqual(["search 8", "comparison 16", "comparison 32"]);
  expect(axes.map(({ name }) => name)).toEqual(["stage", "batch"]);
  expect(cells[0]?.options).toEqual({ batch: 8, designs: 2 });
  expect(statusWords("whole", await statusOf(folder, readPlan(folder), runs))).toBe("whole: 3 cells: 3 done");
});

test("an engine that writes scripts leaves the stage to them, and is not asked where all is done", async () => {
  const asked = stage("search", 8, 16);
  const { said } = await carriedOut(asked, engines.commands);
  expect(said).toMatch(/^2 cells to be done; nothing was run. Then: floe resume whole\n/);
  expect(readFileSync(join(folder, "commands.txt"), "utf8").trim().split("\n").length).toBe(2);
  await carriedOut(asked);
  expect((await carriedOut(asked, engines.commands)).said).toBeUndefined();
});

test("the run's own command says so, and who carries its parts out the next time too", async () => {
  const { carryOut, again } = partsBy({ options: { engine: "commands" } }, runsOf(commands), call);
  expect(again.join(" ")).toBe("--engine commands");
  const left = drained(carryOut(folder, stage("search", 8)));
  await expect(left).rejects.toThrow(`1 cell to be done; nothing was run. Then: floe resume ${folder} --engine commands`);
  expect(readdirSync(join(folder, "cells"))).toEqual([]);
  expect(partsBy({ options: { engine: "slurm", processes: 3 } }, runs, call).again.join(" ")).toBe(
    "--engine slurm --processes 3",
  );
});

test.each([
  [{ queue: "redis://127.0.0.1", engine: "local" }, "--queue says nothing to --engine local, which takes --processes and"],
  [{ queue: "redis://127.0.0.1", processes: 2 }, "--processes says nothing to --engine queue, which takes --queue"],
  [{ engine: "commands", processes: 2 }, "--processes says nothing to --engine commands"],
])("%j is refused by the names that its command has", (options, said) => {
  expect(() => partsBy({ options }, runs, call)).toThrow(said);
});

test("a stage with failures ends with their reasons, and the next is not begun", async () => {
  const { carryOut } = partsBy({ options: { processes: 1 } }, runsOf(commands), call);
  const wrong: Part = { command: "meta train", subject: "cnpp", options: {}, varied: { method: "cnpp" } };
  const ended = drained(carryOut(folder, { name: "search", parts: [wrong], later: [] }));
  await expect(ended).rejects.toThrow(
    /^1 of 1 cell failed, for 1 reason: search-cnpp-\w+: unknown method "cnpp"; did you mean "cnp"\?.*; floe resume \S+ --processes 1 tries again$/,
  );
});

test("cells of a run are no study of their own: its page is the run's", async () => {
  await carriedOut(stage("search", 8));
  expect(() => refuseParts(folder)).toThrow(
    /holds a comparison of meta-learning methods \(floe meta compare\), and these cells are its parts: floe resume/,
  );
});
