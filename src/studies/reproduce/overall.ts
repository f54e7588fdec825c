/** All tables in one go: a page that leads to theirs, and a summary for a terminal. */
import { dirname, join, relative, sep } from "node:path";
import { writeAtomically } from "../../basics/files.js";
import { table } from "../../basics/tables.js";
import { duration, significant } from "../../basics/text.js";
import { prettyJson } from "../../records/json.js";
import { type Html, html, table as htmlTable } from "../../report/page/html.js";
import { document } from "../../report/page/page.js";
import { warningBox } from "../../report/page/warnings.js";
import { placesIn, writePage } from "../../report/writePage.js";
import { hardest } from "./benchmarks/compare.js";
import { claimsList } from "./claims.js";
import type { AnsweredClaim, Comparison } from "./types.js";

export interface TableOutcome {
  readonly comparison: Comparison;
  /** Its own. */
  readonly page: string;
  /** Seconds on the clock, of this time. */
  readonly clock: number;
  /** Cells with their reasons. */
  readonly failed: readonly string[];
}

export interface Overall {
  readonly outcomes: readonly TableOutcome[];
  /** Seconds. */
  readonly clock: number;
}

const overallFile = "overall.json";

/** @returns path of the page */
export function writeOverall(folder: string, overall: Overall): string {
  const { outcomes, clock } = overall;
  const places = placesIn(folder);
  const head = ["table", "of", "runs", "claims that hold", "computing", "clock"];
  const rows = outcomes.map(({ comparison, page, clock: own }) => {
    const { table: name, reference, cells, seconds } = comparison;
    const link = relative(dirname(places.page), page).split(sep).join("/");
    return [
      html`<a href="${link}">${name}</a>`,
      reference,
      `${cells.done} of ${cells.all}`,
      heldWords(comparison),
      duration(seconds),
      duration(own),
    ];
  });
  const title = "Tables of the papers, in their short form";
  const body = html`<p class="eyebrow">Floe reproduces all tables</p><h1>${title}</h1>
<p class="asked">Fewer steps and smaller networks than the published numbers are of: this shows that everything runs, and not what a bound can do. ${duration(clock)} on the clock.</p>
${warningBox(outcomes.flatMap(({ comparison, failed }) => failed.map((one) => `${comparison.table}: ${one}`)))}
${htmlTable("Each name leads to its page, with ours, the published and the true numbers", head, rows)}
<h2>What the papers say, and what came out here</h2>
${outcomes.map(({ comparison }) => claimsOf(comparison))}`;
  const { page } = writePage(document(title, body, [overallFile]), {}, places);
  writeAtomically(join(folder, overallFile), prettyJson(overall));
  return page;
}

function claimsOf({ table: name, parts }: Comparison): Html | undefined {
  const told = parts.filter(({ claims }) => claims.length > 0);
  if (told.length === 0) return undefined;
  return html`<h3>${name}</h3>${told.map(({ title, claims }) => html`<p><strong>${title}</strong></p>${claimsList(claims)}`)}`;
}

export function overallWords({ outcomes, clock }: Overall): string {
  const head = ["table", "runs", "claims that hold", "computing (s)", "clock (s)"];
  const rows = outcomes.map(({ comparison, clock: own }) => [
    comparison.table,
    `${comparison.cells.done} of ${comparison.cells.all}`,
    heldWords(comparison),
    significant(comparison.seconds, 3),
    significant(own, 3),
  ]);
  return `${table([head, ...rows])}\nThe short form of all: fewer steps and smaller networks than the published numbers are of. ${duration(clock)} on the clock\n`;
}

function heldWords({ parts, benchmarks }: Comparison): string {
  if (benchmarks) return `${benchmarks.filter((one) => hardest(one)?.met === "yes").length} of ${benchmarks.length} met`;
  const answered = parts.flatMap(({ claims }) => claims).filter(hasAnswer);
  if (answered.length === 0) return "-";
  const [yes, open] = (["yes", "not told apart"] as const).map((word) => answered.filter(({ answer }) => answer.holds === word));
  return `${yes?.length} of ${answered.length}${open?.length ? `, ${open.length} open` : ""}`;
}

const hasAnswer = (claim: AnsweredClaim): claim is Required<AnsweredClaim> => claim.answer !== undefined;
