/** Whatever is typed, and whatever is in the files that are named: an answer, or exit 2 with one message. The fast test makes some of these. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ofFiles, ofOptions, wholeFiles } from "./generated.js";
import { inProcess, temporaryFolder } from "./support.js";

const place = temporaryFolder();
const at = (name: string) => join(place, name);
afterAll(() => rmSync(place, { recursive: true, force: true }));

const files = wholeFiles(place);

const names = ["x", "y"];
const points = `${names.join(",")}\n-1,0.5\n0,1\n2,-3\n`;

test("models and tables", async () => {
  const line = `meta train fomaml --steps 4 --tasks 4 --hidden 4 --quiet --out ${at("meta")}`;
  expect((await inProcess(line.split(" "))).code).toBe(0);
  writeFileSync(at("whole.csv"), points);
  const adapt = (model: string, support: string) => ["meta", "adapt", at(model), "--support", at(support), "--json"];
  const given = {
    "model.json": { text: readFileSync(at("meta/model.json"), "utf8"), command: adapt("model.json", "whole.csv") },
    "points.csv": { text: points, command: adapt("meta", "points.csv") },
  };
  expect(await ofFiles(place, given, 400, 15)).toEqual([]);
});

test("options", async () => {
  expect(await ofOptions(600, 13)).toEqual([]);
});

test("files", async () => {
  expect(await ofFiles(place, files, 900, 14)).toEqual([]);
});
