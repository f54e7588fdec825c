/** The page of a curve: the answer, the figures, the numbers. */

import { capitalised, plain, plusMinus, significant } from "../../basics/text.js";
import { inPieces } from "../../numbers/measurements.js";
import { costHeads, gainPerCost } from "../../records/perCost.js";
import type { Figure } from "../drawing/render.js";
import type { CurveRun } from "../reading/curve.js";
import { type Html, html, table } from "./html.js";
import { sections } from "./sections.js";
import { warningBox } from "./warnings.js";

export async function curveBody(run: CurveRun, figures: readonly Figure[], files: Record<string, string>): Promise<Html> {
  const { result, config } = run;
  const { warnings, words } = result;
  const about = config.about;
  return html`<p class="eyebrow">Floe report of ${run.name}</p><h1>${result.simulator}: how many measurements?</h1>
<p class="asked">Asked: what the best designs of ${config.counts.join(", ")} measurements tell${about && html` about ${(about.goal ?? about.theta).names.join(", ")}`}.${about && html` <span class="quiet">${capitalised(about.summary)}.</span>`}</p>
<div class="answer"><p class="label">How many are enough</p>${words.map((line) => html`<p>${capitalised(line)}.</p>`)}<p class="quiet">± is one standard error. Each point is a run of its own, in points/ of the run folder.</p></div>
${warningBox(warnings)}
${await sections(figures, "", files)}
<h2>Numbers</h2>
${pointsTable(run)}${settingsTable(run)}
<h2>Methods</h2>
<ul>${(about?.methods ?? []).map(({ name, summary, reference }) => html`<li><strong>${name}</strong>: ${summary}.${reference && html` <cite>${reference}.</cite>`}</li>`)}</ul>`;
}

function pointsTable({ result: { points, designUnit, groups = 1, costUnit } }: CurveRun): Html {
  const priced = points.some(({ cost }) => cost !== undefined);
  const exact = points.some(({ gain }) => gain.exact !== undefined);
  const head = [
    "measurements",
    "lower bound, nats",
    "upper bound, nats",
    ...(exact ? ["exact"] : []),
    ...(priced ? costHeads(costUnit) : []),
    `design${designUnit ? ` (${designUnit})` : ""}`,
  ];
  const rows = points.map(({ designs, design, gain, cost }) => {
    const { lower, upper, exact: truth, exactSe } = gain;
    const per = gainPerCost(gain, cost);
    return [
      String(designs),
      lower ? plusMinus(lower) : "–",
      upper ? plusMinus(upper) : "–",
      ...(exact ? [truth === undefined ? "–" : plusMinus({ value: truth, se: exactSe ?? 0 })] : []),
      ...(priced ? [cost === undefined ? "–" : significant(cost, 4), per ? significant(per.value, 3) : "–"] : []),
      inPieces(design, design.length / groups)
        .map((piece) => piece.map(plain).join(", "))
        .join("; "),
    ];
  });
  return table(
    "The best designs",
    head,
    rows,
    head.slice(1, -1).map((_, i) => i + 1),
  );
}

function settingsTable({ config: { settings, seed, backend, versions, estimator, cost } }: CurveRun): Html {
  const rows = [
    ...Object.entries(settings).map(([name, value]) => [name, String(value)]),
    ["estimator", estimator],
    ...(cost === undefined ? [] : [["cost", cost]]),
    ["seed", String(seed)],
    ["backend", backend],
    ["versions", `floe ${versions.floe}, node ${versions.node}, tfjs ${versions.tfjs}`],
  ];
  return table("Settings", ["name", "value"], rows);
}
