/** What takes longer with users' files: the examples, and the program with nothing beside it. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../support/sourceFiles.js";
import { simulatorText } from "./badSimulators.js";
import { build, type Driver, type Outcome, run, startDriver, temporaryFolder } from "./support.js";

const place = temporaryFolder();
const at = (...parts: string[]) => join(place, ...parts);
const small = "--steps 40 --restarts 1 --batch 32 --samples 200 --contrasts 200 --evaluation-steps 20 --evaluation-batch 32";
let driver: Driver;

beforeAll(() => {
  build();
  driver = startDriver();
}, 120_000);

afterAll(() => {
  driver.close();
  rmSync(place, { recursive: true, force: true });
});

async function ok(line: string): Promise<Outcome> {
  const outcome = await driver.floe(line.split(" "), place);
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome;
}

const json = (...parts: string[]) => JSON.parse(readFileSync(at(...parts), "utf8"));

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
