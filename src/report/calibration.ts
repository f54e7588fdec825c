/** `writeCalibrationReport`: whether posteriors hold what they say, on one page. */
import { calibrationFiles } from "../records/calibrationStore.js";
import { calibrationFiguresOf } from "./figures/calibration/index.js";
import { ownReport } from "./ownReport.js";
import { calibrationBody } from "./page/calibrationPage.js";
import { loadCalibration } from "./reading/calibration.js";

export const writeCalibrationReport = ownReport({
  load: loadCalibration,
  figuresOf: calibrationFiguresOf,
  bodyOf: calibrationBody,
  title: ({ result }) => `${result.simulator}: do posteriors hold what they say?`,
  files: calibrationFiles,
});
