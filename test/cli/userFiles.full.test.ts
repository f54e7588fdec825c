/** What takes longer with users' files: the examples, and the program with nothing beside it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../support/sourceFiles.js";
import { badSimulators, simulatorText } from "./badSimulators.js";
import { expectOneMessage } from "./oneMessage.js";
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

test("init writes a simulator that runs as it is, under the file's own name", async () => {
  expect((await ok("init sub/my-own.ts")).stdout).toContain("floe design sub/my-own.ts");
  await ok(`design sub/my-own.ts --out own --quiet ${small.replace("--steps 40", "--steps 150")} --design-rate 0.1 --batch 64`);
  const { simulator, gain, baselines } = json("own", "result.json");
  expect(simulator).toBe("myOwn");
  const random = baselines.find(({ name }: { name: string }) => name === "random").gain.lower;
  expect(gain.lower.value - random.value).toBeGreaterThan(3 * Math.hypot(gain.lower.se, random.se));
});

test.each([
  ["simulateThrows", "simulateThrows.ts:12"],
  ["syntaxError", "syntaxError.ts:3"],
] as const)("the program itself names the line of a user's file: %s", async (name, line) => {
  writeFileSync(at(`${name}.ts`), badSimulators[name]?.[0] as string);
  const { code, stdout, stderr } = await run(["design", `${name}.ts`], place);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expectOneMessage(stderr, [line]);
});
