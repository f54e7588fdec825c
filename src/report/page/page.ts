/** The page: one HTML file that needs nothing else. */
import { enumerate, escapeHtml } from "../../basics/text.js";
import { runFiles } from "../../records/store.js";
import { figuresOf, figuresOfAll } from "../figures/index.js";
import { warningsOf } from "../reading/checks.js";
import { isPolicy, simulatorOf } from "../reading/facts.js";
import type { Run } from "../reading/run.js";
import { calibrationSection } from "./calibrationPage.js";
import { decisionTable } from "./decisionTable.js";
import { headline } from "./headline.js";
import { horizonTable } from "./horizonTable.js";
import { type Html, html } from "./html.js";
import { methods } from "./methods.js";
import { runsTable } from "./runsTable.js";
import { sections } from "./sections.js";
import { style } from "./style.js";
import { boundsTable, designTable, gainTable, remainingTable, restartTable, settingsTable } from "./tables.js";
import { noteBox, warningBox } from "./warnings.js";

export interface Page {
  readonly html: string;
  /** SVG files by name without ending. */
  readonly figures: Readonly<Record<string, string>>;
}

/** The report of one run, or of several side by side: the same bytes from the same records. */
export async function makePage(runs: readonly Run[]): Promise<Page> {
  const [only] = runs;
  if (!only) throw new Error("a report needs a run");
  const single = runs.length === 1;
  const figures: Record<string, string> = {};
  const title = single ? `${simulatorOf(only)}: ${titleOf(only)}` : `${runs.length} runs side by side`;
  const body = single
    ? html`<p class="eyebrow">Floe report of ${only.name}</p><h1>${title}</h1>${await runSections(only, "", figures)}`
    : html`<p class="eyebrow">Floe report</p><h1>${title}</h1>${await comparedSections(runs, figures)}`;
  return { html: document(title, body, recordsOf(runs)), figures };
}

/** The files that the page is made from, those that are there. */
function recordsOf(runs: readonly Run[]): string[] {
  const some = (held: (run: Run) => unknown, file: string) => (runs.some((run) => held(run)) ? [file] : []);
  return [
    runFiles.config,
    ...some(({ metrics }) => metrics.length > 0, runFiles.metrics),
    ...some(({ result }) => result, runFiles.result),
    ...some(({ drawing }) => drawing, runFiles.drawing),
    ...some(({ rollouts }) => rollouts, runFiles.rollouts),
    ...some(({ latency }) => latency, runFiles.latency),
    ...some(({ calibration }) => calibration, runFiles.calibration),
  ];
}

function titleOf(run: Run): string {
  const what = isPolicy(run) ? "policy" : "design";
  return run.result ? `the ${what} found` : `${what}, not finished`;
}

async function runSections(run: Run, prefix: string, files: Record<string, string>): Promise<Html> {
  const { result } = run;
  return html`${headline(run)}
${warningBox(warningsOf(run))}${noteBox(result?.notes)}
${await sections(figuresOf(run), prefix, files)}
${run.calibration && (await calibrationSection(run.calibration, prefix, files))}
<h2>Numbers</h2>
${designTable(run)}${decisionTable(run)}${result && gainTable(run, result)}${horizonTable(run)}${result && boundsTable(run, result)}${result && remainingTable(run, result)}${result && restartTable(run, result)}${settingsTable(run)}
<h2>Methods</h2>
${methods(run)}`;
}

async function comparedSections(runs: readonly Run[], files: Record<string, string>): Promise<Html> {
  const each: Html[] = [];
  for (const [i, run] of runs.entries()) {
    each.push(html`<h2 class="run" id="run-${i + 1}">${run.name}</h2>${await runSections(run, `run${i + 1}-`, files)}`);
  }
  return html`${runsTable(runs)}${await sections(figuresOfAll(runs), "", files)}${each}`;
}

/**
 * The policy forbids the page to load anything at all, so that a report opened years later asks no one.
 * @param records names of the files that hold what it shows
 */
export function document(title: string, body: Html, records: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
<footer>Made by Floe from ${records.length === 1 ? "the record" : "the records"} in the run folder (${enumerate(records)}), which ${records.length === 1 ? "holds" : "hold"} every number with all its digits.</footer>
</main>
</body>
</html>
`;
}
