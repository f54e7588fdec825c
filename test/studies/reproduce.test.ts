/** Tables of papers: what they say of themselves holds, in both forms, and ours stand beside the paper's. */
import { expect, test } from "vitest";
import { commands } from "../../src/cli/commands.js";
import { runsOf } from "../../src/cli/study/runs.js";
import { renderFigure } from "../../src/report/drawing/render.js";
import { benchmarkPart } from "../../src/studies/reproduce/benchmarks/page.js";
import { answerWords, higher, lower, near } from "../../src/studies/reproduce/claims.js";
import { compared, secondsColumn } from "../../src/studies/reproduce/compare.js";
import { partFigure } from "../../src/studies/reproduce/figure.js";
import { comparisonMarkdown } from "../../src/studies/reproduce/markdown.js";
import { planOfTable } from "../../src/studies/reproduce/plan.js";
import { paperTables } from "../../src/studies/reproduce/tables/index.js";
import type { Benchmark, Form, PaperTable } from "../../src/studies/reproduce/types.js";
import { comparisonWords } from "../../src/studies/reproduce/words.js";
import type { Row, StudyResults } from "../../src/studies/results/types.js";

const runs = runsOf(commands);
const forms = ["full", "quick"] as const;
const all = Object.entries<PaperTable>(paperTables).flatMap(([name, table]) => forms.map((form) => [name, form, table] as const));

test.each(all)(
  "%s, %s: its cells are what a command takes, and every number that it prints comes from some",
  async (name, form, table) => {
    expect(table.name).toBe(name);
    const { cells, read = {} } = await planOfTable(table, form, runs, "nowhere");
    expect(Object.keys(read)).toContain(secondsColumn);
    const { benchmarks = [] } = table;
    const hasCells = benchmarks.map(({ cell }) =>
      cells.some(({ varied }) => Object.entries(cell).every(([option, value]) => varied[option] === value)),
    );
    expect(hasCells.every(Boolean)).toBe(true); // in both forms
    if (benchmarks.length > 0) return expect(table.parts).toEqual([]);
    const known = table.parts.flatMap(({ rows, columns, truth = columns }) => {
      expect(truth).toHaveLength(columns.length);
      return rows.flatMap(({ entries }) => {
        expect(entries).toHaveLength(columns.length);
        return entries.map((entry) => {
          expect(Object.keys(read)).toEqual(expect.arrayContaining([entry.read, entry.se ?? entry.read]));
          return cells.some(({ varied }) => Object.entries(entry.cell).every(([option, value]) => varied[option] === value));
        });
      });
    });
    // The full form has all, the short one some.
    expect(form === "full" ? known.every(Boolean) : known.some(Boolean)).toBe(true);
    expect(new Set(table.parts.map((part) => part.name)).size).toBe(table.parts.length);
  },
);

const table: PaperTable = {
  ...{ name: "made", summary: "", reference: "Nobody 2000, table 1", protocol: [], takes: { full: "", quick: "" } },
  study: () => ({ run: "benchmark gaussian" }),
  parts: [
    {
      ...{
        name: "value",
        title: "Values",
        of: "value (nats)",
        along: "batch",
        columns: [2, 4, 8],
        truth: [1, 1, 1],
        atLeastLess: 0.2,
      },
      rows: ["flo", "nwj", "dv"].map((estimator, i) => ({
        label: estimator,
        entries: [2, 4, 8].map((batch) => ({ cell: { estimator, batch }, read: "v", se: "e", published: i === 0 ? 0.9 : null })),
      })),
      lower: ["flo", "nwj"],
    },
  ],
};

const row = (estimator: string, batch: number, v: number | null, seed = 0): Row => ({
  cell: `${estimator}-${batch}-${seed}`,
  varied: { estimator, batch, seed },
  values: { v, e: 0.01, [secondsColumn]: 2 },
});

const rows = [row("flo", 2, 0.8), row("flo", 2, 0.6, 1), row("flo", 4, 0.65), row("nwj", 2, 0.75), row("nwj", 4, null)];
const results = { rows, cells: { all: 6, done: 5 }, warnings: [] } as unknown as StudyResults;
const compare = (form: Form) => compared(table, form, results, [...rows, { varied: { estimator: "nwj", batch: 8 } }]);

test("means over seeds, the errors of one run where there is one, the paper's beside them; rows that are not of the form are left out", () => {
  const { parts, seconds } = compare("full");
  const [flo, nwj, ...more] = parts[0]?.rows ?? [];
  expect([more, seconds]).toEqual([[], 10]);
  expect(flo?.ours[0]?.value).toBeCloseTo(0.7, 12);
  expect(flo?.ours[0]?.se).toBeCloseTo(0.1, 12);
  expect(flo?.ours.slice(1)).toEqual([{ value: 0.65, runs: 1, se: 0.01 }, null]);
  expect(nwj?.ours).toEqual([{ value: 0.75, runs: 1, se: 0.01 }, null, null]);
  expect([flo?.published, nwj?.seconds]).toEqual([[0.9, 0.9, 0.9], 4]);
});

