/** The figures of an inference in the order in which they are shown. */
import type { Figure } from "../../drawing/render.js";
import type { InferredRun } from "../../reading/inference.js";
import { marginalsFigure } from "./marginals.js";
import { pairsFigure } from "./pairs.js";
import { predictiveFigure } from "./predictive.js";

/** A maker returns undefined where the records have nothing to draw. */
export const inferenceFigures: readonly ((inference: InferredRun) => Figure | undefined)[] = [
  predictiveFigure,
  marginalsFigure,
  pairsFigure,
];

export function inferenceFiguresOf(inference: InferredRun): Figure[] {
  return inferenceFigures.flatMap((make) => make(inference) ?? []);
}
