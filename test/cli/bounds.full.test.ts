/** `floe bounds` from end to end: the comparison, the designs found, and going on in the same folder. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, run, start, temporaryFolder } from "./support.js";

const folder = temporaryFolder();
beforeAll(build);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const call =
  "bounds linear --designs 2 --contrasts 500 --batches 16,64 --estimators nwj,pce --steps 60 --samples 200 --quiet".split(" ");

test("the likelihood's bound has the smaller error of the gradient, finds the better design, and a second call computes nothing again", async () => {
  const out = join(folder, "found");
  const first = await run([...call, "--seeds", "2", "--out", out], folder);
  expect(first.stderr).toBe("");
  expect(first.stdout).toContain("error of the gradient");
  const { atBest, found } = JSON.parse(readFileSync(join(out, "bounds.json"), "utf8"));
  const errorOf = (name: string) =>
    atBest.rows.find((row: { estimator: string; batch: number }) => row.estimator === name && row.batch === 64).gradientError;
  expect(errorOf("pce")).toBeLessThan(0.5 * errorOf("nwj"));
  expect(found.map((one: { estimator: string; seed: number }) => `${one.estimator} ${one.seed}`)).toEqual([
    "nwj 0",
    "nwj 1",
    "pce 0",
    "pce 1",
  ]);
  const worst = Math.min(...found.slice(2).map((one: { gain: { value: number } }) => one.gain.value));
  expect(worst).toBeGreaterThan(3.4); // the optimum, both measurements at the ends, has 3.406 nats
  const again = await run([...call, "--seeds", "2", "--out", out], folder);
  expect(again.stdout).toBe(first.stdout);
  const other = await run([...call, "--seeds", "2", "--out", out, "--batch", "64"], folder);
  expect(other.code).toBe(2);
  expect(other.stderr).toContain("holds a run of other options");
});

test("interrupted, it keeps the designs found so far, and says how to go on", async () => {
  const out = join(folder, "cut");
  const file = join(out, "bounds.json");
  const rest = "--estimators pce --seeds 400 --processes 1 --out".split(" ");
  const child = start([...call.filter((word) => word !== "--estimators" && word !== "nwj,pce"), ...rest, out], folder);
  const kept = () => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { found: [] });
  for (let waited = 0; kept().found.length < 2; waited += 50) {
    expect(waited).toBeLessThan(60_000);
    await setTimeout(50);
  }
  expect(kept().atBest.rows.length).toBeGreaterThan(0);
  child.kill("SIGINT");
  const { code, stderr } = await child.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/interrupted; everything so far is saved. Go on with:\s+the same command\n/);
  expect(kept().found.length).toBeGreaterThan(1);
});
