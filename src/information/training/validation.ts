/** What a training is worth on a fixed draw that it is never trained on, and whether it stops for that. */
import type { CompiledStep } from "../../engine/compile/index.js";
import { tidied } from "../../engine/tensors.js";
import { sliceDraw } from "../../experiment/draws.js";
import type { TrainState } from "./state.js";
import { stepInputs } from "./step.js";
import type { TrainTask } from "./task.js";

/** The bound of the averaged design on the fixed validation draw; decides on early stopping. */
export function validate(task: TrainTask, state: TrainState, step: CompiledStep): number {
  const { counters } = state;
  const values = contributionsOfAverage(task, state, step);
  const { bound, se } = summary(values);
  // The draw is the same each time, so differences are far less noisy than se; a tenth of it still counts as progress.
  if (counters.bestValidation === null || bound > counters.bestValidation + 0.1 * se) {
    counters.bestValidation = bound;
    counters.validationsSinceBest = 0;
  } else if (++counters.validationsSinceBest >= task.options.patience && task.options.patience > 0) {
    counters.stopped = true;
  }
  return bound;
}

/** Contributions of the averaged policy on the validation draw, in batches of the training's size: the estimator's cap stays the same. */
function contributionsOfAverage(task: TrainTask, { averaged }: TrainState, step: CompiledStep): number[] {
  const { batch } = task.options;
  const valuesOf = (arrays: Record<string, Float32Array>) =>
    Object.fromEntries(Object.entries(arrays).map(([name, value]) => [name, { value }]));
  const current = step.read(Object.keys(averaged));
  step.push(valuesOf(averaged));
  const all: number[] = [];
  for (let at = 0; at + batch <= task.validation.theta.shape[0]; at += batch) {
    const sliced = ({ validation }: Pick<TrainTask, "validation">) => sliceDraw(validation, at, batch);
    const given = () => ({ draw: sliced(task), shorter: task.shorter?.map(sliced) ?? [], key: task.key, progress: 1 });
    const { contributions } = tidied(() => step.run(stepInputs(task, given())));
    all.push(...(contributions as Float32Array));
  }
  step.push(valuesOf(current));
  return all;
}

/** Mean and standard error, nats. */
export function summary(values: readonly number[]): { bound: number; se: number } {
  const n = values.length;
  const bound = values.reduce((sum, x) => sum + x, 0) / n;
  const variance = values.reduce((sum, x) => sum + (x - bound) ** 2, 0) / Math.max(1, n - 1);
  return { bound, se: Math.sqrt(variance / n) };
}
