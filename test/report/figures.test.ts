import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DesignResult } from "../../src/records/types.js";
import { labelRoom, textWidth } from "../../src/report/drawing/marks.js";
import { palette } from "../../src/report/drawing/palette.js";
import { narrow, renderFigure } from "../../src/report/drawing/render.js";
import { quantilesOf } from "../../src/report/figures/drawing.js";
import { figuresOf, figuresOfAll } from "../../src/report/figures/index.js";
import { smooth } from "../../src/report/figures/rolling.js";
import type { Run } from "../../src/report/reading/run.js";
import { begun, capped, linear, mixed, pharmacokinetic, sir, unfinished } from "./fixtures/index.js";
import { expectFigure } from "./snapshot.js";

const silent = ["log", "info", "warn", "error"] as const;
beforeEach(() => {
  for (const method of silent) vi.spyOn(console, method);
});
afterEach(() => {
  for (const method of silent) expect(console[method], `console.${method}`).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

const svgOf = (run: Run, name: string, width?: number) => {
  const figure = figuresOf(run).find((candidate) => candidate.name === name);
  if (!figure) throw new Error(`${run.name} has no figure ${name}`);
  return renderFigure(figure, width);
};

test.each([
  ["pharmacokinetic", pharmacokinetic, ["design", "comparison", "training", "path"]],
  ["linear", linear, ["design", "comparison"]],
  ["capped", capped, ["training"]],
  ["sir", sir, ["design", "comparison"]],
  ["unfinished", unfinished, ["design", "training", "path"]],
  ["mixed", mixed, ["design", "path"]],
] as const)("figures of %s", async (label, run, names) => {
  for (const name of names) expectFigure(`${label}-${name}`, await svgOf(run, name));
});

test("figures for a narrow window", async () => {
  for (const name of ["design", "comparison", "training"])
    expectFigure(`pharmacokinetic-${name}-narrow`, await svgOf(pharmacokinetic, name, narrow));
});

test("figures of two runs side by side", async () => {
  for (const figure of figuresOfAll([linear, capped])) expectFigure(`side-by-side-${figure.name}`, await renderFigure(figure));
});

test("an unfinished run has no comparison, a run without curves has its limits drawn", () => {
  expect(figuresOf(unfinished).map(({ name, title }) => [name, title])).toEqual([
    ["design", "Where to measure, so far"],
    ["training", "Training: the bound that was maximised (flo)"],
    ["path", "The design while it is trained"],
  ]);
  expect(figuresOf(mixed)[0]?.title).toBe("The design within its limits");
  expect(figuresOf(begun)).toEqual([]);
});

/** Pixel heights inside the plot of full-width horizontal lines of one colour. */
function levels(svg: string, colour: string): number[] {
  return [...svg.matchAll(/<path d="M0,([-\d.]+)L[\d.]+,\1" stroke="(#[0-9a-f]+)"/g)].flatMap(([, y, stroke]) =>
    stroke === colour ? [Number(y)] : [],
  );
}

test("the cap, the exact gain and both bounds are drawn at their values", async () => {
  const svg = await svgOf(capped, "training");
  const [cap, exact, lower, upper] = [palette.vermillion, palette.ink, palette.green, palette.purple].map(
    (colour) => levels(svg, colour)[0] as number,
  );
  // The axis is linear, so differences of pixels are to each other as differences of nats.
  const scale = ((cap as number) - (exact as number)) / (5.135 - Math.log(64));
  expect(((lower as number) - (exact as number)) / scale).toBeCloseTo(0.004, 3);
  expect(((upper as number) - (exact as number)) / scale).toBeCloseTo(-0.003, 3);
  expect(svg).toContain(">cap 4.159<");
  expect(await svgOf(linear, "training")).not.toContain(">cap");
});

test("an upper bound that is loose by many nats is told, and leaves the height to the training", async () => {
  const result = capped.result as DesignResult;
  const upper = result.gain.upper as NonNullable<typeof result.gain.upper>;
  const loose: Run = { ...capped, result: { ...result, gain: { ...result.gain, upper: { ...upper, value: 41.2, se: 6 } } } };
  const figure = figuresOf(loose).find(({ name }) => name === "training");
  expect(figure?.caption).toMatch(/The upper bound, 41\.20\s±\s6\.00 nats, lies above the picture\./);
  expect(levels(await svgOf(loose, "training"), palette.purple)).toEqual([]);
});

test("every measurement is one dot, also where times coincide, and the values are printed", async () => {
  const dotsIn = (svg: string) => svg.match(new RegExp(`fill="${palette.vermillion}" stroke="${palette.paper}"`, "g"))?.length;
  const five = await svgOf(pharmacokinetic, "design");
  expect(dotsIn(five)).toBe(5);
  expect(five).toContain(">0.40, 0.41<");
  const ten = await svgOf(linear, "design");
  expect(dotsIn(ten)).toBe(10);
  expect(ten).toContain(">−10 ×5<");
});

test("labels of many distinct times turn rather than overlap, and give way to the table beyond that", async () => {
  const withTimes = (count: number): Run => {
    const design = Array.from({ length: count }, (_, i) => 0.3 + (23 * i) / (count - 1));
    const result = pharmacokinetic.result as DesignResult;
    return {
      ...pharmacokinetic,
      result: { ...result, design, designNames: design.map((_, i) => `t${i + 1}`), baselines: [] },
      metrics: [],
    };
  };
  const placed = (svg: string) => svg.match(/<text [^>]*transform="([^"]*)"[^>]*>23\.30</)?.[1];
  expect(placed(await svgOf(withTimes(12), "design"))).toMatch(/^translate\([^)]*\)$/);
  expect(placed(await svgOf(withTimes(20), "design", narrow))).toContain("rotate(270)");
  expect(placed(await svgOf(withTimes(60), "design", narrow))).toBeUndefined();
});

