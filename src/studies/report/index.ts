/** `writeStudyReport`: all cells of a study on one page. */
import { html } from "../../report/page/html.js";
import { document } from "../../report/page/page.js";
import { sections } from "../../report/page/sections.js";
import { warningBox } from "../../report/page/warnings.js";
import { placesIn, type WrittenReport, writePage } from "../../report/writePage.js";
import { studyFiles } from "../folder.js";
import type { StudyResults } from "../results/types.js";
import { figuresOf } from "./figures.js";
import { answer, failedTable, overallTable, rankingTable } from "./tables.js";

/** @param outFile where the page goes instead of report.html in the folder */
export async function writeStudyReport(folder: string, results: StudyResults, outFile?: string): Promise<WrittenReport> {
  const files: Record<string, string> = {};
  const title = `${results.study}: ${results.of}`;
  const body = html`<p class="eyebrow">Floe report of a study</p><h1>${title}</h1>
${answer(results)}
${warningBox(results.warnings)}
${await sections(figuresOf(results), "", files)}
<h2>Numbers</h2>
${overallTable(results)}${rankingTable(results)}${failedTable(results)}`;
  const records = [studyFiles.plan, studyFiles.results, studyFiles.table];
  return writePage(document(title, body, records), files, placesIn(folder, outFile));
}
