/** A study's cells are what the same commands give when they are typed, killed and gone on with or not; one that fails stops no other. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, openWorkplace, recordsOf, small, start, type Workplace } from "./support.js";

let work: Workplace;
beforeAll(() => {
  build();
  work = openWorkplace();
});
afterAll(() => work.close());

test("killed at once, and gone on with, it has the bytes of the commands that it lists, and the reason of the one that failed", async () => {
  const line = `design linear --designs 2 ${small.replace("--steps 40", "--steps 200")}`;
  const text = `import { defineStudy } from "floe";\nexport default defineStudy({ run: "${line}", cases: [{ estimator: "ksg" }, { seed: 0 }, { seed: 1 }] });\n`;
  writeFileSync(work.at("sweep.ts"), text);
  const listed = JSON.parse((await work.ok("study sweep.ts --dry-run --json")).stdout) as { cell: string; command: string }[];
  expect(listed.map(({ command }) => command.replace(/.*--evaluation-batch 32 /, ""))).toEqual([
    "--estimator ksg",
    "--seed 0",
    "--seed 1",
  ]);
  const cells = work.at("runs", "study-sweep", "cells");
  const begun = () =>
    existsSync(cells) && readdirSync(cells).some((name) => existsSync(join(cells, name, "checkpoint", "latest")));
  const first = start(["study", "sweep.ts", "--quiet"], work.place);
  while (!begun()) await setTimeout(20);
  first.kill("SIGKILL");
  await first.ended;
  const { code, stdout, stderr } = await start(["study", "sweep.ts", "--quiet"], work.place).ended;
  expect([code, stdout.includes(join("runs", "study-sweep", "results.csv"))]).toEqual([2, true]);
  expect(stderr).toMatch(
    /^warning: 1 cell of 3 is not done, 1 of them failed[^\n]*\nfloe: 1 of 3 cells failed, for 1 reason: ksg-[^:]*: ksg estimates from samples[^\n]*\n$/,
  );
  expect((await work.ok("study status sweep.ts")).stdout).toMatch(
    /^study-sweep: 3 cells: 2 done, 1 failed\nfailed {3}ksg-.*: ksg estimates/,
  );
  const typed = listed.slice(1);
  expect(readdirSync(cells).sort()).toEqual(typed.map(({ cell }) => cell).sort());
  for (const { cell, command } of typed) {
    await work.ok(`${command.replace(/^floe /, "")} --out ${cell} --quiet`);
    expect(recordsOf(join(cells, cell))).toEqual(recordsOf(work.at(cell)));
    expect(readFileSync(join(cells, cell, "config.json"), "utf8")).toBe(work.read(cell, "config.json"));
  }
});
