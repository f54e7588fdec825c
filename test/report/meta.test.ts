/** What the page of a comparison says and draws, from records that were made up so that the right words are known. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ComparedRow, MetaCompareConfig, MetaComparison } from "../../meta/compare/recordTypes.js";
import { metaCompare } from "../../meta/kinds/comparison.js";
import { conclusions } from "../../meta/report/conclusions.js";
import { metaFigures } from "../../meta/report/figures.js";
import { resolveTraining } from "../../meta/setup.js";
import { type Figure, renderFigure } from "../../src/report/drawing/render.js";
import { expectFigure } from "./snapshot.js";

const summary = (result: MetaComparison) => metaCompare.summary(result, {} as MetaCompareConfig);

const grid = Array.from({ length: 20 }, (_, i) => -4.75 + i / 2);
const truth = grid.map(Math.sin);
const course = (end: number) => ({ steps: [50, 100], seconds: [1, 2], validation: [2 * end, end] });

/** Of many seeds. */
const error = (se: number) => ({ se, half: 1.96 * se });

function row(label: string, method: string, value: number, more: Partial<ComparedRow> = {}): ComparedRow {
  const stepwise = method === "fomaml";
  const errors = (stepwise ? [0, 1, 5] : [0]).map((steps) => ({
    steps,
    value: value + (stepwise ? 0.1 * (5 - steps) : 0),
    ...error(0.02),
  }));
  return {
    label,
    tuned: label.endsWith("tuned"),
    ablation: false,
    training: resolveTraining({ method }),
    stepwise,
    parameters: 17_025,
    criticParameters: stepwise ? 0 : 9000,
    seconds: 2,
    errors,
    best: errors.at(-1) as ComparedRow["best"],
    bySupport: [1, 3].map((support) => ({ support, value: value + 1 / support, ...error(0.02) })),
    courses: [course(value)],
    predictions: [truth, truth],
    ...more,
  };
}

function comparison(noiseMinusMain: number, se: number): MetaComparison {
  // measured on the test tasks, exact, and on the validation tasks
  const reference = (name: string, value: number, exact: number, validation: number) => ({
    name,
    summary: "a level",
    value,
    se: 0.05,
    exact,
    validation,
    bySupport: [{ support: 3, value, se: 0.05 }],
    predictions: [truth, truth],
  });
  const example = { x: [-1, 0, 2], y: [-1, 0, 1], truth };
  return {
    kind: "metaCompare",
    backend: "wasm",
    version: "0.1.0",
    family: "sine",
    support: 3,
    levels: { zero: 4.25, mean: 3.01, oracle: 0 },
    tasks: 1000,
    points: 100,
    seeds: 5,
    search: [
      {
        method: "fomaml",
        steps: 100,
        tried: [
          { settings: { rate: 0.1 }, validation: 2 },
          { settings: { rate: 0.2 }, validation: 1 },
          { settings: { rate: 0.3 }, validation: null },
        ],
        chosen: { rate: 0.2 },
      },
    ],
    rows: [
      row("metaFlo, tuned", "metaFlo", 0.4, {
        courses: [
          {
            ...course(0.4),
            information: [
              { step: 50, nats: 1 },
              { step: 100, nats: 2 },
            ],
          },
        ],
      }),
      row("noise", "noise", 0.4 + noiseMinusMain, { ablation: true }),
      row("fomaml, as in the paper", "fomaml", 3),
      row("fomaml, tuned", "fomaml", 0.8),
    ],
    references: [reference("zero", 4.37, 4.25, 4.1), reference("mean", 3.18, 3.01, 2.9), reference("oracle", 0, 0, 0)],
    diverged: [],
    differences: [{ label: "noise", minus: "metaFlo, tuned", value: noiseMinusMain, ...error(se) }],
    grid,
    examples: [example, example],
  };
}

const said = (of: MetaComparison) => conclusions(of).join("\n");

test("the words follow the numbers: amortisation where the unpenalised network does as well", () => {
  const words = said(comparison(0.003, 0.01));
  expect(words).toContain(
    "metaFlo, tuned: 0.40 (95 % interval 0.36 to 0.44), clearly below fomaml, tuned after its best number of steps (5)",
  );
  expect(words).toContain("50 % of it");
  expect(words).toContain("not to be told apart: noise (+0.003 ± 0.010). Networks without a penalty (noise) do as well");
  expect(words).toContain("is amortisation, not information");
  expect(words).toContain("is below these levels that need no meta-training: zero (4.37), mean (3.18).");
});

test("and the penalty where the network without it is clearly worse", () => {
  const words = said(comparison(0.2, 0.01));
  expect(words).toContain("clearly worse than metaFlo, tuned: noise (+0.200 ± 0.010).");
  expect(words).toContain("The penalty lowers the error of the same networks without it (noise)");
  expect(words).not.toContain("amortisation, not information");
});

const against = (value: number, se: number) => {
  const of = comparison(0.017, 0.004);
  const rows = [...of.rows, row("cnp", "cnp", 0.4 + value, { ablation: true })];
  return { ...of, rows, differences: [...of.differences, { label: "cnp", minus: "metaFlo, tuned", value, ...error(se) }] };
};

