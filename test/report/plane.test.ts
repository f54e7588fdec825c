/** Where measurements of two numbers are made: the plane of a design, and of a policy step by step. */
import { expect, test } from "vitest";
import { normals, uniforms } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import type { DesignResult } from "../../src/records/types.js";
import { palette } from "../../src/report/drawing/palette.js";
import { narrow, renderFigure } from "../../src/report/drawing/render.js";
import { figuresOf } from "../../src/report/figures/index.js";
import type { Run } from "../../src/report/reading/run.js";
import { baseline, metricsOf, pharmacokinetic, sPCE } from "./fixtures/index.js";
import { surveillance } from "./policyFixtures.js";

const names = ["dose1", "time1", "dose2", "time2", "dose3", "time3"];
const design = [20, 0.5, 120, 6, 400, 14];
const space = {
  names,
  unit: "",
  units: names.map((_, i) => (i % 2 === 0 ? "mg" : "h")),
  width: 2,
  low: names.map((_, i) => (i % 2 === 0 ? 5 : 0)),
  high: names.map((_, i) => (i % 2 === 0 ? 500 : 24)),
  scales: names.map((_, i) => (i % 2 === 0 ? ("log" as const) : ("linear" as const))),
};

/** A finished design of three measurements, a dose and a time each. */
const placed: Run = (() => {
  const { drawing: _, result, config, ...rest } = pharmacokinetic;
  const finished = result as DesignResult;
  return {
    ...rest,
    name: "design-dose-and-time",
    config: { ...config, designs: 3, about: { ...(config.about as NonNullable<typeof config.about>), design: space } },
    metrics: metricsOf({ starts: [design.map((x) => 0.8 * x)], ends: [design], steps: 3000, bound: 2, sd: 0.05 }),
    result: {
      ...finished,
      design,
      designNames: names,
      designUnit: "",
      baselines: [baseline("equallySpaced", [5, 8, 50, 20, 500, 4], { lower: sPCE(2.2, 0.03), upper: null })],
      training: { ...finished.training, chosen: 0, restarts: [{ design, compared: sPCE(3.1, 0.03), steps: 3000 }] },
    },
  };
})();

const experiments = 40;
/** A policy in the same plane. */
const decided: Run = (() => {
  const [z, u] = [normals(key(3), 3 * experiments), uniforms(key(4), 3 * experiments)];
  const { result: _, drawing: __, rollouts: ___, latency: ____, ...rest } = surveillance;
  const rows = Array.from({ length: experiments }, (_row, i) =>
    [0, 1, 2].flatMap((step) =>
      step === 0 ? [120, 6] : [Math.exp(4 + 0.5 * (z[3 * i + step] as number)), 24 * (u[3 * i + step] as number)],
    ),
  );
  return {
    ...rest,
    name: "policy-dose-and-time",
    config: {
      ...rest.config,
      designs: 3,
      about: { ...(rest.config.about as NonNullable<typeof rest.config.about>), design: space },
    },
    rollouts: { theta: rows.map(() => [1, 1]), design: rows, outcome: rows.map(() => [1, 2, 3]) },
  };
})();

const planeOf = (run: Run) => figuresOf(run).find(({ name }) => name === "plane");
const count = (svg: string, colour: string) => svg.match(new RegExp(`(?:fill|stroke)="${colour}"`, "g"))?.length ?? 0;

test("measurements of one number have no plane", () => {
  expect(planeOf(pharmacokinetic)).toBeUndefined();
  expect(planeOf(surveillance)).toBeUndefined();
});

test("a design is a numbered dot a measurement, at its place on both axes, beside what it is compared with", async () => {
  const figure = planeOf(placed);
  expect(figure?.title).toBe("Where to measure");
  expect(figure?.caption).toContain("open:");
  for (const width of [undefined, narrow]) {
    const svg = await renderFigure(figure as NonNullable<typeof figure>, width);
    const dot = `transform="translate\\(([-\\d.]+),([-\\d.]+)\\)" d="[^"]*" fill="${palette.vermillion}" stroke="${palette.paper}"`;
    const dots = [...svg.matchAll(new RegExp(dot, "g"))];
    const at = dots.map(([, x, y]) => [Number(x), Number(y)] as [number, number]);
    expect(at).toHaveLength(3);
    const [[x1, y1], [x2, y2], [x3, y3]] = at as [[number, number], [number, number], [number, number]];
    // A logarithmic axis of doses, a linear one of times: places are as far apart as shares of both.
    expect((x2 - x1) / (x3 - x1)).toBeCloseTo(Math.log(120 / 20) / Math.log(400 / 20), 2);
    expect((y1 - y2) / (y1 - y3)).toBeCloseTo((6 - 0.5) / (14 - 0.5), 2);
    for (const text of [">1<", ">2<", ">3<", "dose", "time"]) expect(svg).toContain(text);
  }
});

test("a policy is a panel a step, with a dot an experiment", async () => {
  const figure = planeOf(decided);
  expect(figure?.title).toContain("step by step");
  const svg = await renderFigure(figure as NonNullable<typeof figure>);
  for (const step of [1, 2, 3]) expect(svg).toContain(`>measurement ${step}<`);
  expect(count(svg, palette.blue)).toBeGreaterThanOrEqual(3 * experiments);
});

test("axes over decades have lines at powers of ten alone, and room for title and labels", async () => {
  const config = placed.config as NonNullable<typeof placed.config>;
  const about = config.about as NonNullable<typeof config.about>;
  const wide = { ...space, low: names.map(() => 0.01), high: names.map(() => 100), scales: names.map(() => "log" as const) };
  const run = { ...placed, config: { ...config, about: { ...about, design: wide } } } as Run;
  const drawn = (wanted: string) => {
    const figure = figuresOf(run).find(({ name }) => name === wanted);
    if (!figure) throw new Error(`no figure ${wanted}`);
    return renderFigure(figure);
  };
  const svg = await drawn("plane");
  expect(svg.match(new RegExp(`<line [^>]*stroke="${palette.hairline}"`, "g"))).toHaveLength(10);
  for (const label of ["0.01", "0.1", "1", "10", "100"]) expect(svg).toContain(`>${label}</text>`);
  const path = await drawn("path");
  const of = (pattern: RegExp): number => Number(pattern.exec(path)?.[1]);
  // a line of 13 pixels that is turned stands left of where it is put
  expect(of(/transform="translate\(([\d.]+),/) - of(/translate\(-([\d.]+),[\d.]+\) rotate\(-90\)/)).toBeGreaterThan(13);
});
