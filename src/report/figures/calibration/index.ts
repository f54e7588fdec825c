/** The figures of a calibration in the order in which they are shown. */
import type { Figure } from "../../drawing/render.js";
import type { CalibratedRun } from "../../reading/calibration.js";
import { coverageFigure } from "./coverage.js";
import { ranksFigure } from "./ranks.js";

/** A maker returns undefined where the records have nothing to draw. */
export const calibrationFigures: readonly ((calibration: CalibratedRun) => Figure | undefined)[] = [coverageFigure, ranksFigure];

export function calibrationFiguresOf(calibration: CalibratedRun): Figure[] {
  return calibrationFigures.flatMap((make) => make(calibration) ?? []);
}
