/** The page of a benchmark: the course, the numbers, what was asked. */
import { short } from "../../basics/digits.js";
import { plusMinus, significant } from "../../basics/text.js";
import type { Figure } from "../drawing/render.js";
import type { BenchmarkRun } from "../reading/benchmark.js";
import { type Html, html, table } from "./html.js";
import { sections } from "./sections.js";
import { warningBox } from "./warnings.js";

export const benchmarkTitle = ({ result: { estimator, task } }: BenchmarkRun): string =>
  `${estimator} on ${task}: how near the truth?`;

export async function benchmarkBody(run: BenchmarkRun, figures: readonly Figure[], files: Record<string, string>): Promise<Html> {
  const { result, config } = run;
  return html`<p class="eyebrow">Floe report of ${run.name}</p><h1>${benchmarkTitle(run)}</h1>
<p class="asked">${drawnWords(config.options.rows)} Read: the last ${config.options.window.toLocaleString("en-US")} steps of each level. Nats.</p>
${warningBox(result.warnings)}
${await sections(figures, "", files)}
<h2>Numbers</h2>
${levelsTable(run)}${termsTable(run)}${settingsTable(run)}`;
}

const drawnWords = (rows: number | undefined): string =>
  rows === undefined
    ? "Pairs are drawn afresh in each step, and the value of a step is taken before anything is learned from its pairs."
    : `What is learned is learned from ${rows.toLocaleString("en-US")} pairs, drawn once for each level; the value of a step is of pairs that are drawn afresh for it.`;

function levelsTable({ result: { levels } }: BenchmarkRun): Html {
  const head = ["truth", "mean", "median", "bias", "variance", "mean squared error", "farthest"];
  const rows = levels.map(({ information, value, se, median, bias, variance, mse, farthest }) => [
    short(information, 4),
    value === null ? "not finite" : plusMinus({ value, se: se ?? 0 }),
    ...[median, bias, variance, mse, farthest].map(number),
  ]);
  return numbersTable(
    "Each level: mean ± its standard error and median of its steps, and what single batches are off by",
    head,
    rows,
  );
}

/** Absent where the scores stand for no ratio. */
function termsTable({ result: { levels } }: BenchmarkRun): Html | undefined {
  if (!levels.some(({ terms }) => terms)) return undefined;
  const head = ["truth", "first term", "second term", "drift of the second"];
  const rows = levels.map(({ information, terms }) => [
    short(information, 4),
    ...[terms?.first, terms?.second, terms?.secondDrift].map(number),
  ]);
  return numbersTable("The two terms whose difference is the value; drift is in 1,000 steps", head, rows);
}

const number = (x: number | null | undefined): string => (x === null || x === undefined ? "–" : significant(x, 3));

const numbersTable = (caption: string, head: readonly string[], rows: readonly (readonly string[])[]): Html =>
  table(
    caption,
    head,
    rows,
    head.map((_, i) => i),
  );

function settingsTable({ config, result: { version, seconds, cap } }: BenchmarkRun): Html {
  const { settings, estimatorSettings = {}, options, seed, backend, versions } = config;
  const rows = [
    ...Object.entries(settings).map(([name, value]) => [name, String(value)]),
    ...Object.entries(estimatorSettings).map(([name, value]) => [`estimatorSetting.${name}`, String(value)]),
    ...Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : String(value)]),
    ["cap, nats", cap === null ? "none" : significant(cap, 4)],
    ["seed", String(seed)],
    ["seconds", significant(seconds, 3)],
    ["backend", backend],
    ["versions", `floe ${version}, node ${versions.node}, tfjs ${versions.tfjs}`],
  ];
  return table("Settings and versions", ["name", "value"], rows);
}
