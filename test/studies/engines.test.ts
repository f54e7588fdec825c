/** Who carries cells out: local processes, with a process that is none, and scripts. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InterruptedError } from "../../src/basics/errors.js";
import { ProcessEnded } from "../../src/basics/processes/ask.js";
import { drained } from "../../src/basics/steps.js";
import type { EngineWork } from "../../src/studies/engines/engine.js";
import { engines } from "../../src/studies/engines/index.js";
import { cellFolder, claim, openStudy, readFailure, readPlan, stateOf } from "../../src/studies/folder.js";
import { collect } from "../../src/studies/results/collect.js";
import { statusOf, statusWords } from "../../src/studies/status.js";
import type { Cell, Plan } from "../../src/studies/types.js";
import { temporaryFolder } from "../cli/support.js";
import { diverge, done, type Fate, processOf, runs } from "./fates.js";
import { planned } from "./sweeps.js";

let folder: string;
let plan: Plan;
const begun: string[] = [];

beforeEach(async () => {
  folder = temporaryFolder();
  plan = openStudy(folder, await planned({ run: "design linear", vary: { batch: [8, 16] }, seeds: 3 }));
  begun.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Carries cells out as `fate` says. */
function work(fate: Fate = done, more: Partial<EngineWork> = {}): EngineWork {
  const startProcess = processOf(fate, (cell) => begun.push(cell));
  const usual = { folder, plan, cells: plan.cells, runs, jobs: 2, maxFailures: 10, trust: false, program: "floe" };
  return { ...usual, signal: new AbortController().signal, startProcess, ...more };
}

const carryOut = (given: EngineWork) => drained(engines.local.carryOut(given));
const name = (i: number): string => (plan.cells[i] as Cell).name;

test("every cell is begun once, and none that is done", async () => {
  await carryOut(work(done, { cells: plan.cells.slice(0, 2) }));
  expect(begun.sort()).toEqual([name(0), name(1)].sort());
  await carryOut(work());
  await carryOut(work());
  expect(begun.sort()).toEqual(plan.cells.map((cell) => cell.name).sort());
  expect(readPlan(folder)).toEqual(plan);
});

test("a failure is kept with its reason and stops no other; the next time it is tried again", async () => {
  const fate: Fate = async (cell) => {
    if (cell === name(1)) return { code: 2, said: "no such estimator" };
    if (cell === name(4)) throw new ProcessEnded("signal SIGKILL");
    if (cell === name(5)) throw new Error("the file's own code failed\n  at line 3");
    return { code: 0, said: "" };
  };
  await carryOut(work(fate));
  await carryOut(work(fate));
  const { done: finished, failed, running } = await statusOf(folder, plan, runs);
  expect([finished, running]).toEqual([3, []]);
  expect(failed).toEqual([
    { cell: name(1), reason: "no such estimator", attempts: 2 },
    { cell: name(4), reason: "its process ended (signal SIGKILL): killed, or out of memory", attempts: 2 },
    { cell: name(5), reason: "the file's own code failed", attempts: 2 },
  ]);
  await carryOut(work());
  expect(statusWords("runs/study-sweep", await statusOf(folder, plan, runs))).toBe("study-sweep: 6 cells: 6 done");
  expect(readFailure(folder, plan.cells[1] as Cell)).toBeUndefined();
});

test("a cell that diverged is done without a result: told, counted, left out of means, and not begun again", async () => {
  const why = "flo: the loss was not finite for 50 steps in a row";
  const wild = [name(1), name(4)];
  const fate: Fate = async (cell, _, place) => (wild.includes(cell) ? diverge(place, why) : done());
  const notes: string[] = [];
  for await (const { note } of engines.local.carryOut(work(fate, { jobs: 1, maxFailures: 1 })))
    if (note !== undefined) notes.push(note);
  expect(notes).toEqual([`${name(1)} diverged: ${why}`]);
  const recorded = JSON.parse(readFileSync(join(folder, "status.json"), "utf8"));
  const status = await statusOf(folder, plan, runs);
  for (const told of [recorded, status])
    expect(told).toMatchObject({ done: 6, failed: [], diverged: wild.map((cell) => ({ cell, reason: why })) });
  expect(statusWords(folder, status)).toContain(`6 cells: 6 done (2 diverged)\ndiverged 2 cells: ${why}\n`);
  await carryOut(work(fate));
  expect(begun.length).toBe(6);
  const results = await collect(folder, plan, runs);
  expect(results?.settings.map(({ groups }) => groups.map(({ n }) => n))).toEqual([[2, 2]]);
  expect(results?.warnings).toEqual([`2 cells diverged, and have no numbers: means are over the others. ${name(1)}: ${why}`]);
});

