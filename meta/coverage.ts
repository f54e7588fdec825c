/** Whether intervals hold what they say. */
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
