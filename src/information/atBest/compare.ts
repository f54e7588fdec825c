/** How bounds and their design gradients vary where their critics are the best there are: nothing is trained, so nothing else is in it. */
import { errorOfMean, mean } from "../../basics/statistics.js";
import type { FromScores } from "../../contracts/bounds.js";
import { batchAtBest, type Remembered } from "./batch.js";
import type { KnownPool } from "./pool.js";

/** Nats; gradients in nats by the design's unit. */
export interface AtBest {
  readonly estimator: string;
  readonly batch: number;
  /** How many batches it was seen on. */
  readonly batches: number;
  /** Mean of the value over batches less the gain, its error, and the spread of one batch's value. */
  readonly bias: number;
  readonly biasSe: number;
  readonly sd: number;
  /** Root of the mean squared distance of one batch's gradient from the gain's own, as a share of that one's length. */
  readonly gradientError: number;
  /** Length of the mean gradient less the gain's own, as such a share too: what no number of batches averages out; and its error. */
  readonly gradientBias: number;
  readonly gradientBiasSe: number;
}

const mostBatches = 100;

/** A bound's value and gradient, batch by batch. The pool must hold two batches at least. */
export function compareAtBest(pool: KnownPool, estimator: FromScores, batch: number): AtBest {
  const { truth } = pool;
  const batches = Math.min(mostBatches, Math.floor(pool.size / batch));
  const [values, off]: [number[], number[][]] = [[], []];
  let memory: Remembered | undefined;
  for (let b = 0; b < batches; b++) {
    const one = batchAtBest(pool, estimator, b * batch, batch, memory);
    memory = one.memory;
    values.push(one.value);
    off.push(one.gradient.map((g, c) => g - (truth.gradient[c] as number)));
  }
  const length = Math.hypot(...truth.gradient);
  const columns = truth.gradient.map((_, c) => off.map((row) => row[c] as number));
  const errors = columns.map((column, c) => Math.hypot(errorOfMean(column), truth.gradientSe[c] as number));
  return {
    estimator: estimator.name,
    batch,
    batches,
    bias: mean(values) - truth.gain,
    biasSe: Math.hypot(errorOfMean(values), truth.gainSe),
    sd: errorOfMean(values) * Math.sqrt(batches),
    gradientError: Math.sqrt(mean(off.map((row) => row.reduce((sum, x) => sum + x * x, 0)))) / length,
    gradientBias: Math.hypot(...columns.map(mean)) / length,
    gradientBiasSe: Math.hypot(...errors) / length,
  };
}
