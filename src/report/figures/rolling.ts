/** Smoothing of noisy records for the eye; nothing that is reported as a number comes from here. */
import { quantileSorted } from "simple-statistics";
import { mean } from "../../basics/statistics.js";

export interface Smoothed {
  readonly step: number;
  readonly mean: number;
  /** 5 % and 95 % quantiles of the raw values in the window. */
  readonly low: number;
  readonly high: number;
}

/** Centred windows of about a twentieth of the record, at least five values; at most `points` positions are kept. */
export function smooth(record: readonly { readonly step: number; readonly value: number }[], points = 240): Smoothed[] {
  const half = Math.max(2, Math.round(record.length / 40));
  const stride = Math.max(1, Math.ceil(record.length / points));
  const kept: Smoothed[] = [];
  for (let i = 0; i < record.length; i++) {
    if (i % stride !== 0 && i !== record.length - 1) continue;
    // The window shrinks at both ends together, so that a trend does not bend there.
    const reach = Math.min(half, i, record.length - 1 - i);
    const window = record.slice(i - reach, i + reach + 1).map(({ value }) => value);
    const sorted = window.sort((a, b) => a - b);
    kept.push({
      step: (record[i] as { step: number }).step,
      mean: mean(sorted),
      low: quantileSorted(sorted, 0.05),
      high: quantileSorted(sorted, 0.95),
    });
  }
  return kept;
}
