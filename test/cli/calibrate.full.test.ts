/** `floe calibrate` of runs: of a static design's, and of a policy's histories by every kind of posterior. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CalibrationResult } from "../../src/records/types.js";
import { build, openWorkplace } from "./support.js";

const { at, ok, call, close } = openWorkplace();
beforeAll(build);
afterAll(close);

const tiny = "--steps 5 --batch 32 --restarts 1 --samples 60 --contrasts 70 --backend wasm --quiet";
const small = "--replications 20 --draws 100 --steps 60 --batch 32 --density gaussian --quiet";

test("a run's own design; another one in its place", async () => {
  await ok(`design linear --designs 3 ${tiny} --out design`);
  const { design } = JSON.parse(readFileSync(at("design", "result.json"), "utf8"));
  const own: CalibrationResult = JSON.parse(
    (await ok(`calibrate design --posterior amortised ${small} --json --out own`)).stdout,
  );
  expect(own.design).toEqual(design);
  const line = `calibrate design --design 0.1,0.2 --posterior amortised ${small} --json --out other`;
  expect((JSON.parse((await ok(line)).stdout) as CalibrationResult).design).toEqual([0.1, 0.2]);
  // The run's own page shows the first, and keeps showing it: the second is about another design.
  const words = "Do posteriors hold what they say here?";
  expect(readFileSync(at("design", "report.html"), "utf8")).toContain(words);
  await ok("report design");
  const page = readFileSync(at("design", "report.html"), "utf8");
  for (const part of [words, "../own/report.html", "amortised", "calibration.json"]) expect(page).toContain(part);
  writeFileSync(at("design", "calibration.json"), "{}");
  expect((await ok("report design")).code).toBe(0);
  expect(readFileSync(at("design", "report.html"), "utf8")).toContain("calibration.json is damaged");
});

test("a policy's histories, by every kind; a policy that has changed since is refused", async () => {
  await ok(`train pharmacokinetic --horizon 2 ${tiny} --out policy`);
  const { posteriors, policy }: CalibrationResult = JSON.parse((await ok(`calibrate policy ${small} --json --out all`)).stdout);
  expect(policy).toBe("recurrent");
  expect(posteriors.map(({ name }) => name)).toEqual(["grid", "mcmc", "smc", "importance", "amortised", "critic"]);
  for (const { parameters, failed } of posteriors) {
    expect([failed, parameters.map(({ name }) => name)]).toEqual([0, ["ka", "ke", "V"]]);
    for (const { coverage } of parameters) expect(coverage["0.95"]).toBeGreaterThan(0.5);
  }
  await ok("report all");
  const file = at("policy", "policy.json");
  writeFileSync(file, `${readFileSync(file, "utf8")}\n`);
  const ranks = readFileSync(at("all", "ranks.jsonl"), "utf8");
  writeFileSync(at("all", "ranks.jsonl"), ranks.slice(0, ranks.length / 2));
  rmSync(at("all", "result.json"));
  const { code, stderr } = await call("resume all");
  expect([code, stderr]).toEqual([2, expect.stringContaining("has changed since the run began")]);
});