test("bands are quantiles of the paths, position by position", () => {
  const paths = Array.from({ length: 101 }, (_, p) => [p, 100 - p, 7]);
  const [first, second, third] = quantilesOf({ xTitle: "", yTitle: "", xs: [0, 1, 2], paths });
  expect(first).toEqual({ x: 0, q05: 5, q25: 25, median: 50, q75: 75, q95: 95 });
  expect(second).toEqual({ x: 1, q05: 5, q25: 25, median: 50, q75: 75, q95: 95 });
  expect(third).toEqual({ x: 2, q05: 7, q25: 7, median: 7, q75: 7, q95: 7 });
});

test("the rolling mean keeps a straight line straight up to both ends and the length in check", () => {
  const record = Array.from({ length: 1000 }, (_, i) => ({ step: i, value: 3 - 0.002 * i }));
  const smoothed = smooth(record);
  expect(smoothed.length).toBeLessThanOrEqual(251);
  expect(smoothed.at(-1)?.step).toBe(999);
  for (const { step, mean } of smoothed) expect(mean).toBeCloseTo(3 - 0.002 * step, 9);
  expect(smooth([{ step: 5, value: 2 }])).toEqual([{ step: 5, mean: 2, low: 2, high: 2 }]);
});

test("a picture is exactly as wide as asked for", async () => {
  expect(await svgOf(sir, "path", narrow)).toContain(`width="${narrow}"`);
  expect(await svgOf(sir, "path")).toContain('width="720"');
});

test("labels of far places have room, and short ones what they had", () => {
  expect(labelRoom(52, { domain: [0, 24], title: "t (h)" })).toBe(52);
  for (const title of ["", "date"])
    expect(labelRoom(52, { domain: [2459000.5, 2459002.5], title })).toBeGreaterThan(textWidth("2,459,002.5") + (title ? 20 : 8));
});

/** A drift in parallel, and one jump. */
const drifting: Run = {
  ...capped,
  metrics: capped.metrics.map((line, i) => ({
    ...line,
    parts: {
      joint: { value: line.bound + 0.002 * i, se: 0.02 },
      others: { value: 0.002 * i + (i === 60 ? 1 : 0), se: 0.02 },
    },
  })),
};

test("both terms of the bound are drawn where the metrics have them", async () => {
  expect(figuresOf(capped).map(({ name }) => name)).not.toContain("terms");
  expectFigure("capped-terms", await svgOf(drifting, "terms"));
  expectFigure("capped-terms-narrow", await svgOf(drifting, "terms", narrow));
});

/** What the bound's auxiliary alone says, beside it: half a nat above at first. */
const readingOut: Run = {
  ...pharmacokinetic,
  metrics: pharmacokinetic.metrics.map((line, i) => ({
    ...line,
    readOut: { value: line.bound + 0.5 * Math.exp(-line.step / 400) + 0.03 * Math.sin(i), se: 0.05 },
  })),
};

test("what the auxiliary alone says is a line beside the training bound where the metrics have it", async () => {
  expectFigure("read-out-training", await svgOf(readingOut, "training"));
  expectFigure("read-out-training-narrow", await svgOf(readingOut, "training", narrow));
  const caption = (run: Run) => figuresOf(run).find(({ name }) => name === "training")?.caption;
  expect(caption(readingOut)).toContain("bounds neither side");
  expect(caption(pharmacokinetic)).not.toContain("auxiliary");
});
