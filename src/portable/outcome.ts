/** Which outcomes there can be, and whether one is among them. */
import type { OutcomeRange, PolicyData } from "./types.js";

/** Experiments are simulated in single precision: no outcome of theirs is larger. A range that goes so far has no end. */
export const largestOutcome = 3.4028234663852886e38;

/** What networks see in place of an outcome; where it is no number, none can come out so. */
export const transforms: Readonly<Record<string, (x: number) => number>> = {
  identity: (x) => x,
  sqrt: Math.sqrt,
  asinh: Math.asinh,
  log: Math.log,
};

/** What the measurement after `step` others can come out as; undefined where the policy's simulator does not say. */
export function outcomeRange(
  { outcomeKinds, outcomeLow, outcomeHigh }: Pick<PolicyData, "outcomeKinds" | "outcomeLow" | "outcomeHigh">,
  step: number,
): OutcomeRange | undefined {
  const [kind, low, high] = [outcomeKinds?.[step], outcomeLow?.[step], outcomeHigh?.[step]];
  return kind === undefined || low === undefined || high === undefined ? undefined : { kind, low, high };
}

/**
 * Whether a measurement can come out so.
 * @param range undefined: any number of single precision is possible
 * @param slack what a bound may be passed by, for outcomes that were rounded to single precision
 */
export function isPossible(value: number, range: OutcomeRange | undefined, slack = 0): boolean {
  if (!(Math.abs(value) <= largestOutcome)) return false;
  if (!range) return true;
  const { kind, low, high } = range;
  return (kind === "continuous" || Number.isInteger(value)) && value >= low - slack && value <= high + slack;
}

/** "a whole number from 0 to 200 people", "0 or 1". */
export function rangeWords({ kind, low, high }: OutcomeRange, unit: string): string {
  if (kind === "binary") return "0 or 1";
  const shown = (bound: number) => Number(bound.toPrecision(12)); // without what rounding added
  const from = low > -largestOutcome ? ` from ${shown(low)}` : "";
  const to = high < largestOutcome ? ` ${from ? "to" : "up to"} ${shown(high)}` : from && " on";
  return `${kind === "continuous" ? "a number" : "a whole number"}${from}${to}${(from || to) && unit && ` ${unit}`}`;
}
