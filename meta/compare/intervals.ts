/** Means over held-out tasks and training seeds, with intervals that know how few seeds there are. */
import jstat from "jstat";
import { meanError } from "../meanError.js";
import type { MeanError } from "../records.js";
import type { Interval } from "./recordTypes.js";

/**
 * Mean over seeds and tasks of [seeds][tasks]. Tasks are the same for all seeds, so both kinds of chance count: the variance is that of
 * the seeds' means over the number of seeds plus that of the tasks' means over the number of tasks. What varies by both is counted twice,
 * which makes intervals a little too wide.
 */
export function overTasksAndSeeds(errors: readonly (readonly number[])[]): Interval {
  const bySeed = meanError(errors.map((tasks) => meanError(tasks).value));
  const tasks = errors[0] ?? [];
  const byTask = meanError(tasks.map((_, t) => errors.reduce((sum, seed) => sum + (seed[t] as number), 0) / errors.length));
  return joined(bySeed.value, [
    { se: errors.length > 1 ? bySeed.se : 0, degrees: errors.length - 1 },
    { se: byTask.se, degrees: tasks.length - 1 },
  ]);
}

/** The same from each seed's mean and its error over so many tasks, as if all seeds erred alike on each task: a little too wide again. */
export function overSeeds(seeds: readonly MeanError[], tasks: number): Interval {
  const { value, se } = meanError(seeds.map((seed) => seed.value));
  return joined(value, [
    { se: seeds.length > 1 ? se : 0, degrees: seeds.length - 1 },
    { se: meanError(seeds.map((seed) => seed.se)).value, degrees: tasks - 1 },
  ]);
}

interface Part {
  readonly se: number;
  readonly degrees: number;
}

/** Student's t, with the degrees of freedom that Welch and Satterthwaite give the sum of two variances. */
function joined(value: number, parts: readonly Part[]): Interval {
  const se = Math.hypot(...parts.map((part) => part.se));
  const spread = parts.reduce((sum, part) => sum + (part.se > 0 ? part.se ** 4 / part.degrees : 0), 0);
  return { value, se, half: spread > 0 ? jstat.studentt.inv(0.975, se ** 4 / spread) * se : 0 };
}
