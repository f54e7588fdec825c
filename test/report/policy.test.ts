import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import type { Drawing, Rollouts } from "../../src/records/types.js";
import { narrow, renderFigure } from "../../src/report/drawing/render.js";
import { classesOf, ordinal } from "../../src/report/figures/fan.js";
import { figuresOf, figuresOfAll } from "../../src/report/figures/index.js";
import { binsOf } from "../../src/report/figures/peakOffsets.js";
import { makePage } from "../../src/report/page/page.js";
import { choiceRange, chosenOf, decisionWords } from "../../src/report/reading/decisions.js";
import { peaksOf, ratio, verdictOf } from "../../src/report/reading/peaks.js";
import { loadRun, type Run } from "../../src/report/reading/run.js";
import { sir, writeRun } from "./fixtures/index.js";
import { surveillance, uncurved } from "./policyFixtures.js";
import { expectFigure } from "./snapshot.js";

const parent = mkdtempSync(join(tmpdir(), "floe-policy-report-"));
afterAll(() => rmSync(parent, { recursive: true }));

const svgOf = (run: Run, name: string, width?: number) => {
  const figure = figuresOf(run).find((candidate) => candidate.name === name);
  if (!figure) throw new Error(`${run.name} has no figure ${name}`);
  return renderFigure(figure, width);
};

test("a policy has its own figures, in this order; one without courses does without what needs them", () => {
  expect(figuresOf(surveillance).map(({ name }) => name)).toEqual(
    ["fan", "responses", "episodes", "peaks", "comparison", "steps", "training", "path"], // biome-ignore format: a list
  );
  expect(figuresOf(uncurved).map(({ name }) => name)).toEqual(
    ["fan", "responses", "comparison", "steps", "training", "path"], // biome-ignore format: a list
  );
});

test.each(["fan", "responses", "episodes", "peaks", "steps", "training"])("figure %s of a policy", async (name) => {
  expectFigure(`policy-${name}`, await svgOf(surveillance, name));
});

test("figures of a policy for a narrow window, with upper bounds, and beside a design", async () => {
  for (const name of ["fan", "responses", "episodes"])
    expectFigure(`policy-${name}-narrow`, await svgOf(surveillance, name, narrow));
  expectFigure("uncurved-steps", await svgOf(uncurved, "steps"));
  const both = figuresOfAll([surveillance, sir]);
  expect(both.map(({ name }) => name)).toEqual(["gains", "designs", "trainings"]);
  expectFigure("policy-beside-design", await renderFigure(both[1] as (typeof both)[number]));
});

test("examples of a refined policy show what had been measured before, and count on from it", async () => {
  const svg = await svgOf({ ...surveillance, after: [{ design: [20], outcome: [333] }, { design: [30] }] }, "episodes");
  expect(svg).toContain("measured before");
  expect(svg).toContain(">5</text>"); // the third of the policy's own, after two
  expect(svg).not.toContain(">2</text>");
  const plainly = await svgOf(surveillance, "episodes");
  expect(plainly).not.toContain("measured before");
  expect(plainly).toContain(">2</text>");
  const marks = (text: string) => text.match(/<path/g)?.length ?? 0;
  expect(marks(svg)).toBe(marks(plainly) + 3 + 1); // one open dot an example, and one in the legend: nothing stands for what was lost
});

test("small multiples are as wide as asked for, and every experiment is in them", async () => {
  const wide = await svgOf(surveillance, "responses");
  expect(wide).toContain('width="720"');
  expect(await svgOf(surveillance, "responses", narrow)).toContain(`width="${narrow}"`);
  expect(wide.match(/<path [^>]*fill-opacity="0.55"|<path [^>]*opacity="0.55"/g)).toHaveLength(2 * 120);
});

describe("what the page says", () => {
  let words = "";
  beforeAll(async () => {
    const { html } = await makePage([surveillance]);
    words = html
      .replace(/<(style|svg)[\s\S]*?<\/\1>/g, " ")
      .replace(/<[^>]+>/g, " ")
      .replace(/[\s\u00a0]+/g, " ");
  });
  test.each([
    [
      "what was asked",
      /which 3 values of t1, t2 and t3, each from 0 to 99.99 days, chosen one after the other, each after the outcomes before it, make/,
    ],
    ["what was found", /First at 9 days, then at [\d.]+ to [\d.]+ days, then at [\d.]+ to [\d.]+ days/],
    ["its worth", /The information to be expected from it is at least 3.310 ± 0.014 nats/],
    ["how much better it is", /0.15 ± 0.02 nats more than static , 1.41 ± 0.02 nats more than equally spaced and/],
    ["how quick it is", /A decision takes 41.2 µs \(median of 2,000, each the quickest of three; 99th percentile 73.8 µs\)/],
    ["how it goes about the peak", /Does it measure densely around the peak and sparsely after it\? (Yes|No|In part)/],
    ["where it measures", /Where the policy measures, over 120 simulated experiments/],
    ["from which static designs", /Settings and versions/],
    ["how it was made", /recurrent : reads one measurement after the other/],
  ])("%s", (_, pattern) => expect(words).toMatch(pattern));

  test("side by side with a design, each by its own name", async () => {
    const { html } = await makePage([surveillance, sir]);
    expect(html).toContain("policy-sir-2026-01-05");
    expect(html).toMatch(/decides after every outcome<\/th><td>recurrent<\/td><td>–/);
  });

  test("an unfinished policy claims nothing", async () => {
    const { result: _, rollouts: __, latency: ___, ...begun } = surveillance;
    const { html } = await makePage([{ ...begun, metrics: begun.metrics.slice(0, 120) }]);
    expect(html).toContain("This run has no result yet.");
    expect(html).not.toMatch(/Policy found|A decision takes/);
  });
});

