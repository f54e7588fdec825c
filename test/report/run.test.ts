import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/basics/errors.js";
import type { Estimator } from "../../src/contracts/bounds.js";
import type { Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import type { DesignResult } from "../../src/records/types.js";
import { warningsOf } from "../../src/report/reading/checks.js";
import { boundsOf, designWords, restartsOf } from "../../src/report/reading/facts.js";
import { loadRun, parseMetrics } from "../../src/report/reading/run.js";
import { describeRun } from "../../src/runs/about.js";
import { linear, mixed, pharmacokinetic, pharmacokineticAbout, sir, sNMC, sPCE, unfinished, writeRun } from "./fixtures/index.js";

const parent = mkdtempSync(join(tmpdir(), "floe-report-"));
afterAll(() => rmSync(parent, { recursive: true }));

test("loadRun gives back what was written, finished or not", () => {
  expect(loadRun(writeRun(parent, pharmacokinetic))).toEqual(pharmacokinetic);
  expect(loadRun(writeRun(parent, unfinished))).toEqual(unfinished);
});

describe("loadRun says what is wrong, where, and what to do", () => {
  const damaged = (file: string, text: string) => {
    const folder = writeRun(mkdtempSync(join(parent, "damaged-")), pharmacokinetic);
    writeFileSync(join(folder, file), text);
    return folder;
  };
  test.each([
    ["a folder without config.json", () => mkdtempSync(join(parent, "empty-")), /is not a run folder: it has no config\.json/],
    ["no folder at all", () => join(parent, "absent"), /there is no run folder/],
    ["a torn result.json", () => damaged("result.json", '{"kind": "des'), /result\.json is damaged/],
    ["a list for a config", () => damaged("config.json", "[]"), /config\.json is damaged/],
    ["another kind of run", () => damaged("result.json", '{"kind": "meta"}'), /runs of kind "meta"/],
    [
      "a result without a gain",
      () => damaged("result.json", '{"kind": "design", "design": [1]}'),
      /is damaged: it lacks designNames, gain, baselines/,
    ],
  ])("%s", (_, make, message) => {
    const folder = make();
    expect(() => loadRun(folder)).toThrow(InputError);
    expect(() => loadRun(folder)).toThrow(message);
  });
});

test("a torn last line of metrics.jsonl is expected, other unreadable lines are told", () => {
  const line = JSON.stringify(pharmacokinetic.metrics[0]);
  expect(parseMetrics(`${line}\n${line.slice(0, 20)}`)).toEqual({ metrics: [pharmacokinetic.metrics[0]], problems: [] });
  const { metrics, problems } = parseMetrics(`${line}\nrubbish\n{"step": 1}\nnull\n${line}\n`);
  expect(metrics).toHaveLength(2);
  expect(problems).toEqual(["metrics.jsonl: 3 unreadable lines are left out of the figures"]);
  expect(parseMetrics("")).toEqual({ metrics: [], problems: [] });
});

test("a damaged drawing costs the picture, not the report", () => {
  const folder = writeRun(mkdtempSync(join(parent, "undrawn-")), pharmacokinetic);
  for (const text of ["{", "null", '{"xs": [1, 2], "paths": [[1]]}']) {
    writeFileSync(join(folder, "drawing.json"), text);
    const run = loadRun(folder);
    expect(run.drawing).toBeUndefined();
    expect(run.problems).toEqual([expect.stringMatching(/^drawing\.json is damaged/)]);
  }
});

test("the chosen restart is the result's, or the one in progress", () => {
  expect(restartsOf(pharmacokinetic).map(({ index, chosen }) => [index, chosen])).toEqual([
    [0, false],
    [1, true],
    [2, false],
  ]);
  expect(restartsOf(unfinished).map(({ chosen }) => chosen)).toEqual([false, true]);
});

test("designs in words: units, repeats, and names where each number has its own limits", () => {
  expect(designWords(pharmacokinetic).replaceAll("\u00a0", " ")).toBe("0.40, 0.41, 4.87, 18.66 and 20.93 h");
  expect(designWords(linear)).toBe("−10 (5 times) and 10 (5 times)");
  expect(designWords(mixed)).toBe('dose <b>A</b> = 320, rate & co = 0.35 and time "0" = 6.2');
});

test("limits come from the records; where they are not told, the values seen stand in and are called that", () => {
  expect(boundsOf(pharmacokinetic)).toEqual({ low: [0, 0, 0, 0, 0], high: [24, 24, 24, 24, 24], known: true });
  const { about: _, ...untold } = sir.config;
  expect(boundsOf({ ...sir, config: untold as typeof sir.config })).toMatchObject({ known: false, low: [0, 0, 0, 0, 0] });
});

test("records that contradict themselves are warned of, chance is not", () => {
  const result = linear.result as DesignResult;
  const warned = (gain: DesignResult["gain"]) => warningsOf({ ...linear, result: { ...result, gain, baselines: [] } });
  expect(warned({ lower: sPCE(5.2, 0.02), upper: sNMC(5.15, 0.02), exact: 5.135 })).toEqual([
    "the optimised design: the lower bound 5.200 exceeds the exact gain 5.135 by more than chance",
  ]);
  expect(warned({ lower: sPCE(5.4, 0.02), upper: sNMC(5.2, 0.02) })[0]).toMatch(
    /lower bound 5.400 exceeds the upper bound 5.200/,
  );
  expect(warned({ lower: sPCE(4.9, 0.02), upper: sNMC(5, 0.02), exact: 5.135 })[0]).toMatch(
    /upper bound 5.000 is below the exact gain/,
  );
  expect(warned({ lower: sPCE(5.16, 0.02), upper: sNMC(5.14, 0.02), exact: 5.135 })).toEqual([]);
});

test("caps that bind are warned of unless the run said so itself", () => {
  const result = linear.result as DesignResult;
  const training = { ...result.training, cap: 4.159, bound: { value: 4.03, se: 0.01 } };
  const near = { ...result, training, gain: { lower: { ...sPCE(3.9, 0.01), cap: 4.1 }, upper: null }, baselines: [] };
  expect(warningsOf({ ...linear, result: near })).toEqual([
    expect.stringMatching(/^training ended at 4\.03 nats, close to the cap of flo at this batch size, 4\.16 nats/),
    expect.stringMatching(/^the lower bound 3\.90 is close to the most that sPCE could report, 4\.10 nats/),
  ]);
  expect(warningsOf({ ...linear, result: { ...near, warnings: ["the cap binds"] } })).toEqual(["the cap binds"]);
});

test("describeRun keeps names, units, limits and sources; an unlimited estimator has no cap", () => {
  const { design, theta, outcome, summary } = pharmacokineticAbout;
  const simulator = { summary, prior: theta, designs: { ...design, kind: "times" }, outcome } as unknown as Simulator;
  const family = { name: "pharmacokinetic", summary: "one compartment" } as SimulatorFamily;
  const estimator = (cap: number) => ({ name: "e", summary: "s", reference: "r", cap: () => cap }) as unknown as Estimator;
  const about = describeRun(family, simulator, estimator(Number.POSITIVE_INFINITY), 64);
  expect(about).toEqual({
    ...pharmacokineticAbout,
    methods: [
      { name: "pharmacokinetic", summary: "one compartment" },
      { name: "e", summary: "s", reference: "r" },
    ],
  });
  expect(describeRun(family, simulator, estimator(Math.log(64)), 64).cap).toBe(Math.log(64));
});
