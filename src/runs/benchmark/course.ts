/** What the steps reported, for a figure: means of a few hundred stretches. */
import { mean } from "../../basics/statistics.js";
import type { Course } from "../../information/known/train.js";
import type { BenchmarkCourse } from "../../records/types.js";

const mostPoints = 400;

export function courseOf({ value, first }: Course): BenchmarkCourse {
  const steps = value.length;
  const every = Math.ceil(steps / mostPoints);
  const second = first.map((x, i) => x - (value[i] as number));
  const meansOf = (of: Float32Array): (number | null)[] =>
    Array.from({ length: Math.ceil(steps / every) }, (_, part) => {
      const one = mean(Array.from(of.subarray(part * every, (part + 1) * every)));
      return Number.isFinite(one) ? one : null;
    });
  const has = second.some(Number.isFinite);
  return { every, steps, value: meansOf(value), ...(has ? { second: meansOf(second) } : {}) };
}
