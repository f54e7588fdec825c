/** What a study has found, from results that were made up: rows, warnings, the table, the page. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StudyInput } from "../../src/studies/check.js";
import { cellFolder, noteFailure, openStudy } from "../../src/studies/folder.js";
import { writeStudyReport } from "../../src/studies/report/index.js";
import { collect, csvOf, keepResults } from "../../src/studies/results/collect.js";
import { resultsWords } from "../../src/studies/results/words.js";
import type { Cell, Plan, Runs } from "../../src/studies/types.js";
import { temporaryFolder } from "../cli/support.js";
import { planned, runs as real } from "./sweeps.js";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

type Results = Record<string, unknown>;

/** A study whose cells have these results; undefined is one that is not done. */
async function open(
  input: StudyInput,
  of: (cell: Cell) => Results | undefined,
  versions = (_: Cell) => "floe 1",
): Promise<[Plan, Runs]> {
  const plan = openStudy(folder, await planned(input));
  const byPlace = new Map(plan.cells.map((cell) => [cellFolder(folder, cell), cell]));
  const numbers = { gain: "gain.lower.value", exact: "gain.exact" };
  const finished: Runs["finished"] = async (place) => {
    const cell = byPlace.get(place) as Cell;
    const result = of(cell);
    return result && { result, numbers, versions: versions(cell) };
  };
  return [plan, { ...real, finished }];
}

const gainOf = ({ options: { estimator, batch, seed } }: Cell) => ({
  gain: { lower: { value: (estimator === "flo" ? 2 : 1) + Number(batch) / 100 + Number(seed) ** 2 / 10 } },
});
const sweep: StudyInput = { run: "design linear", vary: { estimator: ["flo", "nwj"], batch: [10, 20] }, seeds: 3 };

test("a row a cell, in the order of the study; what is in no result is no column", async () => {
  const [plan, runs] = await open(sweep, gainOf);
  const results = await collect(folder, plan, runs);
  expect(results?.columns).toEqual(["gain"]);
  expect(
    csvOf(results as never, plan)
      .split("\n")
      .slice(0, 4),
  ).toEqual([
    "cell,estimator,batch,seed,gain",
    `${plan.cells[0]?.name},flo,10,0,2.1`,
    `${plan.cells[1]?.name},flo,10,1,2.2`,
    `${plan.cells[2]?.name},flo,10,2,2.5`,
  ]);
  expect(results?.warnings).toEqual([]);
});

test("the terminal has the ranking of each setting, with differences over the seeds", async () => {
  const [plan, runs] = await open(sweep, gainOf);
  expect(resultsWords((await collect(folder, plan, runs)) as never)).toBe(
    [
      "batch  estimator  gain (mean ± se)  95 %          seed  less the first",
      "10     flo        2.27 ± 0.12       1.75 to 2.78  3     -",
      "       nwj        1.27 ± 0.12       0.75 to 1.78  3     -1.000",
      "20     flo        2.37 ± 0.12       1.85 to 2.88  3     -",
      "       nwj        1.37 ± 0.12       0.85 to 1.88  3     -1.000",
      "",
      "mean rank (the highest gain first)",
      "  flo  1.00  first in 2",
      "  nwj  2.00  first in 0",
      "",
    ].join("\n"),
  );
});

test("what is missing, failed, no number, or of another version is told", async () => {
  const [plan, runs] = await open(
    sweep,
    (cell) =>
      cell === plan.cells[0] || cell === plan.cells[1]
        ? undefined
        : cell === plan.cells[2]
          ? { gain: { lower: null, exact: 3 } }
          : gainOf(cell),
    ({ varied }) => `floe ${varied.batch}`,
  );
  noteFailure(folder, plan.cells[0] as Cell, "no memory");
  const results = await collect(folder, plan, runs);
  expect(results?.failed).toEqual([{ cell: plan.cells[0]?.name, reason: "no memory" }]);
  expect(results?.warnings).toEqual([
    "2 cells of 12 are not done, 1 of them failed: means are over what is there",
    '1 cell has no number "gain", and is left out of comparisons',
    "cells were computed by different versions or backends: floe 10; floe 20",
  ]);
  expect(results?.settings[0]?.groups.map(({ group, n }) => [group, n])).toEqual([["nwj", 3]]);
});

