/** Studies in stages: what is best in one sets options of the next. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkStudy, type StudyInput } from "../../src/studies/check.js";
import { cellFolder } from "../../src/studies/folder.js";
import { latestStage, planStages } from "../../src/studies/staged.js";
import { statusOf, statusWords } from "../../src/studies/status.js";
import type { Cell, Plan, Runs } from "../../src/studies/types.js";
import { temporaryFolder } from "../cli/support.js";
import { runs as real } from "./sweeps.js";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A result is a number in a file; an empty one diverged. */
const runs: Runs = {
  ...real,
  async finished(place) {
    const file = join(place, "gain");
    const text = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    const known = { numbers: { gain: "gain" }, versions: "" };
    if (text === undefined) return undefined;
    return text === "" ? { result: undefined, diverged: "it diverged", ...known } : { result: { gain: Number(text) }, ...known };
  },
};

const study: StudyInput = {
  run: "design linear --designs 2",
  options: { steps: 100 },
  stages: [
    {
      name: "search",
      vary: { estimator: ["flo", "nwj"], batch: [8, 16], criticRate: [0.01, 0.1] },
      seeds: 2,
      choose: { by: "estimator", of: "gain" },
    },
    {
      name: "final",
      options: { evaluationSteps: 7 },
      vary: { estimator: ["flo", "nwj"] },
      take: ["criticRate", "batch"],
      seeds: 3,
    },
  ],
  read: { gain: "gain" },
  compare: { by: "estimator" },
};
const plan = async (changes: Partial<StudyInput> = {}): Promise<Plan> =>
  planStages(checkStudy({ ...study, ...changes }, "sweep.yaml", "sweep"), folder, runs, "sweep.yaml");

function finish(cells: readonly Cell[], gain: (cell: Cell) => number | ""): void {
  for (const cell of cells) {
    mkdirSync(cellFolder(folder, cell), { recursive: true });
    writeFileSync(join(cellFolder(folder, cell), "gain"), String(gain(cell)));
  }
}

/** Best by the mean over seeds: flo 8 0.1, though 16 0.01 has the best single one; nwj 16 0.1. */
function gain({ varied: { estimator, batch, criticRate, seed } }: Cell): number | "" {
  if (estimator === "nwj") return batch === 16 ? (criticRate as number) : 0.05;
  if (batch === 16 && criticRate === 0.01) return seed === 0 ? 9 : -9;
  if (batch === 16) return seed === 0 ? 100 : "";
  return criticRate === 0.1 ? 2 : 1;
}

test("the second stage has no cells before all of the first are done, and then what was best for each", async () => {
  const before = await plan();
  expect(before.cells.length).toBe(16);
  expect(new Set(before.cells.map(({ varied }) => varied.stage))).toEqual(new Set(["search"]));
  expect(before.cells[0]?.name).toMatch(/^search-flo-batch8-criticRate0\.01-seed0-/);
  const status = statusWords("runs/study-sweep", await statusOf(folder, before, runs));
  expect(status).toBe("study-sweep: 16 cells: 0 done, 16 waiting; then final");
  finish(before.cells.slice(1), gain);
  expect((await plan()).cells.length).toBe(16);
  expect(latestStage(before)).toMatchObject({ stage: "search", next: "final", plan: { compare: {} } });
  finish(before.cells, gain);
  const after = await plan();
  expect(after.cells.slice(0, 16)).toEqual(before.cells);
  expect(after.cells.slice(16).map(({ options }) => options)).toEqual(
    [
      ["flo", 8],
      ["nwj", 16],
    ].flatMap(([estimator, batch]) =>
      [0, 1, 2].map((seed) => ({ designs: 2, steps: 100, evaluationSteps: 7, estimator, batch, criticRate: 0.1, seed })),
    ),
  );
  const { plan: last, stage, next } = latestStage(after);
  expect([last.cells.length, stage, next, last.axes.map(({ name }) => name)]).toEqual([
    ...[6, "final", undefined],
    ["stage", "estimator", "seed"],
  ]);
  expect(statusWords("runs/study-sweep", await statusOf(folder, after, runs))).toContain(
    "22 cells: 16 done (1 diverged), 6 waiting\n",
  );
});

test("one is chosen of all where nothing is said, the lowest where that is better, and what it is about may be taken", async () => {
  const changes: Partial<StudyInput> = {
    run: "design",
    compare: {},
    stages: [
      { name: "search", vary: { simulator: ["linear", "location"] }, choose: { better: "lower" } },
      { name: "final", take: ["simulator"], seeds: 2 },
    ],
  };
  const { cells } = await plan(changes);
  finish(cells, ({ subject }) => (subject === "location" ? 1 : 2));
  const after = await plan(changes);
  expect(after.cells.slice(2).map(({ subject, options }) => [subject, options.seed])).toEqual([
    ["location", 0],
    ["location", 1],
  ]);
});

