/** The figures of a report in the order in which they are shown. */
import type { Figure } from "../drawing/render.js";
import type { Run } from "../reading/run.js";
import { comparisonFigure } from "./comparison.js";
import { coordinatesFigure } from "./coordinates.js";
import { drawingFigure } from "./drawing.js";
import { episodesFigure } from "./episodes.js";
import { fanFigure } from "./fan.js";
import { gainPerHorizonFigure } from "./gainPerHorizon.js";
import { gainPerStepFigure } from "./gainPerStep.js";
import { pathFigure } from "./path.js";
import { peakOffsetsFigure } from "./peakOffsets.js";
import { planeFigure } from "./plane.js";
import { poolFigure } from "./pool.js";
import { responsesFigure } from "./responses.js";
import { runsDesignFigure } from "./runsDesign.js";
import { runsGainFigure } from "./runsGain.js";
import { runsTrainingFigure } from "./runsTraining.js";
import { termsFigure } from "./terms.js";
import { trainingFigure } from "./training.js";

/** Of one run; a maker returns undefined where the records have nothing to draw. */
export const runFigures: readonly ((run: Run) => Figure | undefined)[] = [
  drawingFigure,
  coordinatesFigure,
  planeFigure,
  poolFigure,
  fanFigure,
  responsesFigure,
  episodesFigure,
  peakOffsetsFigure,
  comparisonFigure,
  gainPerStepFigure,
  gainPerHorizonFigure,
  trainingFigure,
  termsFigure,
  pathFigure,
];

/** Of several runs side by side. */
export const overlayFigures: readonly ((runs: readonly Run[]) => Figure | undefined)[] = [
  runsGainFigure,
  runsDesignFigure,
  runsTrainingFigure,
];

export function figuresOf(run: Run): Figure[] {
  return runFigures.flatMap((make) => make(run) ?? []);
}

export function figuresOfAll(runs: readonly Run[]): Figure[] {
  return overlayFigures.flatMap((make) => make(runs) ?? []);
}
