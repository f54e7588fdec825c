/** Columns of recorded rows, and how far an axis for them goes. */

import { quantileSorted } from "simple-statistics";
import { named } from "../../../basics/text.js";
import type { InferenceResult } from "../../../records/types.js";

export function columnOf(rows: readonly (readonly (number | null)[])[], j: number): number[] {
  return rows.flatMap((row) => row[j] ?? []);
}

export function quantiles(values: readonly number[], ...shares: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return shares.map((share) => (sorted.length > 0 ? quantileSorted(sorted, share) : 0));
}

/** Nearly all of the prior and of the posterior; where the prior is far wider, as much of it as leaves the posterior a shape. */
export function rangeOf(prior: readonly number[], posterior: readonly number[]): [number, number] {
  const [low, high] = quantiles(posterior, 0.002, 0.998) as [number, number];
  const [least, most] = quantiles(prior, 0.01, 0.99) as [number, number];
  const width = high - low || Math.abs(high) || 1;
  const room = 6 * width;
  return [Math.min(low - 0.1 * width, Math.max(least, low - room)), Math.max(high + 0.1 * width, Math.min(most, high + room))];
}

export const titleOf = ({ name, unit }: InferenceResult["parameters"][number]): string => named(name, unit);
