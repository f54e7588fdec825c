/** Wrong studies: one clear message each, before anything runs. */
import { expect, test } from "vitest";
import { checkStudy, type StudyInput } from "../../src/studies/check.js";
import { selected } from "../../src/studies/plan.js";
import { parseYaml } from "../../src/studies/yaml.js";
import { planned } from "./sweeps.js";

const run = "design linear";
const wrong: readonly (readonly [unknown, ...string[]])[] = [
  [[], "must hold an object"],
  [{}, '"run" must say what runs'],
  [{ run, varry: {} }, 'no "varry"', 'did you mean "vary"?'],
  [{ run, compare: { buy: "batch" } }, 'no "buy"', 'did you mean "by"?'],
  [{ run, vary: { steps: [5, 6] }, compare: { of: "gian" } }, '"compare.of"', 'did you mean "gain"?'],
  [{ run, vary: { steps: [5, 6] }, read: { end: "gain.lower.value" }, compare: { of: "gain" } }, '"compare.of"', "There are end"],
  [{ run, name: "../up" }, '"name" must be a word'],
  [{ run: "desing linear" }, 'unknown command of runs "desing"', 'did you mean "design"?'],
  [{ run: "meta trian maml" }, 'unknown command of runs "meta trian"', "meta train"],
  [{ run: "list" }, 'unknown command of runs "list"'],
  [{ run: "design linear --step 5" }, "unknown option '--step'", "--steps"],
  [{ run: "design linear --steps fast" }, "--steps must be a whole number", '"fast"'],
  [{ run: "design linear --out there" }, "--out", "a study says itself where its cells go"],
  [{ run: "design" }, "missing required argument", "simulator"],
  [{ run: "design linear --help" }, "asks for help"],
  [{ run, options: { estimater: "flo" } }, 'unknown option "estimater" in sweep.json', 'did you mean "estimator"?'],
  [{ run, options: { force: true } }, '"force"', "a study says itself"],
  [{ run: `${run} --steps 5`, options: { steps: 6 } }, '"steps" in sweep.json stands in "run" too'],
  [{ run: `${run} --steps 5`, vary: { steps: [6] } }, '"steps" in sweep.json stands in "run" too'],
  [{ run, options: { steps: 5 }, vary: { steps: [6] } }, '"steps" varies and stands in "options"'],
  [{ run, vary: { steps: [5, "fast"] } }, '"steps" in sweep.json must be a whole number', '"fast"'],
  [{ run, vary: { steps: [5, true] } }, '"steps" in sweep.json must be a whole number', "true"],
  [{ run, vary: { batch: [1] } }, '"batch" in sweep.json', "at least 2"],
  [{ run, vary: { backend: ["wasmm"] } }, "wasmm", 'did you mean "wasm"?'],
  [{ run, vary: { steps: [] } }, '"steps" varies over an empty list'],
  [{ run, vary: { steps: 5 } }, '"steps" must be a list'],
  [{ run, vary: { seed: [1] }, seeds: 2 }, '"seed" varies in two places'],
  [{ run, vary: { steps: [1] }, zip: { steps: [2] } }, '"steps" varies in two places'],
  [{ run, zip: { steps: [1, 2], batch: [2] } }, "same length", '"steps" has 2 values, "batch" has 1'],
  [{ run, zip: { steps: [] } }, '"zip" needs lists'],
  [{ run, cases: [5] }, '"cases" must be a list of objects'],
  [{ run, seeds: 0 }, '"seeds" must be how many'],
  [{ run, seeds: "5-3" }, '"seeds" must be how many'],
  [{ run, seeds: [1.5] }, '"seeds" must be how many'],
  [{ run, read: { gain: 5 } }, '"read" must be an object of paths'],
  [{ run, vary: { steps: [5, "5"] } }, "two cells ask for the same: steps=5 and steps=5"],
  [{ run, vary: { processes: [1, 2] } }, "two cells ask for the same"],
  [{ run, vary: { steps: [5, 6] }, where: "steps > 9" }, "no cell is left"],
  [{ run, vary: { steps: [5] }, where: "steps >" }, 'the condition "steps >" cannot be read'],
  [{ run, vary: { steps: [5] }, where: "stps > 3" }, 'names "stps"', 'did you mean "steps"?'],
  [{ run, vary: { steps: [5] }, where: "steps = 3" }, "may hold options"],
  [{ run, vary: { steps: [5] }, where: "import({})" }, "may hold options"],
  [{ run, vary: { steps: [5] }, where: "steps.constructor" }, 'names "steps.constructor"'],
  [{ run, vary: { steps: [5] }, where: "steps + 1 == 6 and" }, "cannot be read"],
  [{ run, vary: { steps: [5] }, where: '"five"' }, "neither true nor false"],
  [
    { run, vary: { steps: [5] }, except: [{ stesp: 5 }] },
    '"stesp" (in except or compare) does not vary',
    'did you mean "steps"?',
  ],
  [{ run, vary: { steps: [5] }, compare: { by: "critic" } }, '"critic" (in except or compare) does not vary'],
  [{ run, compare: { better: "best" } }, "higher or lower"],
  [{ run, options: { versus: { mine: { d1: 3 } } } }, 'the design "mine" goes by the names of coordinates'],
];

