/** `writeReport`: run folders in, one HTML page and SVG files out. */
import { basename, dirname, extname, join, resolve } from "node:path";
import { InputError } from "../basics/errors.js";
import { makePage } from "./page/page.js";
import { loadRun } from "./reading/run.js";
import { type WrittenReport, writePage } from "./writePage.js";

export { type Figure, renderFigure } from "./drawing/render.js";
export { figuresOf, figuresOfAll } from "./figures/index.js";
export { makePage, type Page } from "./page/page.js";
export { loadRun, type Run } from "./reading/run.js";

/**
 * Writes the report of one run into its folder (report.html, figures/*.svg), finished or not; of several runs, side by side,
 * to comparison.html beside the first one's folder, with its figures in comparison-figures/.
 * @param outFile where the page goes instead; the figures of several runs go beside it
 * @throws InputError when a folder is not a run, a record is damaged or the place cannot be written
 */
export async function writeReport(runFolders: readonly string[], outFile?: string): Promise<WrittenReport> {
  const [first] = runFolders;
  if (first === undefined) throw new InputError("report: name at least one run folder");
  const runs = runFolders.map(loadRun);
  const single = runs.length === 1;
  const page = outFile ?? (single ? join(first, "report.html") : join(dirname(resolve(first)), "comparison.html"));
  const figureFolder = single ? join(first, "figures") : join(dirname(page), `${basename(page, extname(page))}-figures`);
  const { html, figures } = await makePage(runs);
  return writePage(html, figures, { page, figureFolder, named: outFile !== undefined });
}