test("a path that is in no result is an error, and nothing finished is nothing", async () => {
  const [plan, runs] = await open({ ...sweep, read: { gain: "gain.lowr.value" } }, gainOf);
  await expect(collect(folder, plan, runs)).rejects.toThrow(
    '"read.gain", gain.lowr.value: there is no "lowr" in gain; did you mean "lower"?',
  );
  const [none, nobody] = await open(sweep, () => undefined);
  expect(await collect(folder, none, nobody)).toBeUndefined();
});

test("the page has a line a group along the number that varies, and tells the best from what is not told apart", async () => {
  const [plan, runs] = await open(
    { ...sweep, vary: { ...sweep.vary, critic: ["joint", "gaussian"] }, compare: { by: "estimator" } },
    gainOf,
  );
  const results = await collect(folder, plan, runs);
  keepResults(folder, results as never, plan);
  const { page, figures } = await writeStudyReport(folder, results as never);
  const text = readFileSync(page, "utf8");
  expect(figures.length).toBe(2);
  expect(text).toContain("gain along batch (critic joint)");
  expect(text).toContain(
    "<strong>critic joint, batch 10</strong>: flo, gain 2.27\u00a0±\u00a00.12; all others are told apart from it.",
  );
  expect(text).toMatch(/<td>nwj<\/td><td class="number">1.27\s±\s0.12<\/td><td class="number">0.75 to 1.78<\/td>/);
  const [svg = ""] = figures.map((file) => readFileSync(file, "utf8"));
  expect(svg).toContain("flo: 10 2.27\u00a0±\u00a00.12, 20 2.37\u00a0±\u00a00.12");
  expect(JSON.parse(readFileSync(join(folder, "results.json"), "utf8"))).toEqual(JSON.parse(JSON.stringify(results)));
});

test("without such a number the groups stand side by side, each seed a dot", async () => {
  const [plan, runs] = await open({ ...sweep, vary: { estimator: ["flo", "nwj"] } }, ({ options: { estimator, seed } }) => ({
    gain: { lower: { value: (estimator === "flo" ? 2 : 1.9) + Number(seed) * (estimator === "flo" ? 0.1 : 0.3) } },
  }));
  mkdirSync(join(folder, "figures"));
  writeFileSync(join(folder, "figures", "old.svg"), "");
  const { page } = await writeStudyReport(folder, (await collect(folder, plan, runs)) as never, join(folder, "page.html"));
  const text = readFileSync(page, "utf8");
  expect(text).toContain("not told apart");
  expect(text).not.toContain("along");
});

test("of a study that is not done the order may be of other seeds than the differences, which is said", async () => {
  const values: Record<string, number> = { "flo 0": 2, "flo 1": 1, "nwj 0": 1.9 };
  const [plan, runs] = await open(
    { run: "design linear", vary: { estimator: ["flo", "nwj"] }, seeds: 2, compare: { by: "estimator", of: "gain" } },
    ({ options: { estimator, seed } }) => {
      const value = values[`${estimator} ${seed}`];
      return value === undefined ? undefined : { gain: { lower: { value } } };
    },
  );
  const results = await collect(folder, plan, runs);
  expect(results?.settings[0]?.groups.map(({ group, behind }) => [group, behind?.value])).toEqual([
    ["nwj", undefined],
    ["flo", expect.closeTo(0.1, 12)],
  ]);
  expect(results?.warnings).toMatchObject([/not done/, /over the seeds that both have/]);
  expect((await collect(folder, plan, runs, false))?.warnings).toMatchObject([/not done/]);
  expect(resultsWords(results as never)).toContain("+0.100 (one pair)");
});
