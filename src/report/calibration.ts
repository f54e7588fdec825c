/** `writeCalibrationReport`: whether posteriors hold what they say, on one page. */
import { basename, join, resolve } from "node:path";
import { InputError } from "../basics/errors.js";
import { writeAtomically, writeNamed } from "../basics/files.js";
import { calibrationFiles } from "../records/calibrationStore.js";
import { calibrationFiguresOf } from "./figures/calibration/index.js";
import { makePlaces, type WrittenReport } from "./index.js";
import { calibrationBody } from "./page/calibrationPage.js";
import { document } from "./page/page.js";
import { loadCalibration } from "./reading/calibration.js";

/** @param outFile where the page goes instead of report.html in the folder @throws InputError when the run is not finished */
export async function writeCalibrationReport(folder: string, outFile?: string): Promise<WrittenReport> {
  const calibration = loadCalibration(folder);
  if (!calibration) throw new InputError(`${folder} is not finished. Go on with: floe resume ${folder}`);
  const files: Record<string, string> = {};
  const body = await calibrationBody(calibration, calibrationFiguresOf(calibration), files);
  const page = outFile ?? join(folder, "report.html");
  const figureFolder = join(folder, "figures");
  makePlaces(page, figureFolder);
  const figures = Object.entries(files).map(([name, svg]) => {
    const file = join(figureFolder, `${name}.svg`);
    writeAtomically(file, svg);
    return file;
  });
  const title = `${calibration.result.simulator}: do posteriors hold what they say? (${basename(resolve(folder))})`;
  (outFile === undefined ? writeAtomically : writeNamed)(page, document(title, body, Object.values(calibrationFiles)));
  return { page, figures };
}
