/** What takes longer with users' files: the examples, and the program with nothing beside it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../support/sourceFiles.js";
import { simulatorText } from "./badSimulators.js";
import { build, openWorkplace, run, small } from "./support.js";

const { at, read, ok, place, close } = openWorkplace();

beforeAll(() => {
  build();
});

afterAll(close);

const json = (...parts: string[]) => JSON.parse(read(...parts));

test.each(["enzymeKinetics", "doseFinding"])("the example %s runs", async (name) => {
  const file = join(root, "examples", `${name}.ts`);
  await ok(`design ${file} --designs 3 --out ${name} --quiet ${small} --estimator flo`);
  const { design, gain } = json(name, "result.json");
  expect(design).toHaveLength(3);
  expect(Number.isFinite(gain.lower.value)).toBe(true);
});

test("the program itself runs a user's file with nothing installed beside it", async () => {
  writeFileSync(at("alone.ts"), simulatorText(""));
  const { code, stdout, stderr } = await run("simulate alone.ts --design 0.5 -n 2".split(" "), place);
  expect({ code, stderr, lines: stdout.split("\n").length }).toEqual({ code: 0, stderr: "", lines: 4 });
});
