/** The figure of what an auxiliary network says of single pairs, where something is said of them. */
import { expect, test } from "vitest";
import { renderFigure } from "../../src/report/drawing/render.js";
import { pointwiseFigure } from "../../src/report/figures/benchmark/pointwise.js";
import type { BenchmarkRun } from "../../src/report/reading/benchmark.js";

const runWith = (pointwise: BenchmarkRun["result"]["pointwise"]): BenchmarkRun =>
  ({ result: { estimator: "flo", levels: [{ information: 0.144 }], pointwise } }) as unknown as BenchmarkRun;

const slices = {
  x: [-1, 0, 1],
  y: [-1.5, 2],
  found: [
    [0.5, 0, -0.5],
    [-1, 0, 1],
  ],
  truth: [
    [0.6, 0, -0.6],
    [-1, 0.1, 1],
  ],
};

test("lines at each y, found and true, with what they are off by in words; none where nothing is said, or of more columns", async () => {
  const figure = pointwiseFigure(runWith({ rms: 0.0652, within95: 0.142, slices }));
  if (!figure) throw new Error("no figure");
  expect(figure.caption).toContain("at 0.144 nats of information");
  expect(figure.caption).toContain("0.0652 nats; 95 % of them are within 0.142");
  const svg = await renderFigure(figure);
  for (const label of ["y = −1.5", "y = 2.0", "truth"]) expect(svg).toContain(label);
  expect(svg).not.toMatch(/NaN|undefined/);
  for (const none of [{ rms: null, within95: null }, { rms: 0.1, within95: 0.2 }, undefined])
    expect(pointwiseFigure(runWith(none as BenchmarkRun["result"]["pointwise"]))).toBeUndefined();
});
