/** A comparison one of whose trainings diverges: it is noted, and the others stand. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { outcomeOf, parted } from "../../meta/compare/compare.js";
import { oneByOne, stageOf } from "../../meta/compare/parts.js";
import { combinations } from "../../meta/compare/rows.js";
import { meta } from "../../meta/kinds/training.js";
import { fomaml } from "../../meta/learners/fomaml.js";
import { leftOut } from "../../meta/report/conclusions.js";
import { resolveTraining } from "../../meta/setup.js";
import { readDivergence, readMetaMetrics, readMetaResult } from "../../meta/store.js";
import type { Asked } from "../../src/contracts/runKind.js";
import { readJson } from "../../src/records/json.js";

const place = mkdtempSync(join(tmpdir(), "floe-compare-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const training = (innerRate: number) =>
  resolveTraining({ method: "fomaml", hidden: [8], tasks: 2, steps: 60, settings: { innerRate, innerSteps: 20 } });
const stage = stageOf("search", [training(10), training(0.01), training(10)], { backend: "wasm" });

async function runAll(): Promise<{ readonly phases: readonly string[]; readonly folders: readonly string[] }> {
  const phases: string[] = [];
  const steps = oneByOne(place, stage);
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done) return { phases, folders: next.value };
    phases.push(next.value.phase);
  }
}

test("the training that diverges is noted with its reason, and not tried again; one that is asked for twice is one", async () => {
  const { phases, folders } = await runAll();
  expect(phases.at(-1)).toMatch(/^1 of 2 trainings, training fomaml/);
  const [wild = "", tame = "", again] = folders;
  expect(again).toBe(wild);
  expect(readDivergence(wild)).toMatch(/^fomaml: the loss or its gradient was not finite for 50 steps in a row/);
  expect(meta.diverged?.(wild)).toBe(readDivergence(wild));
  expect(readMetaResult(wild)).toBeUndefined();
  expect(readDivergence(tame)).toBeUndefined();
  expect(readMetaMetrics(tame).at(-1)?.step).toBe(60);
  expect((await runAll()).phases).toEqual([]);
  expect(basename(tame)).toBe("search-methodfomaml-innerRate0.01-innerSteps20-rate0.001-seed0");
});

test("a part is a run of its own, and only validated", async () => {
  const [, tame = ""] = (await runAll()).folders;
  const { options } = stage.parts[1] as Asked;
  const asked = meta.asked(readConfig(tame));
  expect({ ...asked.options, set: options.set, backend: options.backend }).toEqual(options);
  expect(readMetaResult(tame)).toMatchObject({ tasks: 0, errors: [] });
  expect(existsSync(join(tame, "model.json"))).toBe(false);
  const { page } = await meta.report(tame);
  expect(existsSync(page)).toBe(true);
  expect(meta.summary(readMetaResult(tame) as never, readConfig(tame))).toMatch(
    /on the validation tasks, 3 support points; not tested/,
  );
});

test("a search passes over it, and refuses when nothing else is left", async () => {
  const [wild = "", tame = ""] = (await runAll()).folders;
  const validation = readMetaResult(tame)?.validation;
  const { tried, chosen } = outcomeOf(fomaml, [wild, tame], 60);
  expect(tried.map((one) => one.validation)).toEqual([null, validation]);
  expect(chosen).toEqual(combinations(fomaml)[1]);
  expect(() => outcomeOf(fomaml, [wild], 60)).toThrow("fomaml: every combination of the search diverged");
});

test("a row with such a training is left out of the table, and said to be", async () => {
  const [wild = "", tame = ""] = (await runAll()).folders;
  const row = (label: string, folders: readonly string[]) => ({
    ...{ label, tuned: false, ablation: false, training: training(0.01), folders },
  });
  const [complete, diverged] = parted([row("a", [tame, tame]), row("b", [tame, wild])]);
  expect(complete.map(({ label }) => label)).toEqual(["a"]);
  expect(leftOut({ diverged, seeds: 2 })).toEqual([
    expect.stringMatching(/^Left out: b, because 1 of its 2 trainings diverged. The first one's message: fomaml: the loss/),
  ]);
  expect(() => parted([row("b", [wild])])).toThrow(/trainings of all rows diverged: fomaml/);
});

function readConfig(folder: string) {
  const found = meta.read(readJson(folder, "config.json"));
  if (found.damage !== undefined) throw new Error(found.damage);
  return found.record;
}