test("what is short of the paper is said, of the full form only; and which of two is lower", () => {
  const lower = "value (nats), flo and nwj at each batch: 2: 0.70 ± 0.10 and 0.750 ± 0.010. Lower at 1 of 1.";
  expect(compare("full").parts[0]?.words.map((text) => text.replaceAll("\u00a0", " "))).toEqual([
    "At least the published value less 0.2: 1 of 2.",
    "Short of it: flo at batch 4 (0.650, published 0.9).",
    lower,
  ]);
  expect(compare("quick").parts[0]?.words).toHaveLength(1);
  const said = comparisonWords(compare("quick"));
  for (const part of ["Nobody 2000, table 1", "The short form", "0.70 ± 0.10", "published", "truth", "5 of 6 runs"])
    expect(said).toContain(part);
});

test("as Markdown: the same numbers in tables, what was asked and answered, and the line that does it again", () => {
  const comparison = compare("full");
  const [part] = comparison.parts;
  if (!part) throw new Error("no part");
  const says = { says: "flo is sharp", answer: { holds: "no", why: "it is not" } as const };
  const text = comparisonMarkdown({ ...comparison, parts: [{ ...part, claims: [says] }] }, "floe reproduce made --only batch=2");
  for (const line of [
    "# `made`: Nobody 2000, table 1",
    "```sh\nfloe reproduce made --only batch=2\n```",
    "## Values\n\nValue (nats), ± one standard error.",
    "| batch |  | 2 | 4 | 8 | seconds |\n|---|---|---|---|---|---|\n|  | truth | 1 | 1 | 1 |  |\n| flo | ours | 0.70 ± 0.10 | 0.650 ± 0.010 | - | 6 |",
    "|  | published | 0.9 | 0.9 | 0.9 |  |\n| nwj | ours |",
    "* The paper: flo is sharp. Here: **no**; it is not.",
    `![Values: value (nats) along batch](figures/${part.name}.svg)\n\nLines with dots: ours`,
  ])
    expect(text).toContain(line);
  expect(text).toMatch(/What was run: 5 of 6 runs, in 10\.0 s of computing\. Floe \d.+, Node \d.+\d{4}-\d\d-\d\d\./);
});

test("a figure of it can be drawn, also where something has diverged", async () => {
  const [part] = compare("full").parts;
  if (!part) throw new Error("no part");
  const far = {
    ...part,
    rows: part.rows.map((one, i) => (i === 0 ? one : { ...one, ours: [{ value: 1e15, se: 1e14, runs: 1 }, null, null] })),
  };
  const svg = await renderFigure(partFigure(far) as NonNullable<ReturnType<typeof partFigure>>);
  expect(svg).toContain("<svg");
  expect(svg).not.toMatch(/NaN|1e15/);
  // A published 0 is not on a logarithmic axis: the picture is as if it were not printed.
  const drawn = [0, null].map((second) => {
    const rows = part.rows.map((one) => ({ ...one, published: [0.9, second, 0.9] }));
    return renderFigure(partFigure({ ...part, log: true, rows }) as NonNullable<ReturnType<typeof partFigure>>);
  });
  const [withZero, without] = await Promise.all(drawn);
  expect(withZero).toBe(without);
  expect(partFigure({ ...part, columns: ["a", "b", "c"] })).toBeUndefined();
});

test("what a paper says is answered with its figures, column by column; of what is not done nothing is said", () => {
  const rows = compare("full").parts[0]?.rows ?? [];
  const asked = { of: "flo", than: "nwj" };
  // 0.7 ± 0.1 beside 0.75 ± 0.01
  expect(lower("FLO is lower", asked).holds(rows, [2, 4, 8])).toEqual({
    ...{ holds: "not told apart", why: "flo is below nwj in 0 of 1 column (2: 0.700 and 0.750, not told apart)" },
  });
  const certain = rows.map((one) => ({ ...one, ours: one.ours.map((ours) => ours && { ...ours, se: 0.001 }) }));
  expect(lower("FLO is lower", asked).holds(certain, [2, 4, 8])).toEqual({
    ...{ holds: "yes", why: "flo is below nwj in 1 of 1 column (2: 0.700 and 0.750)" },
  });
  expect(higher("and higher", asked).holds(certain, [2, 4, 8])?.holds).toBe("no");
  expect(higher("at 4", { ...asked, at: (column) => column === 4 }).holds(rows, [2, 4, 8])).toBeUndefined();
  expect(near("near", "flo", [0.75, 0.9, 1], 0.1).holds(rows, [2, 4, 8])).toEqual({
    ...{ holds: "no", why: "flo is within 0.1 of the truth in 0 of 2 columns (2: 0.700, not told apart; 4: 0.650)" },
  });
  expect(near("near", "flo", [0.75, 0.7, 1], 0.1).holds(certain, [2, 4, 8])?.holds).toBe("yes");
  expect(answerWords({ says: "a is b" })).toBe("not run: a is b");
});

