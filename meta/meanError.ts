/** Means over tasks, with their standard errors. */
import type { MeanError } from "./records.js";

export function meanError(values: readonly number[]): MeanError {
  const n = values.length;
  const value = values.reduce((sum, x) => sum + x, 0) / n;
  const variance = values.reduce((sum, x) => sum + (x - value) ** 2, 0) / Math.max(1, n - 1);
  return { value, se: Math.sqrt(variance / n) };
}
