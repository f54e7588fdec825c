/** All tables of papers, each by a few of its cells in far fewer steps than the short form has: that each trains, is read and is told, with a page of all. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.js";
import { runsOf } from "../../src/cli/study/runs.js";
import type { StudyInput } from "../../src/studies/check.js";
import { cellFolder, openStudy } from "../../src/studies/folder.js";
import { compared } from "../../src/studies/reproduce/compare.js";
import { overallWords, type TableOutcome, writeOverall } from "../../src/studies/reproduce/overall.js";
import { planOfTable } from "../../src/studies/reproduce/plan.js";
import { writeComparison } from "../../src/studies/reproduce/report.js";
import { paperTables } from "../../src/studies/reproduce/tables/index.js";
import type { PaperTable } from "../../src/studies/reproduce/types.js";
import { collect } from "../../src/studies/results/collect.js";
import type { Cell, Plan } from "../../src/studies/types.js";
import { inProcess, temporaryFolder } from "../cli/support.js";

const runs = runsOf(commands);
const outcomes: TableOutcome[] = [];
let place: string;
beforeAll(() => {
  place = temporaryFolder();
});
afterAll(() => rmSync(place, { recursive: true }));

/** Two steps for each of at most seven levels are read of four. */
const few = { steps: 28, window: 2 };
const ofDesigns = { samples: 100, contrasts: 100, evaluationSteps: 5 };

/** A design's evaluation takes seconds, whatever its steps. */
const cellsOf = (name: string): number => (name === "designs" ? 1 : 3);

/** Of problems one with all of its stages. */
function fewOf({ name, benchmarks }: PaperTable, { cells }: Plan): Cell[] {
  if (benchmarks) return cells.filter(({ varied }) => varied.simulator === "death");
  const every = Math.ceil(cells.length / cellsOf(name));
  return cells.filter((_, i) => i % every === 0);
}

/** What varies keeps its names, by which a table knows its cells. */
function shortened(table: PaperTable): PaperTable {
  const cut = (options: Readonly<Record<string, unknown>> = {}) => ({
    ...options,
    ...("steps" in options ? few : {}),
    ...("samples" in options ? ofDesigns : {}),
  });
  const study = (): Omit<StudyInput, "name"> => {
    const whole = table.study("quick");
    if (whole.stages) return whole; // as few as they can be
    return { ...whole, options: cut(whole.options), ...(whole.cases ? { cases: whole.cases.map(cut) } : {}) };
  };
  return { ...table, study };
}

test.each(Object.values<PaperTable>(paperTables).map((table) => [table.name, table] as const))(
  "%s: some of its cells",
  async (name, whole) => {
    const table = shortened(whole);
    const folder = join(place, name);
    const planned = async () => openStudy(folder, await planOfTable(table, "quick", runs, folder));
    const cells: Cell[] = [];
    let plan = await planned();
    // What is done may make further cells.
    for (let few = fewOf(table, plan); few.length > cells.length; few = fewOf(table, plan)) {
      for (const cell of few.slice(cells.length)) {
        const { code, stderr } = await inProcess([...runs.begin(cell, cellFolder(folder, cell), { trust: false, processes: 1 })]);
        expect([code, stderr]).toEqual([0, ""]);
        cells.push(cell);
      }
      if (plan.stages) plan = await planned();
    }
    const results = await collect(folder, plan, runs);
    if (!results) throw new Error("nothing is done");
    const comparison = compared(table, "quick", results, plan.cells);
    expect(comparison.cells).toEqual({ all: plan.cells.length, done: cells.length });
    // Each cell is read somewhere.
    const rows = comparison.parts.flatMap((part) => part.rows.flatMap(({ ours }) => ours));
    const standings = (comparison.benchmarks ?? []).flatMap(({ best, mean, fixed }) => [best?.lower ?? null, mean, fixed]);
    const found = [...rows, ...standings].filter((one) => one !== null);
    expect(found.length).toBeGreaterThanOrEqual(cells.length);
    for (const { value } of found) expect(Number.isFinite(value)).toBe(true);
    const { page } = await writeComparison(folder, comparison, `floe reproduce ${name}`);
    expect(readFileSync(page, "utf8")).not.toMatch(/NaN|undefined/);
    outcomes.push({ comparison, page, clock: 1, failed: [] });
  },
);

test("a page leads to all of them", () => {
  const overall = { outcomes, clock: 11 };
  const page = writeOverall(join(place, "all"), overall);
  const text = readFileSync(page, "utf8");
  expect(outcomes.map(({ comparison }) => comparison.table)).toEqual(Object.keys(paperTables));
  for (const name of Object.keys(paperTables)) {
    const link = /href="([^"]*)"/.exec(text.slice(text.indexOf(`/${name}/`) - 20))?.[1] ?? "";
    expect(existsSync(join(place, "all", link))).toBe(true);
    expect(overallWords(overall)).toContain(name);
  }
});