const problem: Benchmark = {
  ...{ name: "One | two", task: "a made problem", cell: { simulator: "linear", "set.preset": null } },
  ...{ train: { batch: 8, "set.noise": "rate" }, evaluate: { samples: 10 } },
  published: [
    { name: "A", value: 2, cost: "9 hours" },
    { name: "B", value: 1.5, upper: 1.7 },
  ],
};
const cellOf = (stage: string, seed: number, lower: number): Row => ({
  cell: `${stage}${seed}`,
  varied: { stage, simulator: "linear", seed },
  values: {
    lower,
    lowerSe: 0.1,
    upper: null,
    contrasts: 99,
    experiments: 10,
    [secondsColumn]: 4,
    training: stage === "train" ? 3 : null,
  },
});
const standing = (cells: readonly Row[], benchmark = problem) =>
  compared({ ...table, benchmarks: [benchmark], parts: [] }, "full", { ...results, rows: cells } as StudyResults, [
    { varied: { simulator: "linear" } },
  ]);
const each = [1, 2, 3].map((lower, seed) => cellOf("each", seed, lower));
const trained = [0, 1, 2].map((seed) => cellOf("train", seed, 0));

test("a problem: the best anew, the mean over seeds with its error and their spread, and whether the highest published number is met", () => {
  const [one] = standing([...trained, ...each, cellOf("best", 2, 2.5)]).benchmarks ?? [];
  expect(one?.command).toBe("floe train linear --batch 8 --set noise=rate");
  expect(one?.best).toEqual({ lower: { value: 2.5, se: 0.1, runs: 1 }, upper: null, seed: 2 });
  // 1, 2, 3: mean 2, standard deviation 1, error of the mean 1/sqrt(3), and 0.1 of the experiments that all of them share
  expect(one?.mean).toMatchObject({ value: 2, runs: 3, sd: 1, values: [1, 2, 3] });
  expect(one?.mean?.se).toBeCloseTo(Math.hypot(1 / Math.sqrt(3), 0.1), 12);
  expect(one?.published.map(({ met, metByMean }) => [met, metByMean])).toEqual([
    ["yes", "not told apart"],
    ["yes", "not told apart"],
  ]);
  expect(one?.seconds).toEqual({ training: 3, evaluation: 4 });
  const [below] = standing([cellOf("best", 2, 1.7)]).benchmarks ?? [];
  expect(below?.published.map(({ met }) => met)).toEqual(["no", "not told apart"]);
});

test("a problem in the terminal, as Markdown and on the page; what is not run is named", () => {
  const comparison = standing([...trained, ...each, cellOf("best", 2, 2.5)]);
  expect(comparisonWords(comparison)).toMatch(/One \| two +2\.50 ± 0\.10 +2\.00 ± 0\.59 \(3 seeds, spread 1\.00\)/);
  const text = comparisonMarkdown(comparison, "floe reproduce made");
  expect(text).toContain(
    "| One \\| two | 2.50 ± 0.10 | 2.00 ± 0.59, (3 seeds, spread 1.00) | - | A 2, B 1.5 to 1.7 | yes, by the mean: not told apart |",
  );
  expect(text).toContain(
    "* **One | two.** A made problem. Evaluated by 10 experiments of 99 contrasts. `floe train linear --batch 8 --set noise=rate`",
  );
  const page = `${benchmarkPart(comparison.benchmarks ?? [], "full")}`;
  expect(page).toContain("2.50\u00a0±\u00a00.10");
  expect(page).toContain("A: 9 hours");
  expect(text).toContain("| One \\| two | 3.00 s | 4.00 s | A: 9 hours |");
  expect([
    page.includes("<h2>How</h2>"),
    `${benchmarkPart(comparison.benchmarks ?? [], "quick")}`.includes("<h2>How, in the full form</h2>"),
  ]).toEqual([true, true]);
  expect(comparisonWords(standing([]))).toContain("Not run: One | two (A 2, B 1.5 to 1.7).");
});