test("loadRun gives back what was written; damaged rollouts cost their pictures, not the report", () => {
  const folder = writeRun(parent, surveillance);
  expect(loadRun(folder)).toEqual(surveillance);
  const { design, outcome } = surveillance.rollouts as Rollouts;
  for (const text of [
    "{",
    "null",
    JSON.stringify({ design, outcome: outcome.slice(1), theta: outcome }),
    '{"design":[[1]],"outcome":[["x"]],"theta":[[1]]}',
  ]) {
    writeFileSync(join(folder, "rollouts.json"), text);
    const run = loadRun(folder);
    expect(run.rollouts).toBeUndefined();
    expect(run.problems).toEqual([expect.stringMatching(/^rollouts\.json is damaged/)]);
  }
});

describe("measurements around the peak", () => {
  const xs = Array.from({ length: 101 }, (_, i) => i);
  const drawing: Drawing = { xTitle: "time", yTitle: "y", xs, paths: [] };
  const withPeaks = (peaks: readonly number[], design: (peak: number) => number[]): Run => ({
    ...surveillance,
    drawing,
    rollouts: {
      theta: peaks.map(() => [1]),
      design: peaks.map(design),
      outcome: peaks.map((peak) => design(peak).map(() => 1)),
      courses: peaks.map((peak) => xs.map((x) => -Math.abs(x - peak))),
    },
  });
  const peaks = Array.from({ length: 40 }, (_, i) => 30 + i);

  test("counted by hand", () => {
    const found = peaksOf(withPeaks(peaks, (peak) => [peak - 15, peak - 2, peak + 4]));
    expect(found).toMatchObject({ count: 40, of: 40 });
    expect(found?.window).toBe(10);
    expect(found?.policy).toMatchObject({ distance: 4, gaps: { before: 13, across: 6 } });
    expect(found?.policy.near.value).toBeCloseTo(2 / 3, 9);
    expect(found?.policy.near.se).toBeCloseTo(0, 9);
    expect(found?.policy.gaps.after).toBeUndefined();
    expect(found?.policy.rates.around.value).toBeCloseTo(2 / 2, 3);
    // one a run, in the days before the window around its peak
    expect(found?.policy.rates.before.value).toBeCloseTo(40 / (peaks.reduce((sum, peak) => sum + peak - 10, 0) / 10), 9);
    expect(found?.policy.rates.after.value).toBe(0);
    expect(found && verdictOf(found)).toBe("yes");
  });

  test("a policy that does not look is no denser than the static design", () => {
    const found = peaksOf(withPeaks(peaks, () => [9, 21, 44]));
    expect(found?.nearer).toEqual({ value: 0, se: 0 });
    expect(found?.policy).toEqual(found?.fixed);
    expect(found && verdictOf(found)).not.toBe("yes");
  });

  test("where courses have no peak inside there is no answer", () => {
    expect(peaksOf(withPeaks([0, 100, 0, 100, 50], (x) => [x]))).toBeUndefined();
    expect(peaksOf(uncurved)).toBeUndefined();
  });

  test("a ratio's standard error is that of repeated samples", () => {
    const once = (i: number) => {
      const z = normals(key(300 + i), 400);
      const lengths = Array.from({ length: 200 }, (_, j) => 2 + Math.abs(z[j] as number));
      return ratio(lengths.map((length, j) => 0.5 * length + (z[200 + j] as number)), lengths); // biome-ignore format: short
    };
    const repeats = Array.from({ length: 400 }, (_, i) => once(i));
    const mean = repeats.reduce((sum, { value }) => sum + value, 0) / 400;
    const sd = Math.sqrt(repeats.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / 399);
    expect(Math.abs(mean - 0.5)).toBeLessThan((4 * sd) / 20);
    // the sd of 400 values is known to 3.5 %
    expect(Math.abs((repeats[0] as { se: number }).se / sd - 1)).toBeLessThan(0.2);
  });
});

test("classes of outcomes hold as many each, and equal outcomes are one class", () => {
  expect(classesOf(Array.from({ length: 101 }, (_, i) => i))).toEqual([20, 40, 60, 80]);
  expect(classesOf([0, 0, 0, 0, 0, 0, 0, 0, 5, 9])).toHaveLength(1);
  expect(classesOf([3, 3, 3])).toEqual([]);
});

test("small helpers: bins add up, ordinals, the part of the axis that is drawn, choices in words", () => {
  const values = Array.from(normals(key(3), 500), (z) => 10 * z);
  const bins = binsOf(values, 5, Math.min(...values), Math.max(...values) + 1e-9);
  expect(bins.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(100, 9);
  expect(bins.every(({ from, to }) => to - from === 5 && Number.isInteger(from / 5))).toBe(true);
  expect([1, 2, 3, 4, 11, 12, 21, 22, 101].map(ordinal)).toEqual(["1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "22nd", "101st"]); // biome-ignore format: a list
  expect(choiceRange(surveillance, [10, 90])).toEqual([0, 99.99]);
  const [low, high] = choiceRange(surveillance, [40, 44]);
  expect(low).toBeLessThan(40);
  expect(high).toBeGreaterThan(44);
  expect(high - low).toBeCloseTo(0.15 * 99.99 + 0.16 * 4, 6);
  expect(chosenOf({ theta: [], design: [[1, 5], [1, 7], [1, 6]], outcome: [] })[1]?.median).toBe(6); // biome-ignore format: short
  expect(decisionWords(sir)).toBeUndefined();
});
