/** `writeCalibrationReport`: whether posteriors hold what they say, on one page. */
import { basename, resolve } from "node:path";
import { InputError } from "../basics/errors.js";
import { calibrationFiles } from "../records/calibrationStore.js";
import { calibrationFiguresOf } from "./figures/calibration/index.js";
import { calibrationBody } from "./page/calibrationPage.js";
import { document } from "./page/page.js";
import { loadCalibration } from "./reading/calibration.js";
import { placesIn, type WrittenReport, writePage } from "./writePage.js";

/** @param outFile where the page goes instead of report.html in the folder @throws InputError when the run is not finished */
export async function writeCalibrationReport(folder: string, outFile?: string): Promise<WrittenReport> {
  const calibration = loadCalibration(folder);
  if (!calibration) throw new InputError(`${folder} is not finished. Go on with: floe resume ${folder}`);
  const files: Record<string, string> = {};
  const body = await calibrationBody(calibration, calibrationFiguresOf(calibration), files);
  const title = `${calibration.result.simulator}: do posteriors hold what they say? (${basename(resolve(folder))})`;
  return writePage(document(title, body, Object.values(calibrationFiles)), files, placesIn(folder, outFile));
}
