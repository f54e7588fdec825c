/** `floe estimate` as it is typed: a run folder with a page, one object with --json, one number with --quiet, and the same again by resume. */
import { appendFileSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EstimateResult } from "../../src/records/types.js";
import { root } from "../support/sourceFiles.js";
import { build, openWorkplace } from "./support.js";

const { at, ok, call, close } = openWorkplace();
beforeAll(() => {
  build();
  copyFileSync(join(root, "test", "cli", "pairs.csv"), at("pairs.csv"));
}, 120_000);
afterAll(close);

const small = "--decimal-comma --steps 5 --batch 16 --hidden 6 --shuffles 50 --backend wasm";

test("a run folder, a page with figures, an object that is the record; and with --quiet the number alone", async () => {
  const { stdout } = await ok(`estimate pairs.csv --x dose --y answer,group ${small} --json --out run`);
  const result: EstimateResult = JSON.parse(stdout);
  expect(JSON.parse(readFileSync(at("run", "result.json"), "utf8"))).toEqual(result);
  expect(Object.keys(result).slice(1, 9)).toEqual(
    ["estimator", "value", "se", "interval", "side", "cap", "samples", "warnings"], // as the interface has it
  );
  expect([result.rows, result.independence?.shuffles, result.y.map(({ kind }) => kind)]).toEqual([
    120,
    50,
    ["continuous", "discrete"],
  ]);
  const page = readFileSync(at("run", "report.html"), "utf8");
  expect(page).toContain("pairs.csv: what x and y tell of each other");
  expect(page).not.toMatch(/<script|src=|href="http/);
  for (const name of ["rows", "estimates", "chance"]) expect(existsSync(at("run", "figures", `${name}.svg`))).toBe(true);
  const quiet = await ok(`estimate pairs.csv --x dose --y answer ${small} --estimator cca --quiet --out quiet`);
  expect([quiet.stdout, quiet.stderr]).toEqual([expect.stringMatching(/^0\.\d+\n$/), ""]);
});

test("resumed, a run that was killed comes to the same, and computes only what is missing", async () => {
  const seconds = (text: string) => text.replaceAll(/"seconds": [\d.e-]+/g, "");
  const before = readFileSync(at("run", "result.json"), "utf8");
  const pieces = readFileSync(at("run", "pieces.jsonl"), "utf8").trimEnd().split("\n");
  expect(pieces.length).toBeGreaterThan(1);
  for (const name of ["result.json", "shown.json", "report.html"]) rmSync(at("run", name));
  writeFileSync(at("run", "pieces.jsonl"), `${pieces.slice(0, -1).join("\n")}\n${pieces.at(-1)?.slice(0, 40)}`); // killed while it wrote
  expect((await ok("resume run")).stdout).toMatch(/^I\(x; y\) = /);
  expect(seconds(readFileSync(at("run", "result.json"), "utf8"))).toBe(seconds(before));
  const after = readFileSync(at("run", "pieces.jsonl"), "utf8").trimEnd().split("\n");
  expect(after.slice(0, -1)).toEqual(pieces.slice(0, -1));
  expect((await ok("resume run")).stderr).toContain("nothing is left to do");
  expect((await ok(`estimate pairs.csv --config run/config.json --out again --json`)).stdout).toSatisfy(
    (text: string) => seconds(text) === seconds(before),
  );
});

test("a file that has changed is not gone on with; a run is not overwritten; others refuse what it is", async () => {
  rmSync(at("run", "result.json"));
  appendFileSync(at("pairs.csv"), "1,0;2,0;3,0;treated\n");
  expect(await call("resume run")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/pairs\.csv has changed since the run began/),
  });
  expect((await call(`estimate pairs.csv --x dose --y answer ${small} --out run`)).stderr).toContain("already holds a run");
  expect((await call("report run")).stderr).toContain("is not finished. Go on with: floe resume run");
  expect((await call("report quiet again")).stderr).toContain(
    "an estimate of mutual information (floe estimate), which has a page of its own only",
  );
  expect((await call("evaluate quiet")).stderr).toContain("this needs one of floe design or floe train");
});
