/** What takes longer with a task family of the user's: whole runs, and a comparison in several processes. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stageOf } from "../../meta/compare/parts.js";
import { resolveTraining } from "../../meta/setup.js";
import { readMetaResult } from "../../meta/store.js";
import { taskFamilies } from "../../meta/tasks/index.js";
import { drained } from "../../src/basics/steps.js";
import { trusting } from "../../src/cli/evaluation/trusting.js";
import { partsBy } from "../../src/cli/study/parts.js";
import { fileHash } from "../../src/loading/importUserFile.js";
import { runs } from "../studies/sweeps.js";
import { root } from "../support/sourceFiles.js";
import { build, openWorkplace } from "./support.js";

const { at, read, call, ok, close } = openWorkplace();
const tiny = "--hidden 8 --tasks 4 --backend wasm --quiet";
const documented = readFileSync(join(root, "docs", "meta-learning.md"), "utf8")
  .split("```ts\n")[1]
  ?.split("```")[0] as string;

beforeAll(async () => {
  build();
  writeFileSync(at("slopes.ts"), documented);
  await ok(`meta train cnp --family slopes.ts --steps 20 --out first ${tiny}`);
});

afterAll(close);

test("its config.json repeats the run, and resume goes on only while the file is as it was", async () => {
  const again = "meta train cnp --config first/config.json --out second --quiet";
  expect((await call(again)).stderr).toMatch(/^floe: first\/config\.json names a program, .*slopes\.ts, .* --trust\n$/); // it was not typed
  await ok(`${again} --trust`);
  expect(read("second", "model.json")).toBe(read("first", "model.json"));
  rmSync(at("second", "result.json"));
  rmSync(at("second", "model.json"));
  writeFileSync(at("slopes.ts"), `${documented}// changed\n`);
  const { code, stderr } = await call("resume second");
  expect(code).toBe(2);
  expect(stderr).toMatch(/^floe: .*slopes\.ts has changed since the run began[^\n]*\n$/);
  writeFileSync(at("slopes.ts"), documented);
  expect((await call("resume second --quiet")).code).toBe(2);
  await ok("resume second --quiet --trust");
  expect(read("second", "model.json")).toBe(read("first", "model.json"));
});

test("helping processes of a comparison load it too, and come to the same as this one", async () => {
  const own = { ...taskFamilies.sine, name: "slopes" }; // of the file, only what the helpers need to find it
  const training = (seed: number) => ({
    ...resolveTraining({ method: "cnp", steps: 20, hidden: [8], tasks: 4, support: 2, query: 3, seed }, own),
  });
  const familyFile = fileHash(at("slopes.ts"), "task family");
  const stage = stageOf("comparison", [0, 1].map(training), { backend: "wasm", familyFile });
  mkdirSync(at("whole"));
  const { carryOut } = partsBy({ options: { processes: 2 } }, runs, trusting(""));
  const folders = await drained(carryOut(at("whole"), stage));
  const [first, other] = folders.map(readMetaResult);
  expect(first?.errors).toEqual(JSON.parse(read("first", "result.json")).errors);
  expect(other?.errors).not.toEqual(first?.errors);
});
