/** The page of an estimate and its figures, of rows whose information is known. */
import { expect, test } from "vitest";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import type { EstimateResult, InformationEstimate } from "../../src/records/types.js";
import { renderFigure } from "../../src/report/drawing/render.js";
import { estimateFiguresOf } from "../../src/report/figures/estimate/index.js";
import { estimateBody } from "../../src/report/page/estimatePage.js";
import type { EstimatedRun } from "../../src/report/reading/estimate.js";
import { quantityOf as columnOf } from "../../src/runs/estimate/columns.js";
import { shownOf } from "../../src/runs/estimate/shown.js";
import { estimateSummary } from "../../src/runs/estimate/words.js";
import { expectFigure } from "./snapshot.js";

const n = 300;
const noise = (i: number) => Float64Array.from(normals(fold(key(23), i), n));
const x = noise(0);
const y = noise(1).map((v, i) => 0.8 * (x[i] as number) + 0.6 * v);
const words = ["placebo", "high dose"];
const column = (name: string, values: Float64Array, of?: readonly string[]) =>
  columnOf({ name, values, ...(of ? { words: of } : {}) });
const dose = column("dose (mg)", x);
const answer = column("answer", y);
const group = column(
  "group",
  x.map((v) => Number(v > 0.2)),
  words,
);
const grade = column(
  "grade",
  y.map((v) => Math.max(1, Math.min(4, Math.round(v + 2)))),
);
const kept = { key: key(1) };

const one = (estimator: string, value: number, side: InformationEstimate["side"], more: object = {}): InformationEstimate => ({
  ...{
    estimator,
    value,
    se: 0.03,
    interval: [value - 0.06, value + 0.06],
    side,
    cap: null,
    samples: n,
    warnings: [],
    seconds: 1.2,
  },
  ...more,
});

const result: EstimateResult = {
  kind: "estimate",
  ...one("first", 0.51, "neither"),
  file: "/home/a/b & c.csv",
  rows: n,
  x: [{ name: "dose (mg)", kind: "continuous" }],
  y: [{ name: "answer", kind: "continuous" }],
  independence: { p: 0.0099, shuffles: 100 },
  reliable: true,
  others: [
    one("first", 0.51, "neither"),
    one("second", 0.47, "lower", { cap: 0.6 }),
    one("third", 0.7, "upper"),
    one("wild", 90, "neither"),
  ],
  needed: { error: 0.1, pairs: 67, normal: 178 },
  seed: 0,
  version: "1",
};
const options: EstimatedRun["config"]["options"] = {
  ...{ estimator: "auto", scale: "rank" as const, shuffles: 100, check: false, decimalComma: false },
  ...{ critic: "some", hidden: [8], steps: 5, batch: 6 },
};
const versions = { floe: "1", node: "2", tfjs: "3" };
const { file, rows, x: ofX, y: ofY } = result;
const chance = { own: 0.9, shuffled: Array.from(noise(2).subarray(0, 100), (v) => 0.2 + 0.1 * v) };
const run: EstimatedRun = {
  name: "estimated",
  config: { kind: "estimate", file, hash: "abc", options, seed: 0, backend: "wasm", about: { rows, x: ofX, y: ofY }, versions },
  result,
  shown: { ...shownOf({ ...kept, x: [dose], y: [answer] }, ["ksg"], chance) },
};

const figuresOf = (shown: EstimatedRun["shown"]) => estimateFiguresOf({ ...run, shown });
const [rowsOf] = [(x: typeof dose, y: typeof dose) => figuresOf(shownOf({ ...kept, x: [x], y: [y] }, []))[0]];

test("the figures: rows as dots, by kinds and counted; every estimator beside the answer; what chance makes", async () => {
  const all = figuresOf(run.shown);
  expect(all.map(({ name }) => name)).toEqual(["rows", "estimates", "chance"]);
  for (const figure of all)
    for (const width of [720, 350]) expectFigure(`estimate-${figure.name}-${width}`, await renderFigure(figure, width));
  expectFigure("estimate-rows-kinds", await renderFigure(rowsOf(group, answer) as (typeof all)[number], 720));
  const table = rowsOf(group, grade) as (typeof all)[number];
  for (const width of [720, 350]) expectFigure(`estimate-rows-counts-${width}`, await renderFigure(table, width));
});

test("counts are those of the rows, words in their order and numbers in theirs", () => {
  const { counts, x: across, y: up } = shownOf({ ...kept, x: [group], y: [grade] }, []);
  expect([across.words, up.words]).toEqual([
    ["high dose", "placebo"],
    ["1", "2", "3", "4"],
  ]);
  const count = (word: number, level: number) =>
    group.values.reduce((sum, v, i) => sum + Number(v === word && grade.values[i] === level), 0);
  expect(counts).toEqual([1, 0].map((word) => [1, 2, 3, 4].map((level) => count(word, level))));
});

test("of several columns the pair is shown that is most dependent", () => {
  const { x: across, y: up } = shownOf({ ...kept, x: [column("a", noise(5)), dose], y: [column("b", noise(6)), answer] }, []);
  expect([across.name, up.name]).toEqual(["dose (mg)", "answer"]);
});

test("the page says what was asked and answered, and how; a name from a file is no markup", async () => {
  const files: Record<string, string> = {};
  const page = String(await estimateBody(run, estimateFiguresOf(run), files)).replaceAll("\u00a0", " ");
  for (const text of [
    "b &amp; c.csv: what x and y tell of each other",
    "<strong>0.510 ± 0.030 nats</strong>, with 95 % between 0.450 and 0.570",
    "which may be wrong on either side",
    "They are hardly independent: p = 0.0099, by 100 shuffles",
    "bounds that average density ratios (NWJ, DV and their kin) need",
    "Kraskov",
  ])
    expect(page).toContain(text);
  expect(page).not.toContain("unreliable");
  expect(Object.keys(files)).toEqual(["rows", "estimates", "chance"]);
});

test("doubts stand on the page and in the terminal: unreliable, tests that failed, what was left out", async () => {
  const doubtful: EstimateResult = {
    ...result,
    ...{ reliable: false, warnings: ["two rows at a time: 1.5 ± 0.1, should be 2"], refused: ["kinds are needed"] },
    given: [{ name: "age", kind: "continuous" }],
    checks: [
      { test: "independentRows", value: 1.5, se: 0.1, expected: 2, passes: false, words: "two rows at a time: 1.5 ± 0.1" },
    ],
  };
  const page = String(await estimateBody({ ...run, result: doubtful }, [], {}));
  const summary = estimateSummary(doubtful);
  for (const text of ["I(x; y given z)", "1.5", "kinds are needed"])
    for (const where of [page, summary]) expect(where).toContain(text);
  expect(page).toContain("<strong>unreliable</strong>");
  expect(summary).toMatch(/^I\(x; y given z\) = 0\.510 ± 0\.030 nats, UNRELIABLE: the warnings say why/);
});

test("a value with what more rows would show has a name of its own in the figure, too", () => {
  const extrapolated = { ...run, result: { ...result, others: [one("first", 0.45, "lower")] } };
  const { alt } = estimateFiguresOf(extrapolated).find(({ name }) => name === "estimates") as { alt: string };
  expect(alt).toMatch(/first, extrapolated 0\.51.*, first 0\.45/);
});
