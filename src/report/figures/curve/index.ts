/** The figures of a curve in the order in which they are shown. */
import type { Figure } from "../../drawing/render.js";
import type { CurveRun } from "../../reading/curve.js";
import { againstCost, againstCount } from "./gain.js";

/** A maker returns undefined where the records have nothing to draw. */
export const curveFigures: readonly ((curve: CurveRun) => Figure | undefined)[] = [againstCount, againstCost];

export function curveFiguresOf(curve: CurveRun): Figure[] {
  return curveFigures.flatMap((make) => make(curve) ?? []);
}