test("where one unpenalised network is clearly worse and another is not, each is named, and only what holds for both concluded", () => {
  const words = said(against(0.003, 0.004));
  expect(words).toContain(
    "clearly worse than metaFlo, tuned: noise (+0.017 ± 0.004); not to be told apart: cnp (+0.003 ± 0.004). " +
      "The penalty helps against noise, but cnp does as well without it, within these errors: " +
      "the gain over methods that adapt stepwise can be had without a penalty.",
  );
  expect(words).not.toMatch(/lowers the error|not information/);
});

test("and where another is clearly better, it says so", () => {
  const words = said(against(-0.02, 0.004));
  expect(words).toContain(
    "clearly better: cnp (−0.020 ± 0.004). The penalty helps against noise, but cnp does better without it",
  );
});

test("of a gain over methods that adapt stepwise it speaks only where there is one", () => {
  const of = comparison(0.003, 0.01);
  const rows = of.rows.map((one) => (one.label === "fomaml, tuned" ? row("fomaml, tuned", "fomaml", 0.4) : one));
  expect(said({ ...of, rows })).not.toContain("gain over");
});

test("a penalty that nothing without one stands beside is not said to be none", () => {
  const of = comparison(0.1, 0.01);
  const rows = of.rows.map((one) => (one.label === "noise" ? { ...one, training: resolveTraining({ method: "nwj" }) } : one));
  expect(said({ ...of, rows })).not.toMatch(/chose no penalty|without a penalty/);
});

test("at equal seconds it takes what each had reached by then", () => {
  const of = comparison(0, 0.01);
  const slow = of.rows.map((one) =>
    one.label === "fomaml, tuned" ? { ...one, seconds: 4, courses: [{ ...course(0.8), seconds: [2, 4] }] } : one,
  );
  expect(said({ ...of, rows: slow })).toContain("After equal training time, 2.0 s: metaFlo, tuned 0.40, fomaml, tuned 1.60");
});

test("figures: one each for what was asked, in both widths, with every level", async () => {
  const figures = metaFigures(comparison(0, 0.01));
  expect(figures.map(({ name }) => name)).toEqual(["predictions", "steps", "support", "seconds", "information"]);
  for (const figure of figures)
    for (const width of [720, 350]) {
      const svg = await renderFigure(figure, width);
      expect(svg).not.toMatch(/NaN|undefined/);
      expectFigure(`meta-${figure.name}${width < 500 ? "-narrow" : ""}`, svg);
      // levels lie where they were measured on the tasks that the curves are measured on; exact values are in the table
      const levels = figure.name === "seconds" ? ["zero 4.10", "mean 2.90"] : ["zero 4.37", "mean 3.18"];
      if (["steps", "support", "seconds"].includes(figure.name))
        for (const name of [...levels, "oracle 0"]) expect(svg).toContain(name);
      // both ends of the range and the sizes of y can be read off
      if (figure.name === "predictions") for (const tick of ["−5", "5", "−1", "1"]) expect(svg).toContain(`>${tick}<`);
    }
});

test("levels of older results, without validation tasks, are not drawn among validation errors", async () => {
  const of = comparison(0, 0.01);
  const references = of.references.map(({ validation: _, ...rest }) => rest);
  const seconds = metaFigures({ ...of, references }).find(({ name }) => name === "seconds") as Figure;
  expect(await renderFigure(seconds, 720)).not.toMatch(/>(zero|mean) \d/);
  expect(seconds.caption).not.toContain("Dashed");
});

test("a run of one method that adapts in one pass has no figure against steps, and one seed is one seed", () => {
  const of = comparison(0, 0.01);
  const single = { ...of, seeds: 1, rows: of.rows.slice(0, 1) };
  expect(metaFigures(single).map(({ name }) => name)).toEqual(["predictions", "support", "seconds", "information"]);
  const captions = metaFigures({ ...of, seeds: 1 }).map(({ caption }) => caption);
  expect(captions.join()).toContain("1,000 tasks and 1 training seed.");
  expect(captions.join()).not.toContain("1 seeds");
  expect(summary({ ...of, seeds: 1 })).toContain("1 training seed, ±");
});

test("the terminal's table shows what the search found, as the page does", () => {
  const lines = summary(comparison(0, 0.01)).split("\n");
  const of = (label: string) => lines.find((line) => line.startsWith(label));
  expect(of("fomaml, tuned")).toMatch(/5 steps.* innerRate 0.01, innerSteps 1, rate 0.001$/);
  expect(of("metaFlo, tuned")).toMatch(/one pass.* embedding 16, penalty 0.01, rate 0.001$/);
  expect(of("noise")).toMatch(/17025$/);
});

test("the page holds both rows of FOMAML, parameter counts, the search with its choice, and loads nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "floe-meta-report-"));
  try {
    mkdirSync(folder, { recursive: true });
    await expect(metaCompare.report(folder)).rejects.toThrow(/is not finished. Go on with: floe resume/);
    writeFileSync(join(folder, "result.json"), JSON.stringify(comparison(0, 0.01)));
    const { page, figures } = await metaCompare.report(folder);
    const text = readFileSync(page, "utf8");
    for (const part of ["fomaml, as in the paper", "fomaml, tuned", "17,025", "critic 9,000", "<strong>1.000</strong>"])
      expect(text).toContain(part);
    expect(text).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    expect(figures.length).toBe(5);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
