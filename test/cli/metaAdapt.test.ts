/** `floe meta adapt`, on models that were made up: what it refuses, what it warns of, and what it says to other folders. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadMetaModel } from "../../src/portable/model.js";
import type { ModelData } from "../../src/portable/modelTypes.js";
import { onePass, stepwise } from "../meta/models.js";
import { root } from "../support/sourceFiles.js";
import { build, inProcess, temporaryFolder } from "./support.js";

const place = temporaryFolder();
const files: Readonly<Record<string, unknown>> = {
  "stepwise/model.json": stepwise,
  "onePass/model.json": onePass,
  "newer/model.json": { ...stepwise, version: "1.0.0" },
  "design/config.json": { kind: "design" },
  "policy/config.json": { kind: "policy" },
  "unfinished/config.json": { kind: "meta" },
  "comparison/config.json": { kind: "metaCompare" },
  "comparison/cells/maml_seed0/model.json": stepwise,
  "comparison/cells/search_maml_seed0/result.json": {},
  "begun/config.json": { kind: "metaCompare" },
  "nothing/note.json": {},
};
const tables = { "points.csv": "x;y\n0;1\n1;3\n", "far.csv": "x,y\n0,1\n7,3\n", "xs.csv": "x\n-6\n0\n6\n", "x.csv": "x\n2\n" };

beforeAll(() => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(place, dirname(name)), { recursive: true });
    writeFileSync(join(place, name), JSON.stringify(content));
  }
  for (const [name, content] of Object.entries(tables)) writeFileSync(join(place, name), content);
});
afterAll(() => rmSync(place, { recursive: true }));

/** Words with a "/" before them are files of this test. */
const call = (text: string) =>
  inProcess(text.split(" ").map((word) => (word.startsWith("/") ? join(place, word.slice(1)) : word)));

test("reads columns between semicolons, and says nothing beside the predictions", async () => {
  const { code, stdout, stderr } = await call("meta adapt /stepwise --support /points.csv --query /x.csv");
  expect([code, stdout, stderr]).toEqual([0, "x,y\n2,5\n", ""]);
});

test.each([
  ["--support /points.csv --query /xs.csv", "in 2 of 3 query points:"],
  ["--support /far.csv --query /xs.csv", "in 1 of 2 support points and 2 of 3 query points:"],
  ["--support /far.csv --query /x.csv --json", "in 1 of 2 support points:"],
])("warns once of x outside the range: %s", async (options, words) => {
  const { code, stdout, stderr } = await call(`meta adapt /stepwise ${options}`);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^warning: x outside the range of the training tasks, -5 to 5, [^\n]+\n$/);
  expect(stderr).toContain(words);
  expect(stdout).not.toContain("warning");
});

test.each([
  ["meta adapt /onePass --support /points.csv --adaptation-steps 3", /this model adapts in one pass and makes no steps/],
  [
    "meta adapt /stepwise --support /points.csv --adaptation-steps some",
    /--adaptation-steps must be a whole number .* got "some"/,
  ],
  [
    "meta adapt /newer --support /points.csv",
    /newer.model\.json: the model's file needs a newer floe: it was written by 1\.0\.0/,
  ],
  ["meta adapt /design --support /points.csv", /holds a static design \(floe design\); needed is a meta-trained model/],
  ["meta adapt /policy --support /points.csv", /holds a policy \(floe train\); needed is a meta-trained model/],
  ["meta adapt /unfinished --support /points.csv", /holds a meta-training .* not finished. Go on with: floe resume/],
  ["meta adapt /comparison --support /points.csv", /holds a comparison .*, e\.g\. .*comparison.cells.maml_seed0$/m],
  ["meta adapt /begun --support /points.csv", /holds a comparison .* none of its trainings is finished/],
  ["meta adapt /nothing --support /points.csv", /nothing has no model\.json: needed is a meta-trained model/],
  ["meta adapt /points.csv --support /points.csv", /points\.csv is not JSON/],
  ["report /unfinished /unfinished", /holds a meta-training .* page of its own only: floe report .* floe meta compare shows/],
  ["report /design /comparison", /comparison holds a comparison of meta-learning methods .* page of its own only/],
])("%s: one message", async (line, message) => {
  const { code, stderr, stdout } = await call(line);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split("\n").length).toBe(1);
});

test.each([
  ["policy", /^serve\.mjs: .*policy holds a policy \(floe train\); needed is a meta-trained model[^\n]*\n$/],
  ["comparison", /^serve\.mjs: .*comparison holds a comparison of meta-learning methods[^\n]*\n$/],
  ["nowhere", /^serve\.mjs: could not read the model .*nowhere: no such file or folder\n$/],
  ["points.csv", /^serve\.mjs: .*points\.csv is not JSON[^\n]*\n$/],
])("the page of examples/fewShot is not served for %s", (name, message) => {
  build();
  const program = join(root, "examples", "fewShot", "serve.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, join(place, name)], {
    encoding: "utf8",
    timeout: 30_000,
  });
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(message);
});

test("README's lines adapt a model, in a handful of code", async () => {
  const code = /```ts\n(import \{ loadMetaModel \}[^`]*)```/.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] as string;
  build();
  const runtime = pathToFileURL(join(root, "dist", "src", "portable", "model.js")).href;
  writeFileSync(
    join(place, "readme.mjs"),
    `${code.replace('"floe/meta"', `"${runtime}"`).replace("runs/model", "onePass")}\nconsole.log(JSON.stringify(ys));`,
  );
  const { stdout, stderr } = spawnSync(process.execPath, ["readme.mjs"], { cwd: place, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual(
    loadMetaModel(onePass as ModelData).adapt([
      { x: -2, y: 1.5 },
      { x: 0.5, y: -1 },
    ])([0, 1]),
  );
});
