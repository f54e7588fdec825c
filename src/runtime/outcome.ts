/** Which outcomes there can be, and whether one is among them. */
import type { OutcomeRange } from "./types.js";

/** Experiments are simulated in single precision: no outcome of theirs is larger. */
const largest = 3.4028234663852886e38;

/** 0 where there cannot be less: counts, answers and categories. */
const lowOf = ({ kind, low }: OutcomeRange): number | undefined => low ?? (kind === "continuous" ? undefined : 0);
const highOf = ({ kind, high }: OutcomeRange): number | undefined => (kind === "binary" ? 1 : high);

/**
 * Whether a measurement can come out so.
 * @param range undefined where the simulator says nothing: then every number of single precision is possible
 * @param slack what a bound may be passed by, for outcomes that were rounded to single precision
 */
export function isPossible(value: number, range: OutcomeRange | undefined, slack = 0): boolean {
  if (!(Math.abs(value) <= largest)) return false;
  if (!range) return true;
  if (range.kind !== "continuous" && !Number.isInteger(value)) return false;
  return value >= (lowOf(range) ?? value) - slack && value <= (highOf(range) ?? value) + slack;
}

/** "a whole number from 0 to 200 people", "0 or 1". */
export function rangeWords(range: OutcomeRange, unit: string): string {
  if (range.kind === "binary") return "0 or 1";
  const [low, high] = [lowOf(range), highOf(range)];
  const whole = range.kind === "continuous" ? "a number" : "a whole number";
  const within =
    low === undefined
      ? high === undefined
        ? ""
        : ` up to ${high}`
      : high === undefined
        ? ` from ${low} on`
        : ` from ${low} to ${high}`;
  return `${whole}${within}${unit && within && ` ${unit}`}`;
}
