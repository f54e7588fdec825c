/** The page of an estimate: the answer, the doubts, the figures, the numbers. */
import { basename } from "node:path";
import { plusMinus, significant } from "../../basics/text.js";
import {
  columnsWords,
  estimatesOf,
  namesOf,
  neededWords,
  quantityOf,
  rangeWords,
  sideWords,
} from "../../records/estimateWords.js";
import type { EstimateResult } from "../../records/types.js";
import type { Figure } from "../drawing/render.js";
import type { EstimatedRun } from "../reading/estimate.js";
import { type Html, html, table } from "./html.js";
import { sections } from "./sections.js";
import { warningBox } from "./warnings.js";

export const estimateTitle = ({ result: { file } }: EstimatedRun): string => `${basename(file)}: what x and y tell of each other`;

export async function estimateBody(run: EstimatedRun, figures: readonly Figure[], files: Record<string, string>): Promise<Html> {
  const { result } = run;
  return html`<p class="eyebrow">Floe report of ${run.name}</p><h1>${estimateTitle(run)}</h1>
<p class="asked">${asked(result)}</p>
${answer(result)}
${warningBox(result.warnings)}
${await sections(figures, "", files)}
<h2>Numbers</h2>
${estimatesTable(result)}${checksTable(result)}${refusedList(result)}${settingsTable(run)}
<h2>Methods</h2>
${methods(run)}`;
}

function asked({ x, y, given, rows, file }: EstimateResult): Html {
  const known = given && html`, beside what is known from z = ${columnsWords(given)}`;
  return html`Asked: how much x = <strong>${columnsWords(x)}</strong> and y = <strong>${columnsWords(y)}</strong> tell of each other${known}, by ${rows.toLocaleString("en-US")} rows of <code>${basename(file)}</code>. Information is in nats: 0 where they are independent, 0.69 nats are one bit.`;
}

function answer(result: EstimateResult): Html {
  const { value, se, side, estimator, reliable, independence } = result;
  const bound =
    side === "neither"
      ? html`an estimate, by <code>${estimator}</code>, which may be wrong on either side`
      : html`${side === "lower" ? "a lower" : "an upper"} bound, by <code>${estimator}</code>`;
  const chance = independence && html`<p>${independenceWords(independence)}</p>`;
  return html`<div class="answer"><p class="label">${quantityOf(result)}${!reliable && html`: <strong>unreliable</strong>`}</p>
<p><strong>${plusMinus({ value, se })} nats</strong>, with 95 % between ${rangeWords(result).replace(" to ", " and ")}: ${bound}.</p>${chance}${!reliable && html`<p>The interval does not cover what the warnings say.</p>`}</div>`;
}

function independenceWords({ p, shuffles }: NonNullable<EstimateResult["independence"]>): string {
  const verdict = p <= 0.05 ? "They are hardly independent" : "They may be independent";
  return `${verdict}: p = ${significant(p, 2)}, by ${shuffles} shuffles of y among the rows.`;
}

function estimatesTable(result: EstimateResult): Html {
  const estimates = estimatesOf(result);
  const names = namesOf(estimates);
  const rows = estimates.map((one, i) => {
    const { value, se, side, cap, samples, seconds } = one;
    return [
      names[i],
      plusMinus({ value, se }),
      rangeWords(one),
      sideWords[side],
      cap === null ? "none" : significant(cap, 3),
      samples.toLocaleString("en-US"),
      significant(seconds, 2),
    ];
  });
  const head = ["estimator", "nats", "95 % interval", "is a", "cap, nats", "rows read", "seconds"];
  return table(`${quantityOf(result)}: what is reported, and what else was estimated`, head, rows, [1, 2, 4, 5, 6]);
}

const testNames: Readonly<Record<NonNullable<EstimateResult["checks"]>[number]["test"], string>> = {
  shuffled: "y shuffled: nats",
  dataProcessing: "y with a function of y: ratio",
  independentRows: "two rows at a time: ratio",
};

function checksTable({ checks }: EstimateResult): Html | undefined {
  if (!checks) return undefined;
  const rows = checks.map(({ test, value, se, expected, passes, words }) => [
    testNames[test],
    value === null || se === null ? "–" : plusMinus({ value, se }),
    String(expected),
    passes === null ? words.slice(words.indexOf(": ") + 2) : passes ? "as it should be" : "wrong",
  ]);
  return table("The estimator, tested on these data", ["test", "found", "should be", "verdict"], rows, [1, 2]);
}

function refusedList({ refused }: EstimateResult): Html | undefined {
  if (!refused || refused.length === 0) return undefined;
  return html`<p class="caption">Left out</p><ul>${refused.map((words) => html`<li>${words}</li>`)}</ul>`;
}

function settingsTable({ config, result }: EstimatedRun): Html {
  const { options, seed, backend, versions, file, hash } = config;
  const { estimatorSetting = {}, ...own } = options;
  const rows = [
    ["file", file],
    ["its SHA-256", hash],
    ["made by", `floe ${result.version}`],
    ...Object.entries(own).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : String(value)]),
    ...Object.entries(estimatorSetting).map(([name, value]) => [`estimatorSetting.${name}`, String(value)]),
    ["seed", String(seed)],
    ["backend", backend],
    ["versions", `floe ${versions.floe}, node ${versions.node}, tfjs ${versions.tfjs}`],
  ];
  return table("Settings and versions", ["name", "value"], rows);
}

function methods({ shown, result, config }: EstimatedRun): Html {
  const { scale, shuffles } = config.options;
  const scales = {
    rank: "Columns that are continuous were put to normal scores of their ranks, which changes no information",
    standard: "Columns were put to mean 0 and deviation 1",
    none: "Columns were taken as they are",
  };
  return html`<ul>${shown.methods.map(({ name, summary, reference }) => html`<li><strong>${name}</strong>: ${summary}. <cite>${reference}.</cite></li>`)}
<li>${scales[scale]}; words became columns of zeros and ones.</li>
<li>Critics are read off rows that they were not trained on: every row is held out once. The standard error is that of the rows, or that between the trainings where it is larger.</li>
${result.given && html`<li>Given z: critics tell I(x; y and z) and I(x; z), whose difference is the answer (Cover and Thomas 2006, eq. 2.62), on the same rows, so that their common errors cancel. It is a bound on neither side.</li>`}
${result.independence && html`<li>Independence: the critics’ scores of the held-out rows, beside ${shuffles} shuffles of y within the same rows; the p-value is exact whatever was learned.</li>`}
${result.checks && html`<li>Self-consistency: y shuffled, a function of y beside y, two independent rows at a time. <cite>Song and Ermon 2020, Understanding the limitations of variational mutual information estimators, section 4.2.</cite></li>`}
<li>How many rows are needed: ${neededWords(result)}. <cite>Song and Ermon 2020, theorem 2.</cite></li></ul>`;
}
