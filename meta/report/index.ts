/** `writeMetaReport`: the page of a comparison, or of one meta-training. */
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { InputError } from "../../src/basics/errors.js";
import { counted } from "../../src/basics/text.js";
import { readRecord } from "../../src/records/store.js";
import { html } from "../../src/report/page/html.js";
import { document } from "../../src/report/page/page.js";
import { sections } from "../../src/report/page/sections.js";
import { placesIn, type WrittenReport, writePage } from "../../src/report/writePage.js";
import type { MetaComparison } from "../compare/recordTypes.js";
import { comparisonSchema } from "../schemas/comparison.js";
import { conclusions, divergences, leftOut } from "./conclusions.js";
import { metaFigures } from "./figures.js";

export { writeValidationReport } from "./validation.js";

import { errorsTable, referencesTable, searchTable } from "./tables.js";

/**
 * @param record name of the file that holds the comparison @param outFile where the page goes instead of report.html in the folder
 * @throws InputError when the run is not finished
 */
export async function writeMetaReport(folder: string, record: string, outFile?: string): Promise<WrittenReport> {
  const comparison = load(folder, record);
  const files: Record<string, string> = {};
  const { rows, family, support, tasks, seeds } = comparison;
  const title = rows.length > 1 ? `Few-shot regression: ${rows.length} rows compared` : `Few-shot regression: ${rows[0]?.label}`;
  const body = html`<p class="eyebrow">Floe report of ${basename(resolve(folder))}</p><h1>${title}</h1>
<p>Tasks: ${family}, ${counted(support, "support point")}. Mean squared error on ${tasks.toLocaleString("en-US")} held-out tasks, the same for all rows; ${counted(seeds, "training seed")}.</p>
${[...conclusions(comparison), ...divergences(comparison), ...leftOut(comparison)].map((sentence) => html`<p>${sentence}</p>`)}
${errorsTable(comparison)}${referencesTable(comparison)}
${await sections(metaFigures(comparison), "", files)}
${searchTable(comparison)}`;
  return writePage(document(title, body, [record]), files, placesIn(folder, outFile));
}

function load(folder: string, file: string): MetaComparison {
  if (!existsSync(join(folder, file))) throw new InputError(`${folder} is not finished. Go on with: floe resume ${folder}`);
  return readRecord(folder, file, comparisonSchema);
}
