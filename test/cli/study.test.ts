/** `floe study` as it is typed, without anything being run. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { versions } from "../../src/basics/version.js";
import { runs } from "../studies/sweeps.js";
import { training } from "./smallTraining.js";
import { inProcess, temporaryFolder } from "./support.js";

let place: string;
const at = (...names: string[]) => join(place, ...names);

beforeEach(() => {
  place = temporaryFolder();
  writeFileSync(
    at("sweep.yaml"),
    "run: design linear --steps 9\nvary: { estimator: [flo, nwj], set.noise: [scale] }\nseeds: 2\n",
  );
});
afterEach(() => rmSync(place, { recursive: true }));

const floe = (...argv: string[]) => inProcess(argv);

test("--dry-run lists names, commands and their number, and makes nothing", async () => {
  const { code, stdout, stderr } = await floe("study", at("sweep.yaml"), "--dry-run", "--out", at("there"));
  expect([code, stderr, existsSync(at("there"))]).toEqual([0, "", false]);
  const lines = stdout.trimEnd().split("\n");
  expect(lines.length).toBe(9);
  expect(lines[0]).toMatch(/^flo-scale-seed0-[0-9a-f]{10}$/);
  expect(lines[1]).toBe("  floe design linear --steps 9 --estimator flo --set noise=scale --seed 0");
  expect(lines[8]).toBe(`4 cells (4 waiting), in ${at("there")}; nothing was run`);
});

test("--only is of what varies, in --json too", async () => {
  const { code, stdout } = await floe(
    "study",
    at("sweep.yaml"),
    "--dry-run",
    "--only",
    "estimator=nwj",
    "--only",
    "seed=1",
    "--json",
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject([
    { state: "waiting", command: "floe design linear --steps 9 --estimator nwj --set noise=scale --seed 1" },
  ]);
});

test("JSON is the same study as YAML", async () => {
  const study = { run: "design linear --steps 9", vary: { estimator: ["flo", "nwj"], "set.noise": ["scale"] }, seeds: 2 };
  writeFileSync(at("sweep.json"), JSON.stringify(study));
  const [yaml, json] = await Promise.all(["sweep.yaml", "sweep.json"].map((name) => floe("study", at(name), "--dry-run")));
  expect(json).toEqual(yaml);
});

test.each([
  [["study"], "missing required argument 'study'"],
  [["study", "nothing.yaml"], "there is no study nothing.yaml"],
  [["study", "{sweep.txt}"], "a study is a file that ends in .yaml"],
  [["study", "{bad.yaml}"], "bad.yaml, line 3, column"],
  [["study", "{sweep.yaml}", "--engine", "redis"], "--engine must be one of local, queue, commands, slurm"],
  [["study", "{sweep.yaml}", "--queue", "here"], "--queue must be the address of a Redis"],
  [["study", "{sweep.yaml}", "--engine", "queue", "--jobs", "2"], "--jobs says nothing to --engine queue, which takes --queue"],
  [["study", "{sweep.yaml}", "--only", "estimater=flo"], 'did you mean "estimator"?'],
  [["study", "{sweep.yaml}", "--jobs", "0"], "--jobs must be a whole number of at least 1"],
  [["study", "{sweep.yaml}", "--out", "{full}"], "exists and is no study"],
  [["study", "{own.yaml}", "--out", "{own}"], "names a program", "--trust"],
  [["study", "status", "{sweep.yaml}"], "is not there yet: begin with floe study"],
  [["study", "results", "{begun}"], "no cell of", "is done yet"],
  [["study", "status", "{damaged}"], "study.json is damaged"],
] as const)("floe %j is refused in one message", async (words, ...said) => {
  writeFileSync(at("sweep.txt"), "");
  writeFileSync(at("bad.yaml"), "run: design linear\nvary: [a\n");
  writeFileSync(at("own.yaml"), `run: design ${at("model.ts")}\n`);
  writeFileSync(at("model.ts"), "throw new Error('was run');");
  for (const name of ["full", "damaged", "begun"]) mkdirSync(at(name));
  writeFileSync(at("full", "thesis.tex"), "");
  writeFileSync(at("damaged", "study.json"), "{}");
  const plan = { kind: "study", name: "s", run: "design linear", axes: [], compare: {}, cells: [] };
  writeFileSync(at("begun", "study.json"), JSON.stringify(plan));
  const { code, stdout, stderr } = await floe(...words.map((word) => word.replace(/^\{(.*)\}$/, (_, name) => at(name))));
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^floe: [^\n]+\n$/);
  for (const part of said) expect(stderr).toContain(part);
  expect(existsSync(at("own"))).toBe(false);
});

test("a study that has only been written down has cells that wait, as many as its scripts have lines", async () => {
  const out = at("study");
  const listed = JSON.parse((await floe("study", at("sweep.yaml"), "--dry-run", "--json")).stdout) as { cell: string }[];
  const { code, stdout } = await floe("study", at("sweep.yaml"), "--engine", "commands", "--out", out);
  expect([code, stdout.split("\n")[0]]).toEqual([0, `4 cells to be done; nothing was run. Then: floe study results ${out}`]);
  expect((await floe("study", "status", at("study"))).stdout).toBe("study: 4 cells: 0 done, 4 waiting\n");
  expect(readFileSync(join(out, "cells.txt"), "utf8").trim().split("\n")).toEqual(listed.map(({ cell }) => cell));
});

test("cells are offered processes where these always serve; of a run that goes on, as its own command has them", () => {
  const how = { trust: false, processes: 3 };
  const offered = (command: string, subject: string, options = {}) =>
    runs.begin({ command, subject, options }, "cell", how).includes("--processes");
  expect([offered("design", "linear"), offered("evaluate", "linear"), offered("infer", "linear")]).toEqual([true, false, false]);
  expect(runs.begin({ command: "evaluate", subject: "linear", options: { processes: 2 } }, "cell", how)).toContain("2");
  const goOn = (kind: string) => {
    writeFileSync(at("config.json"), JSON.stringify({ kind }));
    return runs.goOn(place, how).slice(2).join(" ");
  };
  expect(["design", "evaluate", "infer", "damaged"].map(goOn)).toEqual([
    "--processes 3 --quiet",
    "--processes 1 --quiet",
    "--quiet",
    "--quiet",
  ]);
});

test("processes say nothing to a run that one process computes", async () => {
  const config = { kind: "meta", training, backend: "wasm", versions: versions() };
  writeFileSync(at("config.json"), JSON.stringify(config));
  const { code, stderr } = await floe("resume", place, "--processes", "2");
  expect(code).toBe(2);
  expect(stderr).toContain(
    "holds a meta-training (floe meta train), which one process computes: --processes says nothing to it; leave it out",
  );
});