test.each(wrong)("%j", async (study, ...words) => {
  const refused = await Promise.resolve()
    .then(() => planned(study as StudyInput))
    .then((plan) => plan.cells.map((cell) => String(cell.name)))
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Error);
  const { name, message } = refused as Error;
  expect([name, message.split("\n").length]).toEqual(["InputError", 1]);
  for (const word of words) expect(message).toContain(word);
});

test.each([
  ["run: design linear\nvary:\n  batch: [64, 128\nseeds: 3\n", "sweep.yaml, line 4"],
  ["run: design linear\nrun: design sir\n", "sweep.yaml, line 2", "unique"],
  ["run: design linear\n\tseeds: 3\n", "sweep.yaml, line 2"],
  ["run: &a [*a]\nvary: *b\n", "sweep.yaml", "b"],
])("YAML %j", (text, ...words) => {
  for (const word of words) expect(() => parseYaml(text, "sweep.yaml")).toThrow(word);
});

test("YAML means what the same JSON means, ranges and settings too", () => {
  const text =
    "run: design linear   # as typed\nvary: { estimator: [flo, nwj], set.noise: [rate], hidden: [[8, 8]] }\nseeds: 0..4\nzip:\n  criticRate: [1e-3, .5]\n";
  expect(parseYaml(text, "sweep.yaml")).toEqual({
    run,
    vary: { estimator: ["flo", "nwj"], "set.noise": ["rate"], hidden: [[8, 8]] },
    seeds: "0..4",
    zip: { criticRate: [0.001, 0.5] },
  });
  expect(checkStudy(parseYaml(text, "sweep.yaml"), "sweep.yaml", "sweep").sweep.seeds).toEqual([0, 1, 2, 3, 4]);
});

test("--only takes cells by what varies, and by their names", async () => {
  const plan = await planned({ run, vary: { estimator: ["flo", "nwj"], batch: [16, 64], hidden: [[8, 8], [9]] }, seeds: 2 });
  const taken = (only: Record<string, string>) => selected(plan, only).map(({ varied }) => Object.values(varied).join(" "));
  expect(taken({ estimator: "flo", batch: "64", seed: "1" })).toEqual(["flo 64 8,8 1", "flo 64 9 1"]);
  expect(taken({ hidden: "8,8", seed: "0", batch: "16,64" })).toEqual([
    "flo 16 8,8 0",
    "flo 64 8,8 0",
    "nwj 16 8,8 0",
    "nwj 64 8,8 0",
  ]);
  expect(selected(plan, { cell: plan.cells[5]?.name ?? "" })).toEqual([plan.cells[5]]);
  expect(() => selected(plan, { estimater: "flo" })).toThrow('did you mean "estimator"?');
  expect(() => selected(plan, { estimator: "fol" })).toThrow('did you mean "flo"?');
});
