/** `floe meta compare`: what it holds, the same bytes for any number of processes, and after a kill; its trainings as runs. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MetaComparison } from "../../meta/compare/recordTypes.js";
import { searchedMethods } from "../../meta/compare/rows.js";
import { metaMethods } from "../../meta/learners/index.js";
import type { Plan } from "../../src/studies/types.js";
import { build, type Outcome, run, start, temporaryFolder } from "./support.js";

const place = temporaryFolder();
const at = (...parts: string[]) => join(place, ...parts);
const compared = "meta compare --steps 6 --search-steps 3 --seeds 2 --hidden 8,8 --tasks 4 --backend wasm --quiet";

beforeAll(async () => {
  build();
  await ok(`${compared} --processes 1 --out one`);
}, 900_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

async function ok(line: string): Promise<Outcome> {
  const outcome = await run(line.split(" "), place);
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome;
}

const read = (...parts: string[]) => readFileSync(at(...parts), "utf8");
const timeless = (text: string) => text.replaceAll(/"seconds": ?(\[[^\]]*\]|[\d.e-]+)/g, '"seconds":0');

test("compare: every method, both kinds of rows for those that are searched, every level", () => {
  const { rows, references, search, seeds, differences } = JSON.parse(read("one", "result.json")) as MetaComparison;
  const trained = Object.values(metaMethods).filter(({ kind }) => kind === "trained");
  expect(new Set(rows.map(({ training }) => training.method))).toEqual(new Set(trained.map(({ name }) => name)));
  for (const { name } of searchedMethods)
    expect(rows.filter(({ label }) => label === `${name}, tuned` || label === `${name}, as in the paper`).length).toBe(2);
  expect(search.map(({ tried }) => tried.length)).toEqual([20, 20]);
  for (const { tried, chosen } of search)
    expect(Math.min(...tried.map(({ validation }) => validation ?? Number.NaN))).toBe(
      tried.find(({ settings }) => JSON.stringify(settings) === JSON.stringify(chosen))?.validation,
    );
  expect(references.map(({ name }) => name).sort()).toEqual(["mean", "oracle", "smooth", "zero"]);
  expect(differences.length).toBe(rows.length - 1);
  expect(seeds).toBe(2);
});

test("on two processes, killed in the middle and gone on with: the same bytes; each training is a run of its own", async () => {
  const killed = start([...compared.split(" "), "--processes", "2", "--out", "killed"], place);
  while (!existsSync(at("killed", "cells")) || readdirSync(at("killed", "cells")).length < 45) await setTimeout(20);
  killed.kill("SIGKILL");
  await killed.ended;
  expect(existsSync(at("killed", "result.json"))).toBe(false);
  await setTimeout(300); // its helpers end with it
  expect((await ok("study status killed")).stdout).toMatch(/^killed: \d+ cells: 4\d done/);
  await ok("resume killed --processes 2 --quiet");
  expect(timeless(read("killed", "result.json"))).toBe(timeless(read("one", "result.json")));
  expect((await ok("resume killed")).stderr).toContain("nothing is left to do");
  const { cells } = JSON.parse(read("one", "study.json")) as Plan;
  expect(readdirSync(at("killed", "cells")).sort()).toEqual(cells.map(({ name }) => name).sort());
  expect((await ok("study status killed --json")).stdout).toMatch(new RegExp(`"done": ${cells.length},`));
  const [cell] = cells.filter(({ subject }) => subject === "cnp");
  const listed = JSON.parse((await ok("study one --dry-run --json")).stdout) as { cell: string; command: string }[];
  await ok(`${listed.find((one) => one.cell === cell?.name)?.command.replace(/^floe /, "")} --out typed --quiet`);
  expect(read("typed", "model.json")).toBe(read("one", "cells", cell?.name ?? "", "model.json"));
});
