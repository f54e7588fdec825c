/** The page of a training that was only validated: one of a search. Held-out tasks had no part in it. */
import { basename, resolve } from "node:path";
import { InputError } from "../../src/basics/errors.js";
import { counted, decimals, fixed } from "../../src/basics/text.js";
import type { Figure } from "../../src/report/drawing/render.js";
import { html, table } from "../../src/report/page/html.js";
import { document } from "../../src/report/page/page.js";
import { sections } from "../../src/report/page/sections.js";
import { placesIn, type WrittenReport, writePage } from "../../src/report/writePage.js";
import type { MetaMetric, MetaResult } from "../records.js";
import { metaFiles, readMetaMetrics, readMetaResult } from "../store.js";
import { drawCurves } from "./curves.js";
import { settingsOf } from "./tables.js";

/** @param outFile where the page goes instead of report.html in the folder @throws InputError when the run is not finished */
export async function writeValidationReport(folder: string, outFile?: string): Promise<WrittenReport> {
  const result = readMetaResult(folder);
  if (!result) throw new InputError(`${folder} is not finished. Go on with: floe resume ${folder}`);
  const { training, validation, parameters, seconds } = result;
  const { method, family, support, steps } = training;
  const files: Record<string, string> = {};
  const title = `Few-shot regression: ${method}, only validated`;
  const body = html`<p class="eyebrow">Floe report of ${basename(resolve(folder))}</p><h1>${title}</h1>
<p>Tasks: ${family}, ${counted(support, "support point")}. Mean squared error on the validation tasks, by which settings are chosen; held-out tasks had no part in it, and no model was kept.</p>
${table(
  "What was trained",
  ["method", "settings", "validation error", "steps", "parameters", "seconds"],
  [
    [
      method,
      settingsOf(result),
      decimals(validation),
      steps.toLocaleString("en-US"),
      parameters.toLocaleString("en-US"),
      fixed(seconds, 1),
    ],
  ],
  [2, 3, 4, 5],
)}
${await sections([courseFigure(result, readMetaMetrics(folder))], "", files)}`;
  return writePage(document(title, body, [metaFiles.result, metaFiles.metrics]), files, placesIn(folder, outFile));
}

function courseFigure({ training, levels, validation }: MetaResult, metrics: readonly MetaMetric[]): Figure {
  const points = metrics.flatMap(({ step, validation: y }) => (typeof y === "number" ? [{ x: step, y }] : []));
  return {
    name: "validation",
    title: "Error against training steps",
    alt: `Mean squared error on validation tasks by training steps; at the end ${decimals(validation)}.`,
    caption:
      "On validation tasks. The dashed grey lines are exact levels over the whole family: 0 everywhere, and the best curve that does not adapt.",
    draw: (width) =>
      drawCurves(
        {
          xTitle: "training steps",
          whole: true,
          yTitle: "mean squared error",
          curves: [{ label: training.method, points, marked: points.length === 1 }],
          levels: [
            { name: "zero", value: levels.zero },
            { name: "mean", value: levels.mean },
          ],
          top: 1.15 * Math.max(levels.mean, Math.min(levels.zero, 5 * levels.mean)),
        },
        width,
      ),
  };
}
