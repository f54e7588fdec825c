/** Every file of a finished run folder, mutated: a report comes, or one message with exit 2. The fast test makes some of these. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import type { Figure } from "../../src/report/drawing/render.js";
import { linear, pharmacokinetic, writeRun } from "../report/fixtures/index.js";
import { surveillance } from "../report/policyFixtures.js";
import { afterMutatedRecords, afterMutations } from "./damage.js";
import { copyFolder, inProcess, temporaryFolder } from "./support.js";

// What is drawn is specified in full, and not painted: that takes most of a report's time and reads nothing more.
vi.mock("../../src/report/drawing/render.js", async (original) => ({
  ...(await original<typeof import("../../src/report/drawing/render.js")>()),
  renderFigure: (figure: Figure, width: number) => Promise.resolve(`<svg>${JSON.stringify(figure.draw(width)).length}</svg>`),
}));

const place = temporaryFolder();
afterAll(() => rmSync(place, { recursive: true, force: true }));

test.each([
  ["a design", pharmacokinetic],
  ["a policy", surveillance],
  ["a design without a curve", linear],
])(
  "the records of %s, mutated: a report, or one message",
  async (_, run) => {
    expect(await afterMutatedRecords(writeRun(place, run), { count: 120, seed: 31 })).toEqual([]);
  },
  900_000,
);

const tiny = "--steps 12 --batch 16 --restarts 2 --samples 64 --contrasts 64 --processes 1 --quiet --validate-every 4 --warmup 2";

test("the records of an unfinished run, mutated: it goes on, or one message", async () => {
  const whole = join(place, "whole");
  expect((await inProcess(`design linear --designs 2 ${tiny} --out ${whole}`.split(" "))).code).toBe(0);
  rmSync(join(whole, "result.json"));
  const files = ["metrics.jsonl", "metrics.jsonl", "config.json", join("checkpoint", "latest"), "drawing.json"].filter((name) =>
    existsSync(join(whole, name)),
  );
  const resumed = await afterMutations(whole, files, { count: 80, seed: 5 }, (copy) => [
    ["resume", copy, "--processes", "1", "--quiet"],
  ]);
  expect(resumed).toEqual([]);
});

test("the records of meta-learning, mutated: a report, or one message", async () => {
  const whole = join(place, "meta");
  const line = `meta train fomaml --steps 20 --tasks 4 --hidden 4 --quiet --out ${whole}`;
  expect((await inProcess(line.split(" "))).code).toBe(0);
  const compared = join(place, "compared");
  makeComparison(whole, compared);
  const unfinished = join(place, "unfinished");
  copyFolder(whole, unfinished);
  rmSync(join(unfinished, "result.json"));
  const failures: string[] = [];
  for (const [folder, commands, files, count] of [
    [whole, ["report", "resume"], ["config.json", "result.json", "report.json"], 90],
    [compared, ["report", "resume"], ["config.json", "result.json"], 90],
    [unfinished, ["resume"], ["metrics.jsonl", "config.json", join("checkpoint", "latest"), "errors.json"], 50],
  ] as const) {
    failures.push(
      ...(await afterMutations(folder, files, { count, seed: 8 }, (copy) =>
        commands.map((command) => [command, copy, "--quiet"]),
      )),
    );
  }
  expect(failures).toEqual([]);
});

/** A comparison of one row with all that a comparison can hold: made from a training's, because a real one takes minutes. */
function makeComparison(training: string, folder: string): void {
  copyFolder(training, folder);
  const read = (name: string) => JSON.parse(readFileSync(join(training, name), "utf8"));
  const { training: common, ...config } = read("config.json");
  const { method: _, settings, seed, rate: __, ...shared } = common;
  writeFileSync(
    join(folder, "config.json"),
    JSON.stringify({ ...config, kind: "metaCompare", common: shared, searchSteps: 10, seeds: 1, seed }),
  );
  const report = read("report.json");
  const [row] = report.rows;
  const tried = [
    { settings: { ...settings, rate: 0.001 }, validation: 3 },
    { settings: { ...settings, rate: 0.01 }, validation: null },
  ];
  const result = {
    ...report,
    rows: [row, { ...row, label: "another", tuned: true, stepwise: false }],
    search: [{ method: "fomaml", steps: 10, tried, chosen: tried[0]?.settings }],
    diverged: [{ label: "wild", trainings: 1, message: "too fast" }],
    differences: [{ label: "another", minus: row.label, value: 0.1, se: 0.01, half: 0.02 }],
  };
  writeFileSync(join(folder, "result.json"), JSON.stringify(result));
}
