/** `floe calibrate` as it is typed: a run folder with every rank, a page, and one object with --json. */
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CalibrationResult, Rank } from "../../src/records/types.js";
import { build, openWorkplace } from "./support.js";

const { at, ok, call, close } = openWorkplace();
beforeAll(build);
afterAll(close);

const small = "--replications 20 --draws 100 --steps 3 --batch 16 --density gaussian --backend wasm";

test("what was trained for a moment is calibrated: ranks, coverage, a page, and the same again by resume", async () => {
  const { stdout } = await ok(`calibrate linear --design 0.9,-0.8 --posterior amortised ${small} --json --out run`);
  const result: CalibrationResult = JSON.parse(stdout);
  const [amortised] = result.posteriors;
  expect(amortised?.parameters.map(({ name }) => name)).toEqual(["intercept", "slope"]);
  for (const { sbcP, coverage } of amortised?.parameters ?? []) {
    expect(sbcP).toBeGreaterThanOrEqual(0);
    expect(Object.keys(coverage)).toEqual(["0.5", "0.9", "0.95"]);
  }
  const ranks: Rank[] = readFileSync(at("run", "ranks.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(ranks).toHaveLength(20 * 3);
  for (const { rank, draws } of ranks) expect(rank).toBeLessThanOrEqual(draws);
  expect(readFileSync(at("run", "report.html"), "utf8")).toContain("do posteriors hold what they say?");
  for (const name of ["coverage", "ranks"]) expect(existsSync(at("run", "figures", `${name}.svg`))).toBe(true);
  expect((await ok("resume run")).stdout).toContain("50 % holds");
});

test.each([
  ["calibrate linear", "say which, --design 1,2,3"],
  ["calibrate linear --design 0.9,x", "--design must be numbers with commas between"],
  ["calibrate pharmacokinetic --design 1,99", "--design is not feasible for pharmacokinetic"],
  ["calibrate linear --design 0.9,-0.8 --posterior gird", 'did you mean "grid"?'],
  ["calibrate sir --design 9,20 --posterior grid", "it needs a likelihood, and the simulator has none"],
  ["calibrate linear --design 0.9,-0.8 --replications 3", "--replications must be a whole number of at least 20"],
])("`floe %s` is refused in one message", async (line, words) => {
  const { code, stderr } = await call(line);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^floe: [^\n]+\n$/);
  expect(stderr).toContain(words);
});
