/** A comparison one of whose trainings diverges: it is noted, and the others stand. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCells } from "../../meta/compare/cells.js";
import { outcomeOf, parted } from "../../meta/compare/compare.js";
import type { Cell } from "../../meta/compare/messages.js";
import { combinations } from "../../meta/compare/rows.js";
import { fomaml } from "../../meta/learners/fomaml.js";
import { leftOut } from "../../meta/report/conclusions.js";
import { resolveTraining } from "../../meta/setup.js";
import { readDivergence, readMetaMetrics, readMetaResult } from "../../meta/store.js";

const place = mkdtempSync(join(tmpdir(), "floe-compare-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const training = (innerRate: number) =>
  resolveTraining({ method: "fomaml", hidden: [8], tasks: 2, steps: 60, settings: { innerRate, innerSteps: 20 } });
const cell = (name: string, innerRate: number): Cell => ({
  folder: join(place, name),
  training: training(innerRate),
  validationOnly: true,
});
const [wild, tame] = [cell("wild", 10), cell("tame", 0.01)];

async function runAll(): Promise<string[]> {
  const phases: string[] = [];
  for await (const { phase } of runCells([wild, tame], { processes: 1, backend: "auto", phase: "search" })) phases.push(phase);
  return phases;
}

test("the training that diverges is noted with its reason, and not tried again", async () => {
  expect((await runAll()).at(-1)).toBe("search, 2 of 2 trainings");
  expect(readDivergence(wild.folder)).toMatch(/^fomaml: the loss or its gradient was not finite for 50 steps in a row/);
  expect(readMetaResult(wild.folder)).toBeUndefined();
  expect(readDivergence(tame.folder)).toBeUndefined();
  expect(readMetaMetrics(tame.folder).at(-1)?.step).toBe(60);
  expect(await runAll()).toEqual([]);
});

test("a search passes over it, and refuses when nothing else is left", () => {
  const validation = readMetaResult(tame.folder)?.validation;
  const { tried, chosen } = outcomeOf(fomaml, [wild, tame], 60);
  expect(tried.map((one) => one.validation)).toEqual([null, validation]);
  expect(chosen).toEqual(combinations(fomaml)[1]);
  expect(() => outcomeOf(fomaml, [wild], 60)).toThrow("fomaml: every combination of the search diverged");
});

test("a row with such a training is left out of the table, and said to be", () => {
  const row = (label: string, cells: readonly Cell[]) => ({
    label,
    tuned: false,
    ablation: false,
    training: training(0.01),
    folders: cells.map(({ folder }) => folder),
  });
  const [complete, diverged] = parted([row("a", [tame, tame]), row("b", [tame, wild])]);
  expect(complete.map(({ label }) => label)).toEqual(["a"]);
  expect(leftOut({ diverged, seeds: 2 })).toEqual([
    expect.stringMatching(/^Left out: b, because 1 of its 2 trainings diverged. The first one's message: fomaml: the loss/),
  ]);
  expect(() => parted([row("b", [wild])])).toThrow(/trainings of all rows diverged: fomaml/);
});
