/** A table of a paper, in its short form, as it is typed; and a benchmark that is stopped and gone on with. */
import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Comparison } from "../../src/studies/reproduce/types.js";
import { infoNceTable } from "../estimators/table.js";
import { build, openWorkplace, start, type Workplace } from "./support.js";

let work: Workplace;
beforeAll(() => {
  build();
  work = openWorkplace();
});
afterAll(() => work.close());

test("with the best critics infoNce is biased as it must be, and nwj and flo are the same", async () => {
  const line = "reproduce optimal --quick --only batch=64 --only estimator=infoNce,nwj,flo --out table --jobs 2";
  const { stdout } = await work.ok(`${line} --quiet`);
  expect(stdout).toContain("3 of 21 runs");
  const first = JSON.parse(work.read("table", "comparison.json")) as Comparison;
  const { rows = [] } = first.parts.find(({ name }) => name === "bias-information") ?? {};
  const of = (label: string) => rows.find((row) => row.label === label)?.ours ?? [];
  for (const { information, mean } of infoNceTable.filter(({ batch }) => batch === 64)) {
    const ours = of("infoNce")[information / 2 - 1];
    expect(Math.abs((ours?.value ?? Number.NaN) - (mean - information))).toBeLessThan(4.5 * (ours?.se ?? 0));
  }
  of("nwj").forEach((one, i) => {
    expect(of("flo")[i]?.value).toBeCloseTo(one?.value ?? Number.NaN, 3);
  });
  for (const name of ["report.html", "results.csv", "figures/bias-batch.svg"])
    expect(existsSync(work.at("table", name))).toBe(true);
  // What is there is not computed again.
  const again = JSON.parse((await work.ok(`${line} --json --quiet`)).stdout) as Comparison;
  expect(again).toEqual(first);
});

test("a benchmark that is interrupted goes on to the same bytes", async () => {
  const line = "benchmark cubic --estimator mine --hidden 6 --features 4 --batch 8 --steps 15000 --set dimensions=3 --quiet";
  await work.ok(`${line} --out whole`);
  const child = start([...line.split(" "), "--out", "cut"], work.place);
  while (!existsSync(work.at("cut", "config.json"))) await setTimeout(20);
  await setTimeout(300);
  child.kill("SIGINT");
  const { code, stderr } = await child.ended;
  expect(stderr).toContain("floe resume cut");
  expect([code, existsSync(work.at("cut", "result.json"))]).toEqual([130, false]);
  await work.ok("resume cut --quiet");
  const timeless = (folder: string) => work.read(folder, "result.json").replace(/"seconds": ?[\d.]+/, "");
  expect(timeless("cut")).toBe(timeless("whole"));
  expect(work.read("cut", "course.json")).toBe(work.read("whole", "course.json"));
});
