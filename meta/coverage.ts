/** Whether intervals hold what they say. */
import { quantile } from "simple-statistics";
import { normalQuantile } from "../src/numbers/inverseNormal.js";
import { meanError } from "./meanError.js";
import type { Interval } from "./records.js";
import type { Numbers, Points } from "./types.js";

/** Of central intervals that a method gives. */
const levels = [0.5, 0.9, 0.95] as const;

/** How often they hold what they are about, with errors over tasks, and their mean width. @param sd of each query point @param scale a family's unit of y, of what networks see */
export function intervalsOf(predictions: Numbers, sd: Numbers, { tasks, count, y }: Points, scale: number): Interval[] {
  return levels.map((level) => {
    const reach = normalQuantile((1 + level) / 2);
    const held = Array.from({ length: tasks }, (_, t) => {
      let within = 0;
      for (let i = t * count; i < (t + 1) * count; i++)
        if (Math.abs((predictions[i] as number) - (y[i] as number)) <= reach * (sd[i] as number)) within++;
      return within / count;
    });
    const { value, se } = meanError(held);
    const width = 2 * reach * scale * meanError(Array.from(sd)).value;
    return { level, holds: value, se, width };
  });
}

/** The level that widths are set by. */
const setBy = 0.95;

/**
 * By how much to widen standard deviations so that central intervals of 95 % hold 95 % of these points: what networks leave over is not normal.
 * @param predictions, sd of each query point
 */
export function wideningOf(predictions: Numbers, sd: Numbers, { y }: Pick<Points, "y">): number {
  const apart = Array.from(y, (one, i) => Math.abs(one - (predictions[i] as number)) / (sd[i] as number));
  return quantile(apart, setBy) / normalQuantile((1 + setBy) / 2);
}
