/** Runs of `floe next` as other commands and other processes find them. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, openWorkplace, small } from "./support.js";

const { at, ok, call, close } = openWorkplace();
beforeAll(build, 240_000);
afterAll(close);

const resultIn = (folder: string) =>
  JSON.parse(readFileSync(at(folder, "result.json"), "utf8").replaceAll(/"seconds": [\d.e+-]+/g, '"seconds": 0'));

test("a run stands for what was known then: evaluated, repeated, and followed by the next with all outcomes", async () => {
  writeFileSync(at("first.csv"), "time (h),concentration (mg/L)\n0.5,6.9\n1.5,13.5\n");
  await ok(`next pharmacokinetic --data first.csv --draws 2000 ${small} --processes 1 --out first`);
  const { design, gain, kind } = resultIn("first");
  expect([kind, design.length, gain.lower.method, gain.exact]).toEqual(["design", 1, "sPCE", undefined]);
  expect(design[0]).toBeGreaterThan(5); // both were early: elimination is what is unknown
  expect(readFileSync(at("first", "given.csv"), "utf8")).toBe(readFileSync(at("first", "inference", "draws.csv"), "utf8"));
  expect(readFileSync(at("first", "report.html"), "utf8")).toContain("2,000 draws of what earlier data tell");

  // Other designs and other samples, by the same prior: a run stands for what was known then.
  const again = JSON.parse((await ok("evaluate first --samples 200 --contrasts 200 --json")).stdout);
  expect(Math.abs(again.gain.lower.value - gain.lower.value)).toBeLessThan(4 * Math.hypot(again.gain.lower.se, gain.lower.se));
  const given = "evaluate pharmacokinetic --given first/given.csv --samples 200 --contrasts 200 --json --design";
  expect(JSON.parse((await ok(`${given} ${design[0]}`)).stdout).gain).toEqual(again.gain);
  expect((await ok("evaluate first --design 4,20 --samples 200 --contrasts 200")).stdout).toContain("20");

  await ok(`design pharmacokinetic --config first/config.json --processes 1 --out repeated`);
  expect(resultIn("repeated")).toEqual(resultIn("first"));
  const two = `--data first.csv --draws 2000 ${small.replace("--restarts 1", "--restarts 2")}`;
  for (const n of [1, 2]) await ok(`next pharmacokinetic ${two} --processes ${n} --out by${n}`);
  expect(resultIn("by2")).toEqual(resultIn("by1")); // another process reads the same draws

  writeFileSync(at("one.csv"), "time,concentration\n20,2.8\n");
  const refused = await call("next first --data one.csv");
  expect([refused.code, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toContain("give the outcomes of all rounds in one file");
  writeFileSync(at("both.csv"), "time,concentration\n0.5,6.9\n1.5,13.5\n20,2.8\n");
  const second = JSON.parse(
    (await ok(`next first --data both.csv --draws 2000 ${small} --designs 2 --processes 1 --out second --json`)).stdout,
  );
  expect(second.design).toHaveLength(2);
}, 120_000);
