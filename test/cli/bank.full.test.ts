/** Simulations in a file in the place of a simulator's name: designed, evaluated again, held to the file, and no program that --trust is needed for. */
import { rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, openWorkplace } from "./support.js";

const { at, read, call, ok, close } = openWorkplace();
const tiny =
  "--steps 12 --restarts 1 --batch 16 --samples 40 --contrasts 20 --evaluation-steps 4 --evaluation-batch 16 --processes 1";
const rows = (shift: number) =>
  Array.from({ length: 200 }, (_, i) => [i, ...[1, 2, 4].map((t) => t * i + ((i * 7919) % 31) + shift)].join());

beforeAll(async () => {
  build();
  writeFileSync(at("sims.csv"), ["rate,t=1,t=2,t=4", ...rows(0)].join("\n"));
  await ok(`design sims.csv --out run ${tiny}`);
}, 120_000);
afterAll(close);

test("the best of the points, with what the rows were for", () => {
  const { design, designNames, warnings, notes } = JSON.parse(read("run", "result.json"));
  expect(designNames).toEqual(["t"]);
  expect([1, 2, 4]).toContain(design[0]);
  expect(notes).toEqual(["rows of sims.csv: 140 train, 20 choose between trainings, 40 evaluate; none does two of these"]);
  expect(warnings).not.toContain(notes[0]);
  expect(read("run", "report.html")).toMatch(/<h2>Note<\/h2>\s*<ul><li>rows of sims.csv: 140 train/);
});

test("evaluated again, it is another 20 rows against 20, and data need no --trust", async () => {
  const { gain } = JSON.parse(
    (await ok(`evaluate run --seed 5 --samples 4000 --evaluation-steps 4 --evaluation-batch 16 --json`)).stdout,
  );
  expect([gain.lower.samples, gain.lower.contrasts]).toEqual([20, 20]);
});

test("more in a batch than there are rows", async () => {
  expect((await call(`design sims.csv ${tiny} --batch 150`)).stderr).toMatch(/140 rows for training .*lower --batch/);
});

test("a run goes on with the file that it began with only", async () => {
  rmSync(at("run", "result.json"));
  await ok("resume run --quiet");
  rmSync(at("run", "result.json"));
  writeFileSync(at("sims.csv"), ["rate,t=1,t=2,t=4", ...rows(1)].join("\n"));
  expect((await call("resume run")).stderr).toMatch(/sims.csv has changed since the run began/);
});
