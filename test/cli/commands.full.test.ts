/** What takes longer of what users type: an interruption, and going on. */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, openWorkplace, recordsOf, small, start } from "./support.js";

const { at, ok, place, close } = openWorkplace();

beforeAll(() => {
  build();
});

afterAll(close);

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
