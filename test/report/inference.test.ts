/** The page and the figures of what was inferred. */
import { expect, test } from "vitest";
import { palette } from "../../src/report/drawing/palette.js";
import { narrow, renderFigure } from "../../src/report/drawing/render.js";
import { inferenceFiguresOf } from "../../src/report/figures/inference/index.js";
import { density } from "../../src/report/figures/inference/marginals.js";
import { inferenceBody } from "../../src/report/page/inferencePage.js";
import type { InferredRun } from "../../src/report/reading/inference.js";
import { concentrations, oneNumber } from "./fixtures/inferred.js";
import { expectFigure } from "./snapshot.js";

const namesOf = (run: InferredRun) => inferenceFiguresOf(run).map(({ name }) => name);

test("figures of three parameters, for wide and for narrow windows", async () => {
  expect(namesOf(concentrations)).toEqual(["predictive", "marginals", "pairs"]);
  for (const figure of inferenceFiguresOf(concentrations)) {
    expectFigure(`inferred-${figure.name}`, await renderFigure(figure));
    expectFigure(`inferred-${figure.name}-narrow`, await renderFigure(figure, narrow));
  }
});

test("one parameter has no pairs; outcomes without a place of their own stand in a row; failed simulations are passed over", async () => {
  expect(namesOf(oneNumber)).toEqual(["predictive", "marginals"]);
  const [predictive] = inferenceFiguresOf(oneNumber);
  const svg = await renderFigure(predictive as NonNullable<typeof predictive>);
  expect(svg).toContain("outcome, in the order of the data");
  expect(svg.match(new RegExp(`fill="${palette.vermillion}" stroke="${palette.paper}"`, "g"))).toHaveLength(3);
});

test("a smoothed density has the draws' mass, where they are", () => {
  const values = Array.from({ length: 401 }, (_, i) => -2 + i / 100);
  const curve = density(values, [-4, 4]);
  const step = 8 / (curve.length - 1);
  expect(curve.reduce((sum, { y }) => sum + y * step, 0)).toBeCloseTo(1, 2);
  expect(curve[curve.length >> 1]?.y).toBeCloseTo(0.25, 2);
});

test("the page says what is known, in words and numbers, and what is in doubt; names are no markup", async () => {
  const files: Record<string, string> = {};
  const page = String(await inferenceBody(concentrations, inferenceFiguresOf(concentrations), files));
  expect(Object.keys(files)).toEqual(["predictive", "marginals", "pairs"]);
  for (const words of [
    "What is known now",
    "ka = 1.01\u00a01/h",
    "with 95 % probability between 0.842 and 1.19\u00a01/h",
    "was 0.22 before the data",
    "The data look like what the model simulates",
    "the chains &lt;were&gt; short",
    "5 outcomes (1 more are missing)",
  ])
    expect(page).toContain(words);
  const said = async (p: number) => {
    const { result } = concentrations;
    return String(
      await inferenceBody({ ...concentrations, result: { ...result, predictive: { ...result.predictive, p } } }, [], {}),
    );
  };
  expect(await said(0.05)).toContain("The data look like what the model simulates with these parameters (p = 0.050)");
  expect(await said(0.013)).toContain("The data are somewhat unusual for what the model simulates with these parameters");
  expect(await said(0.0099)).toContain("The data do not look like what the model simulates with these parameters");
  const doubted = String(await inferenceBody(oneNumber, [], {}));
  expect(doubted).toContain("The data do not look like what the model simulates with these parameters (p = 0.0020)");
});

test("limits are triangles that point to where the outcome lies, and the caption says so", async () => {
  const { config } = concentrations;
  const [first] = config.data.experiments;
  const censored = first?.outcome.map((_, i) => (i === 0 ? "below" : i === 1 ? "above" : null)) as ("below" | "above" | null)[];
  const data = { ...config.data, experiments: [{ ...(first as NonNullable<typeof first>), censored }] };
  const pathsIn = async (run: InferredRun) => {
    const [figure] = inferenceFiguresOf(run) as [NonNullable<ReturnType<typeof inferenceFiguresOf>[0]>];
    const svg = await renderFigure(figure);
    const marks = [...svg.matchAll(new RegExp(`d="([^"]+)"[^>]*fill="${palette.vermillion}" stroke="${palette.paper}"`, "g"))];
    return { caption: figure.caption, arcs: marks.filter(([, d]) => d?.includes("A")).length, marks: marks.length };
  };
  const [exact, limits] = [await pathsIn(concentrations), await pathsIn({ ...concentrations, config: { ...config, data } })];
  expect([exact.marks, limits.marks]).toEqual([exact.arcs, exact.arcs]);
  expect(limits.arcs).toBe(exact.arcs - 2);
  expect([exact.caption, limits.caption].map((caption) => caption.includes("Triangles"))).toEqual([false, true]);
});
