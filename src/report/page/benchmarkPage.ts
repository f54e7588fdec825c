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
<p class="asked">Pairs are drawn afresh in each step, and the value of a step is taken before anything is learned from its pairs. Read: the last ${config.options.window.toLocaleString("en-US")} steps of each level. Nats.</p>
${warningBox(result.warnings)}
${await sections(figures, "", files)}
<h2>Numbers</h2>
${levelsTable(run)}${settingsTable(run)}`;
}

function levelsTable({ result: { levels } }: BenchmarkRun): Html {
  const terms = levels.some((level) => level.terms);
  const number = (x: number | null | undefined) => (x === null || x === undefined ? "–" : significant(x, 3));
  const head = [
    ...["truth", "value", "bias", "variance", "mean squared error", "farthest"],
    ...(terms ? ["first term", "second term", "drift of the second"] : []),
  ];
  const rows = levels.map(({ information, value, se, bias, variance, mse, farthest, terms: own }) => [
    short(information, 4),
    value === null ? "not finite" : plusMinus({ value, se: se ?? 0 }),
    ...[bias, variance, mse, farthest].map(number),
    ...(terms ? [own?.first, own?.second, own?.secondDrift].map(number) : []),
  ]);
  const caption = `Each level: mean ± its standard error, and what single batches are off by${terms ? "; drift is in 1,000 steps" : ""}`;
  return table(
    caption,
    head,
    rows,
    head.map((_, i) => i),
  );
}

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