test("after so many failures nothing more is begun", async () => {
  const failing = work(async () => ({ code: 2, said: "wrong" }), { jobs: 1, maxFailures: 2 });
  await expect(carryOut(failing)).rejects.toThrow(
    `stopped after 2 failures (--max-failures 2); what was running is saved. ${name(1)}: wrong`,
  );
  expect(begun).toEqual([name(0), name(1)]);
});

test("a cell that another process works on is waited for, and not begun", async () => {
  const giveBack = claim(folder, plan.cells[0] as Cell);
  expect(claim(folder, plan.cells[0] as Cell)).toBeUndefined();
  const running = carryOut(work());
  await setTimeout(300);
  expect(await stateOf(folder, plan.cells[0] as Cell, runs)).toMatchObject({ kind: "running" });
  mkdirSync(cellFolder(folder, plan.cells[0] as Cell));
  writeFileSync(join(cellFolder(folder, plan.cells[0] as Cell), "done"), "");
  giveBack?.();
  await running;
  expect(begun).not.toContain(name(0));
  expect((await statusOf(folder, plan, runs)).done).toBe(6);
});

test("the signal reaches the cells, which stop without having failed, and go on the next time", async () => {
  const control = new AbortController();
  const fate: Fate = async (_cell, signal) => {
    control.abort();
    while (!signal.aborted) await setTimeout(1);
    return { code: 130, said: "interrupted" };
  };
  await expect(carryOut(work(fate, { signal: control.signal }))).rejects.toThrow(InterruptedError);
  const { failed, running, done: finished } = await statusOf(folder, plan, runs);
  expect([failed, running, finished, readdirSync(join(folder, "claims"))]).toEqual([[], [], 0, []]);
  await carryOut(work());
  expect((await statusOf(folder, plan, runs)).done).toBe(6);
});

test("status.json tells the same as the folders, with the pace", async () => {
  await carryOut(work());
  const { pace, ...kept } = JSON.parse(readFileSync(join(folder, "status.json"), "utf8"));
  expect(kept).toEqual(await statusOf(folder, plan, runs));
  expect(pace.cellsAMinute).toBeGreaterThan(0);
});

test("scripts have a line for each cell that is not done", async () => {
  await carryOut(work(done, { cells: plan.cells.slice(0, 4) }));
  for (const engine of [engines.commands, engines.slurm]) await drained(engine.carryOut(work()));
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  expect(read("cells.txt")).toBe(`${name(4)}\n${name(5)}\n`);
  expect(read("commands.txt").trim().split("\n")).toEqual(
    [name(4), name(5)].map((cell) => `cd ${process.cwd()} && floe study ${folder} --only cell=${cell} --jobs 1 --quiet`),
  );
  expect(read("slurm.sh")).toContain("#SBATCH --array=0-1%2\n");
  // biome-ignore lint/suspicious/noTemplateCurlyInString: of the shell
  expect(read("slurm.sh")).toContain('--only cell="${cells[$SLURM_ARRAY_TASK_ID]}" --jobs 1 --quiet\n');
  expect(read("Snakefile")).toContain('--only cell={wildcards.cell} --jobs 1 --quiet"\n');
  expect(begun.length).toBe(4);
});

test("one reason is told once, and with its cells at the end; the time left is what status.json has", async () => {
  const fate: Fate = async (cell) =>
    plan.cells.slice(0, 3).some((one) => one.name === cell) ? { code: 2, said: "too few" } : done();
  const notes: string[] = [];
  const left: unknown[] = [];
  for await (const { note, secondsLeft } of engines.local.carryOut(work(fate, { jobs: 1 }))) {
    if (note !== undefined) notes.push(note);
    left.push(secondsLeft);
  }
  expect(notes).toEqual([`${name(0)} failed: too few`]);
  expect(left.every((one) => one === null || typeof one === "number")).toBe(true);
  const status = await statusOf(folder, plan, runs);
  const words = statusWords(folder, status);
  expect(words).toContain(`failed   3 cells: too few\n           ${name(0)}\n           ${name(1)}\n           ${name(2)}`);
  expect(words.match(/too few/g)).toHaveLength(1);
  expect(JSON.parse(readFileSync(join(folder, "status.json"), "utf8")).pace.secondsLeft).toBe(0);
});

test("a path that reads nothing is told after the first cell, once", async () => {
  const asked = { ...plan, read: { gain: "gain.lowr.value" } };
  const found = { result: { gain: { lower: { value: 1 } } }, numbers: {}, versions: "" };
  const finished = async (place: string) => ((await runs.finished(place)) ? found : undefined);
  const notes: string[] = [];
  const steps = engines.local.carryOut(work(done, { plan: asked, runs: { ...runs, finished }, jobs: 1 }));
  for await (const { note } of steps) if (note !== undefined) notes.push(note);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toContain('"read.gain", gain.lowr.value: there is no "lowr" in gain; did you mean "lower"?');
  expect(notes[0]).toContain(name(0));
});
