/** A study's folder is data, and may come from anybody: what its records lead to runs only where the cells name it themselves, or somebody says so. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { drained } from "../../src/basics/steps.js";
import { versions } from "../../src/basics/version.js";
import type { Call, Command } from "../../src/cli/command.js";
import { commands } from "../../src/cli/commands.js";
import { partsBy } from "../../src/cli/study/parts.js";
import { runsOf } from "../../src/cli/study/runs.js";
import type { Stage } from "../../src/contracts/runKind.js";
import { fileHash } from "../../src/loading/importUserFile.js";
import { training } from "./smallTraining.js";
import { inProcess, type Outcome, temporaryFolder } from "./support.js";

let place: string;
const at = (...names: string[]) => join(place, ...names);
const floe = (line: string): Promise<Outcome> => inProcess(line.replaceAll("{}", place).split(" "));

/** A begun run that leads to a program. */
function begin(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const familyFile = fileHash(at("evil.mjs"), "task family");
  const config = { kind: "meta", training, familyFile, backend: "wasm", versions: versions() };
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
}

/** The first cell of what the line would do. */
const firstCell = async (line: string): Promise<string> => JSON.parse((await floe(`${line} --dry-run --json`)).stdout)[0].cell;

beforeEach(() => {
  place = temporaryFolder();
  writeFileSync(at("evil.mjs"), `import { writeFileSync } from "node:fs";\nwriteFileSync("${at("PWNED")}", "");\n`);
  writeFileSync(at("sweep.yaml"), "run: meta train cnp --family harmonics\nseeds: 2\n");
});
afterEach(() => {
  const ran = existsSync(at("PWNED"));
  rmSync(place, { recursive: true });
  expect(ran).toBe(false);
});

test.each([
  "study {}/sweep.yaml --out {}/out --engine commands",
  "study {}/out --engine commands",
  "reproduce staircase --quick --out {}/out --engine commands",
])("floe %s asks for what the record of a begun cell leads to", async (line) => {
  if (line.startsWith("study {}/out")) await floe("study {}/sweep.yaml --out {}/out --engine commands");
  const cell = await firstCell(line.replace(" --engine commands", ""));
  begin(at("out", "cells", cell));
  if (!existsSync(at("out", "study.json"))) writeFileSync(at("out", "study.json"), "{}"); // is written anew
  const { code, stdout, stderr } = await floe(line);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(`cells/${cell}/config.json names a program, ${at("evil.mjs")}, and this command would run it`);
  expect(stderr).toContain(" --trust\n");
  expect((await floe(`${line} --trust`)).code).toBe(0);
  const words = readFileSync(at("out", "commands.txt"), "utf8");
  expect(words.split("\n").find((one) => one.includes(cell))).toMatch(/ --trust$/);
});

test("cells about a run ask for what its record leads to, and --trust reaches them", async () => {
  begin(at("run"));
  writeFileSync(at("about.yaml"), `run: calibrate\nvary: { run: [${at("run")}] }\nseeds: 1\n`);
  const line = "study {}/about.yaml --out {}/out --engine commands";
  expect((await floe(line)).stderr).toContain(`${at("run", "config.json")} names a program, ${at("evil.mjs")}`);
  expect((await floe(`${line} --trust`)).code).toBe(0);
  expect(readFileSync(at("out", "commands.txt"), "utf8")).toContain(" --trust");
});

test("a program that the cell names itself is the study's to be asked for", async () => {
  writeFileSync(at("own.yaml"), `run: meta train cnp --family ${at("evil.mjs")}\nseeds: 1\n`);
  const line = "study {}/own.yaml --out {}/out";
  const cell = await firstCell(line);
  begin(at("out", "cells", cell));
  writeFileSync(at("out", "study.json"), "{}");
  expect((await floe(line)).stderr).toContain("own.yaml names a program");
});

test.each([
  [{ options: { trust: true } }, "trust"],
  [{ options: { config: "evil.json" } }, "config"],
  [{ subject: "--config=evil.json" }, "--config=evil.json"],
  [{ options: { family: "--config=evil.json" } }, "--config=evil.json"],
  [{ command: "meta train --trust" }, "meta train --trust"],
  [{ hash: "0123456789" }, "0123456789"],
])("a study's folder whose cell has %j is none", async (change, said) => {
  await floe("study {}/sweep.yaml --out {}/out --engine commands");
  const plan = JSON.parse(readFileSync(at("out", "study.json"), "utf8"));
  Object.assign(plan.cells[0], change);
  writeFileSync(at("out", "study.json"), JSON.stringify(plan));
  const { code, stderr } = await floe("study {}/out --engine commands");
  expect(code).toBe(2);
  expect(stderr).toContain(`says is no cell of a study: ${said}, ${plan.cells[0].name}`);
});

test("parts of a run, in this process too", async () => {
  const whole = at("whole");
  mkdirSync(whole);
  const stage: Stage = {
    name: "search",
    later: [],
    parts: [{ command: "meta train", subject: "cnp", options: { family: "harmonics" }, varied: { method: "cnp" } }],
  };
  const io = { stdout: process.stdout, stderr: { write: () => true } } as unknown as Call["io"];
  const call: Call = { command: { name: "resume" } as Command, args: [whole], typed: {}, io };
  const carried = (options: object) => drained(partsBy({ options }, runsOf(commands), call).carryOut(whole, stage));
  await expect(carried({ engine: "commands" })).rejects.toThrow("nothing was run");
  const { cells } = JSON.parse(readFileSync(join(whole, "study.json"), "utf8"));
  begin(join(whole, "cells", cells[0].name));
  await expect(carried({ processes: 1 })).rejects.toThrow(/config\.json names a program, .*floe resume .*whole --trust$/);
});
