/** What takes longer of what users type: an interruption, and going on. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, type Driver, type Outcome, recordsOf, start, startDriver, temporaryFolder } from "./support.js";

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

test("Ctrl-C saves, prints how to go on, and ends with 130; resume ends with the same bytes", async () => {
  const line = `design linear --designs 2 --estimator flo --out stopped --quiet ${small}`.replace("--steps 40", "--steps 150");
  const child = start(line.split(" "), place);
  while (!existsSync(at("stopped", "metrics.jsonl"))) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGINT");
  const { code, stdout, stderr } = await child.ended;
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(stderr).toMatch(/interrupted; everything so far is saved[\s\S]*\n {2}floe resume stopped\n$/);
  expect(existsSync(at("stopped", "result.json"))).toBe(false);
  await ok("resume stopped --quiet");
  await ok(line.replace("--out stopped", "--out unstopped"));
  expect(recordsOf(at("stopped"))).toEqual(recordsOf(at("unstopped")));
});
