/** `floe train` from the command line to its report. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, run, temporaryFolder } from "./support.js";

const place = temporaryFolder();
const read = (...path: string[]) => readFileSync(join(place, ...path), "utf8");
const small =
  "train pharmacokinetic --horizon 2 --steps 30 --batch 48 --policy-hidden 8,8 --samples 200 --contrasts 200 --estimator pce --quiet";

beforeAll(build);
afterAll(() => rmSync(place, { recursive: true, force: true }));

test("train leaves a policy, experiments in which it decides, and a report; the same seed leaves the same bytes", async () => {
  for (const name of ["first", "second"]) {
    const { code, stdout } = await run([...small.split(" "), "--out", name], place);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`report   ${join(name, "report.html")}\n`)]);
  }
  expect(read("first", "report.html")).toMatch(/Policy found: it decides after every outcome \(recurrent\)/);
  expect(readdirSync(join(place, "first", "figures"))).toEqual(
    expect.arrayContaining(["fan.svg", "responses.svg", "episodes.svg", "peaks.svg", "comparison.svg", "training.svg"]),
  );
  for (const file of ["policy.json", "rollouts.json", "drawing.json"]) expect(read("second", file)).toBe(read("first", file));
  const { median, p99 } = JSON.parse(read("first", "latency.json"));
  expect(median).toBeGreaterThan(0);
  expect(p99).toBeGreaterThanOrEqual(median);

  const evaluated = await run("evaluate first --json --samples 200 --contrasts 200 --seed 7 --quiet".split(" "), place);
  const [fresh, own] = [evaluated.stdout, read("first", "result.json")].map((text) => JSON.parse(text));
  expect(fresh).toMatchObject({ kind: "evaluation", policy: "recurrent", horizon: 2, designNames: ["t1", "t2"] });
  for (const side of ["lower", "upper"]) {
    const [a, b] = [fresh.gain[side], own.gain[side]];
    expect(a.value).not.toBe(b.value);
    expect(Math.abs(a.value - b.value) / Math.hypot(a.se, b.se)).toBeLessThan(4);
  }

  const design = "design pharmacokinetic --designs 2 --steps 20 --samples 200 --contrasts 200 --quiet --out design".split(" ");
  expect((await run(design, place)).code).toBe(0);
  expect((await run(["report", "first", "design", "--out", "both.html"], place)).stdout).toBe("both.html\n");
  expect(read("both.html")).toContain("Where they measure");
  rmSync(join(place, "first", "report.html"));
  expect((await run(["resume", "first"], place)).code).toBe(0);
  expect(existsSync(join(place, "first", "report.html"))).toBe(true);
});
