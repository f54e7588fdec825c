/** A run that is killed with signal 9, at any moment, resumes to the same bytes as an undisturbed run, times aside. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uniforms } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { root } from "../support/sourceFiles.js";
import { build, recordsOf, run, start, temporaryFolder } from "./support.js";

// Two restarts, a critic, a bound with state of its own, evaluations: everything that a checkpoint must hold.
const design =
  "design linear --designs 2 --estimator flo --seed 3 --steps 300 --restarts 2 --batch 32 --samples 1000 --contrasts 500 --json --quiet".split(
    " ",
  );
const place = temporaryFolder();
const kills = 4;
let seconds: number;

beforeAll(async () => {
  build();
  const began = performance.now();
  const { code, stderr } = await run([...design, "--out", "undisturbed"], place);
  expect(code, stderr).toBe(0);
  seconds = (performance.now() - began) / 1000;
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Goes on as a user would: `resume`, or the command again where the run was killed before it had begun. */
async function finish(folder: string): Promise<void> {
  const begun = existsSync(join(place, folder, "config.json"));
  const { code, stderr } = await run(begun ? ["resume", folder, "--json", "--quiet"] : [...design, "--out", folder], place);
  expect(code, stderr).toBe(0);
}

/** The first process that `parent` has started. */
async function childOf(parent: number): Promise<number> {
  for (;;) {
    const pid = Number(spawnSync("pgrep", ["-P", String(parent)], { encoding: "utf8" }).stdout.split("\n")[0]);
    if (pid > 0) return pid;
    await setTimeout(20);
  }
}

function hasBegunRestart(restart: number, folder: string): boolean {
  const metrics = join(place, folder, "metrics.jsonl");
  return existsSync(metrics) && readFileSync(metrics, "utf8").includes(`"restart":${restart},`);
}

function isAlive(pid: number): boolean {
  return (
    spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" })
      .stdout.trim()
      .match(/^[^Z]/) !== null
  );
}

test.each(Array.from(uniforms(key(2026), kills), (share, i) => [i, share]))(
  "killed at a random moment (%i)",
  async (i, share) => {
    const folder = `moment${i}`;
    const child = start([...design, "--out", folder], place);
    await setTimeout(1000 * seconds * (0.05 + 0.9 * share));
    child.kill("SIGKILL");
    await child.ended;
    await finish(folder);
    expect(recordsOf(join(place, folder))).toEqual(recordsOf(join(place, "undisturbed")));
  },
);

test("killed between any two writes, and in the middle of one", async () => {
  const preload = ["--import", pathToFileURL(join(root, "test", "cli", "killAt.mjs")).href];
  const counted = await run([...design, "--out", "counted"], place, preload);
  const operations = Number(counted.stderr.trim().split("\n").at(-1));
  expect(operations).toBeGreaterThan(300); // a line of metrics each few steps, and a checkpoint each second
  const shares = Array.from(uniforms(key(7), kills / 2));
  let killed = 0;
  for (const at of [1, 2, 3, 4, 5, 6, ...shares.map((share) => 1 + Math.floor(share * operations))]) {
    const folder = `operation${at}`;
    const child = start([...design, "--out", folder], place, preload, { FLOE_KILL_AT: String(at) });
    await child.ended;
    // Checkpoints go by the clock: a run that is quicker than the counted one has fewer operations and may end before its turn.
    if (child.signalCode === "SIGKILL") killed++;
    else expect(child.exitCode, `operation ${at}`).toBe(0);
    await finish(folder);
    expect(recordsOf(join(place, folder)), `operation ${at}`).toEqual(recordsOf(join(place, "undisturbed")));
  }
  expect(killed).toBeGreaterThanOrEqual(6 + kills / 4);
});

test("a helping process that is killed costs its own piece only, and that is told", async () => {
  // Long enough that the helper joins while the first restart is trained: a shorter run is over before.
  const long = design.map((word, i) => (design[i - 1] === "--steps" ? "4000" : word));
  const alone = await run([...long, "--out", "alone"], place);
  expect(alone.code, alone.stderr).toBe(0);
  const folder = "helper";
  const child = start([...long.filter((word) => word !== "--quiet"), "--processes", "2", "--out", folder], place);
  const helper = await childOf(child.pid as number);
  while (!hasBegunRestart(1, folder)) {
    expect(child.exitCode).toBe(null);
    await setTimeout(20);
  }
  process.kill(helper, "SIGKILL");
  const { code, stderr } = await child.ended;
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/the process of restart 1 ended \(signal SIGKILL\): it begins again/);
  expect(recordsOf(join(place, folder))).toEqual(recordsOf(join(place, "alone")));
});

test("helpers end with the process that they help", async () => {
  const child = start([...design, "--processes", "2", "--out", "orphan"], place);
  const helper = await childOf(child.pid as number);
  child.kill("SIGKILL");
  await child.ended;
  for (let waited = 0; isAlive(helper); waited += 0.1) {
    expect(waited).toBeLessThan(30);
    await setTimeout(100);
  }
});
