/**
 * Means over held-out tasks, freed of the chance that these tasks are easy or hard ones. What the tasks themselves say, without any method,
 * has means that are known exactly: y, its square, and the error of the best fixed curve, whose level the family declares. How far the drawn
 * tasks are off those is taken out of a method's errors by linear regression (control variates, e.g. Owen 2013, Monte Carlo theory, methods
 * and examples, section 8.9). The regression is estimated from the same tasks: a bias of the order of 1/tasks.
 */
import { levelsHold, scalingOf, seenOf, toSeen } from "./scaling.js";
import type { Points, TaskFamily } from "./types.js";

/** By control, of each task: uncorrelated columns whose means over all tasks of the family are 0. Empty where levels are not to be trusted. */
export type Controls = readonly Float64Array[];

/** What is left of a control, as a share of its variance, once those before it are taken out: below this it says nothing of its own. */
const least = 1e-9;
/** So many standard errors off, a declared level is not believed. */
const tooFar = 5;

export function controlsOf(family: TaskFamily, { tasks, count, x, y }: Points): Controls {
  if (!levelsHold(family)) return [];
  const scaling = scalingOf(family);
  const { mean, sd } = seenOf(family).y;
  const curve = toSeen(
    Float64Array.from(x, (at) => family.mean(scaling.x.shift + scaling.x.scale * at)),
    scaling.y,
  );
  const rest = family.levels.mean / scaling.y.scale ** 2;
  const byTask = (of: (i: number) => number) =>
    Float64Array.from({ length: tasks }, (_, t) => {
      let sum = 0;
      for (let i = t * count; i < (t + 1) * count; i++) sum += of(i);
      return sum / count;
    });
  const raw = [
    byTask((i) => (y[i] as number) - mean),
    byTask((i) => ((y[i] as number) - mean) ** 2 - sd * sd),
    byTask((i) => ((y[i] as number) - (curve[i] as number)) ** 2 - rest),
  ];
  const believed = raw.filter((column) => Math.abs(average(column)) <= tooFar * Math.sqrt(variance(column) / tasks));
  const kept: Float64Array[] = [];
  for (const column of believed) {
    const left = kept.reduce((now, one) => without(now, one), column);
    if (variance(left) > least * variance(column)) kept.push(left);
  }
  return kept;
}

/** Errors whose mean is that of the method over all tasks, with what chance has left in it: their standard error is the mean's. */
export function adjusted(errors: readonly number[], controls: Controls): number[] {
  return Array.from(controls.reduce((now, control) => without(now, control), Float64Array.from(errors)));
}

/** Less the control, as often as it explains most; the control's mean over all tasks is 0. */
function without(values: Float64Array, control: Float64Array): Float64Array {
  const [ofValues, ofControl] = [average(values), average(control)];
  let covariance = 0;
  values.forEach((value, t) => {
    covariance += (value - ofValues) * ((control[t] as number) - ofControl);
  });
  const slope = covariance / (values.length * variance(control));
  return values.map((value, t) => value - slope * (control[t] as number));
}

const average = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function variance(values: Float64Array): number {
  const mean = average(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