const about: Partial<StudyInput> = {
  stages: [
    {
      ...{ name: "train", vary: { estimator: ["flo", "nwj"] }, seeds: 2, choose: { by: "estimator", which: "all" } },
    },
    {
      ...{ name: "each", run: "evaluate", take: ["run"], options: { seed: 7 } },
      ...{
        cases: [
          { estimator: "flo", samples: 50 },
          { estimator: "nwj", samples: 60 },
        ],
        read: { gain: "gain" },
      },
      choose: { by: "estimator", which: "cell" },
    },
    { name: "best", run: "evaluate", take: ["run"], options: { seed: 8 } },
  ],
};

test("a stage about runs begins for those whose runs are all done, and evaluates what was chosen, which is again a run", async () => {
  const { cells: first, reads } = await plan(about);
  expect([first.length, reads]).toEqual([4, { each: { gain: "gain" } }]);
  const gainOf = ({ varied: { stage, seed } }: Cell) => (stage === "each" ? 10 - (seed as number) : (seed as number));
  const of = (cells: readonly Cell[], estimator: string) => cells.filter(({ varied }) => varied.estimator === estimator);
  finish(of(first, "nwj"), gainOf);
  finish(of(first, "flo").slice(0, 1), gainOf);
  const second = (await plan(about)).cells.slice(4);
  expect(second.map(({ command, subject, options }) => [command, subject, options])).toEqual(
    of(first, "nwj").map((cell) => ["evaluate", cellFolder(folder, cell), { seed: 7, samples: 60 }]),
  );
  expect(second.map(({ varied }) => varied)).toEqual(
    [0, 1].map((seed) => ({ stage: "each", estimator: "nwj", seed, samples: 60 })),
  );
  finish(second, gainOf);
  const third = (await plan(about)).cells.slice(6);
  // The best single one: of the first seed, by its evaluation.
  const [winner] = of(first, "nwj");
  expect(third.map(({ subject, options, varied }) => [subject, options, varied.stage, varied.seed])).toEqual([
    [cellFolder(folder, winner as Cell), { seed: 8 }, "best", 0],
  ]);
  expect(third[0]?.name).toMatch(/^best-nwj-seed0-samples60-/);
  // What the chosen evaluation was asked for is no fact about its run: a case says it anew.
  const more = (samples: number): Partial<StudyInput> => ({
    stages: about.stages?.map((one) => (one.name === "best" ? { ...one, cases: [{ estimator: "nwj", samples }] } : one)) ?? [],
  });
  for (const samples of [60, 90])
    expect((await plan(more(samples))).cells.slice(6).map(({ options }) => options)).toEqual([{ seed: 8, samples }]);
  finish(of(first, "flo").slice(1), gainOf);
  expect((await plan(about)).cells.length).toBe(9);
});

test("nothing to choose from is said once all cells are done", async () => {
  finish((await plan()).cells, (cell) => (cell.varied.estimator === "nwj" ? "" : gain(cell)));
  await expect(plan()).rejects.toThrow(
    'stage "search" of sweep.yaml: nothing can be chosen for estimator nwj: no cell has a number "gain" for all seeds',
  );
});

const [search, final] = study.stages as [NonNullable<StudyInput["stages"]>[number], NonNullable<StudyInput["stages"]>[number]];
test.each<[Partial<StudyInput>, string]>([
  [{ seeds: 3 }, 'sweep.yaml: "seeds" goes into a stage, where there are "stages"'],
  [{ stages: [] }, '"stages" must be a list of stages'],
  [{ stages: [search, { ...final, name: "search" }] }, 'two stages are called "search"'],
  [{ stages: [{ ...search, name: "" }] }, 'stage 1 needs a "name", one word'],
  [{ stages: [search, { ...final, run: "design linear", take: ["run"] }] }, '"take": ["run"] alone gives the folders of runs'],
  [
    { stages: [{ ...search, choose: { which: "some" as never } }, final] },
    '"choose.which" must be one of combination, cell, all',
  ],
  [{ stages: [{ ...search, run: 3 as never }, final] }, '"run" must say what runs as it would be typed, e.g. evaluate, got 3'],
  [{ stages: [final] }, 'stage "final" takes what none before it chooses'],
  [{ stages: [{ ...search, choose: { by: "critic" } }, final] }, '"choose.by": "critic" does not vary'],
  [{ stages: [{ ...search, choose: { of: "gian" } }, final] }, 'no number that is read is called "gian"; did you mean "gain"?'],
  [
    { stages: [{ ...search, choose: { along: "batch" } as never }, final] },
    '"choose" in stage "search" of sweep.yaml: a study has no "along"',
  ],
  [
    { stages: [search, { ...final, vary: { estimator: ["flo", "pce"] } }] },
    "nothing was chosen for estimator pce: let it vary in the stage before",
  ],
  [
    { stages: [search, { ...final, take: ["batch"], options: { batch: 8 } }] },
    '"batch" is taken from what was chosen, and said too',
  ],
  [
    { stages: [search, { ...final, options: { bach: 8 } }] },
    'unknown option "bach" in stage "final" of sweep.yaml; did you mean "batch"?',
  ],
  [{ stages: [search, { ...final, take: "batch" as never }] }, '"take" must be a list of options'],
  [{ compare: { by: "batch" } }, '"batch" (in except or compare) does not vary'],
])("%j is refused before anything runs", async (changes, message) => {
  await expect(plan(changes)).rejects.toThrow(message);
});
