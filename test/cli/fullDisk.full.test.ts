/** A disk that is full ends a run with one message, and with space again the run ends as if undisturbed. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectOneMessage } from "./oneMessage.js";
import { build, contentOf, type Driver, startDriver, temporaryFolder } from "./support.js";

const small =
  "--steps 30 --restarts 1 --batch 16 --samples 40 --contrasts 20 --validate-every 10 --evaluation-steps 10 --evaluation-batch 16".split(
    " ",
  );
const [place, driver] = [temporaryFolder(), {} as { now: Driver }];
const at = (...parts: string[]) => join(place, ...parts);
const design = (folder: string) => ["design", "pharmacokinetic", "--designs", "1", "--out", folder, "--quiet", ...small];

beforeAll(async () => {
  build();
  driver.now = startDriver();
  const { code, stderr } = await driver.now.floe(design("done"), place);
  expect(code, stderr).toBe(0);
});
afterAll(() => {
  driver.now.close();
  rmSync(place, { recursive: true, force: true });
});

test("before anything is written it leaves nothing behind", async () => {
  const { code, stderr } = await driver.now.floe(design("full"), place, { diskBytes: 100 });
  expect(code).toBe(2);
  expectOneMessage(stderr, ["full/config.json", "the disk is full"]);
  expect(() => contentOf(at("full"))).toThrow(/ENOENT/);
});

test.each([3_000, 6_000, 20_000])("after %i bytes nothing is lost", async (diskBytes) => {
  rmSync(at("full"), { recursive: true, force: true });
  const { code, stderr } = await driver.now.floe(design("full"), place, { diskBytes });
  expect(code, stderr).toBe(2);
  expectOneMessage(stderr, ["the disk is full", "Free some space", "floe resume full"]);
  expect(Object.keys(contentOf(at("full"))).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  expect((await driver.now.floe(["resume", "full"], place)).code).toBe(0);
  const timeless = (folder: string) => readFileSync(at(folder, "result.json"), "utf8").replaceAll(/"seconds": [\d.e-]+/g, "");
  expect(timeless("full")).toBe(timeless("done"));
});
