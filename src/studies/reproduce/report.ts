/** The page of a reproduced table, and beside it comparison.json and the same as Markdown. */
import { join } from "node:path";
import { short } from "../../basics/digits.js";
import { writeAtomically } from "../../basics/files.js";
import { duration, significant } from "../../basics/text.js";
import { prettyJson } from "../../records/json.js";
import { type Html, html, stacked, table } from "../../report/page/html.js";
import { document } from "../../report/page/page.js";
import { sections } from "../../report/page/sections.js";
import { warningBox } from "../../report/page/warnings.js";
import { placesIn, type WrittenReport, writePage } from "../../report/writePage.js";
import { studyFiles } from "../folder.js";
import { benchmarkPart } from "./benchmarks/page.js";
import { claimsList } from "./claims.js";
import { partFigure } from "./figure.js";
import { comparisonMarkdown } from "./markdown.js";
import type { ComparedPart, Comparison, Ours } from "./types.js";
import { doneIn, hasErrors } from "./words.js";

const [comparisonFile, markdownFile] = ["comparison.json", "comparison.md"] as const;

/** @param command the line that does it again, for the Markdown */
export async function writeComparison(folder: string, comparison: Comparison, command: string): Promise<WrittenReport> {
  const { table: name, reference, protocol, parts, benchmarks = [], warnings, form, cells, seconds } = comparison;
  writeAtomically(join(folder, comparisonFile), prettyJson(comparison));
  writeAtomically(join(folder, markdownFile), comparisonMarkdown(comparison, command));
  const files: Record<string, string> = {};
  const title = `${name}${form === "quick" ? ", the short form" : ""}: ours, published${benchmarks.length > 0 ? "" : ", truth"}`;
  const body = html`<p class="eyebrow">Floe reproduces a table</p><h1>${title}</h1>
<p class="asked">${reference}. ${protocol.join(" ")}${form === "quick" && html` <strong>This is the short form</strong>: fewer steps and smaller networks than the published numbers are of.`} ${cells.done} of ${cells.all} runs are done, in ${duration(seconds)} of computing.</p>
${summary(parts)}
${warningBox(warnings)}
${await sections(
  parts.flatMap((part) => partFigure(part) ?? []),
  "",
  files,
)}
<h2>Numbers</h2>
${parts.map(partTable)}${benchmarkPart(benchmarks, form)}`;
  const records = [studyFiles.plan, comparisonFile, markdownFile, studyFiles.results, studyFiles.table];
  return writePage(document(title, body, records), files, placesIn(folder));
}

function summary(parts: readonly ComparedPart[]): Html | undefined {
  const told = parts.filter(({ words, claims }) => words.length + claims.length > 0);
  if (told.length === 0) return undefined;
  return html`<div class="answer"><p class="label">What it comes to, and whether it is as the paper says</p>${told.map(
    ({ title, words, claims }) =>
      html`<p><strong>${title}</strong>${words.length > 0 && html`: ${words.join(" ")}`}</p>${claimsList(claims)}`,
  )}</div>`;
}

function partTable(part: ComparedPart): Html {
  const { title, of, along, columns, truth } = part;
  const { done: rows, open } = doneIn(part);
  const left = open.map((line) => html`<p class="quiet">${line}</p>`);
  if (rows.length === 0) return html`<p class="caption">${title}</p>${left}`;
  const lines = rows.flatMap(({ label, ours, published, seconds }) => [
    [html`<strong>${label}</strong>`, "ours", ...ours.map(oursWords), seconds === null ? "–" : significant(seconds, 3)],
    ...(published.some((one) => one !== null)
      ? [["", "published", ...published.map((one) => (one === null ? "" : String(one))), ""]]
      : []),
  ]);
  const known = truth ? [["", "truth", ...truth.map((one) => short(one, 4)), ""]] : [];
  const head = [along, "", ...columns.map(String), "seconds"];
  return html`${table(`${title}: ${of}${hasErrors(rows) ? ", ± one standard error" : ""}`, head, [...known, ...lines], head.map((_, i) => i).slice(2))}${left}`;
}

const oursWords = (ours: Ours | null): Html | string =>
  ours === null ? "–" : ours.se ? stacked({ value: ours.value, se: ours.se }) : significant(ours.value, 3);
