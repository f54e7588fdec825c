/** What draws say of each parameter, with the error that their number leaves. */

import type { PosteriorSample } from "../../contracts/posterior.js";
import type { Prior } from "../../contracts/simulator.js";
import type { InferredParameter } from "../../records/types.js";
import type { Rows } from "./again.js";

/** Ends of the interval. */
export const intervalEnds = [0.025, 0.975] as const;

export function summaryOf(sample: PosteriorSample, { names, units }: Prior, ofPrior: Rows): InferredParameter[] {
  const p = names.length;
  return names.map((name, j): InferredParameter => {
    const values = column({ columns: p, values: sample.theta }, j).sort();
    const ess = sample.ess[j] as number;
    const known = sample.moments?.[j];
    const { mean, sd } = known ?? momentsOf(values);
    const at = (share: number) => ({ value: quantile(values, share), error: quantileError(values, share, ess) });
    const [low, high] = [at(intervalEnds[0]), at(intervalEnds[1])];
    return {
      name,
      unit: units[j] as string,
      mean,
      sd,
      median: at(0.5).value,
      interval: [low.value, high.value],
      mcError: known ? 0 : sd / Math.sqrt(ess),
      intervalErrors: [low.error, high.error],
      ess,
      ...(sample.rhat ? { rhat: sample.rhat[j] as number } : {}),
      prior: momentsOf(column(ofPrior, j)),
    };
  });
}

export function column({ columns, values }: Rows, j: number): Float64Array {
  return Float64Array.from({ length: values.length / columns }, (_, i) => values[i * columns + j] as number);
}

function momentsOf(values: Float64Array): { mean: number; sd: number } {
  const n = values.length;
  const origin = values[0] as number;
  const mean = values.reduce((sum, x) => sum + (x - origin), 0) / n + origin;
  return { mean, sd: Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, n - 1)) };
}

/** Between the two nearest. */
export function quantile(sorted: Float64Array, share: number): number {
  const at = Math.min(1, Math.max(0, share)) * (sorted.length - 1);
  const below = Math.floor(at);
  const [a, b] = [sorted[below] as number, sorted[Math.min(below + 1, sorted.length - 1)] as number];
  return a + (at - below) * (b - a);
}

/** Half the distance of the quantiles one standard error of the share to either side (Vehtari et al. 2021, section 4.2). */
function quantileError(sorted: Float64Array, share: number, ess: number): number {
  const error = Math.sqrt((share * (1 - share)) / ess);
  return (quantile(sorted, share + error) - quantile(sorted, share - error)) / 2;
}
