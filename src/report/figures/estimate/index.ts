/** The figures of an estimate in the order in which they are shown. */
import type { Figure } from "../../drawing/render.js";
import type { EstimatedRun } from "../../reading/estimate.js";
import { chanceFigure } from "./chance.js";
import { estimatesFigure } from "./estimates.js";
import { rowsFigure } from "./rows.js";

/** A maker returns undefined where the records have nothing to draw. */
export const estimateFigures: readonly ((run: EstimatedRun) => Figure | undefined)[] = [
  rowsFigure,
  estimatesFigure,
  chanceFigure,
];

export function estimateFiguresOf(run: EstimatedRun): Figure[] {
  return estimateFigures.flatMap((make) => make(run) ?? []);
}
