/** How much better one design is than another, and when that can be said. */
import type { Gain } from "../types.js";
import { fixed, nats, plusMinus } from "./format.js";

export interface Difference {
  /** First minus second, nats. */
  readonly value: number;
  /** Standard error, counting the two estimates as independent; 0 between exact values. */
  readonly se: number;
  /** What was subtracted: "exact gains", "lower bounds (sPCE)". */
  readonly of: string;
}

/** Exact gains where both have one, else the lower bounds where one method made both; undefined where nothing is comparable. */
export function difference(first: Gain, second: Gain): Difference | undefined {
  if (first.exact !== undefined && second.exact !== undefined) {
    return { value: first.exact - second.exact, se: Math.hypot(first.exactSe ?? 0, second.exactSe ?? 0), of: "exact gains" };
  }
  const [a, b] = [first.lower, second.lower];
  if (!a || !b || a.method !== b.method) return undefined;
  return { value: a.value - b.value, se: Math.hypot(a.se, b.se), of: `lower bounds (${a.method})` };
}

/** True when the difference is larger than a 95 % interval. */
export function isClear({ value, se }: Difference): boolean {
  return Math.abs(value) > Math.max(1.96 * se, 1e-3);
}

/** "0.51 ± 0.04 nats more than equally spaced" */
export function inComparison(found: Difference, than: string): string {
  const { value, se } = found;
  if (!isClear(found)) return `not clearly different from ${than} (${rounded(value, se)} nats)`;
  return `${rounded(Math.abs(value), se)} nats ${value > 0 ? "more" : "less"} than ${than}`;
}

/** Two decimals, more only where the difference would vanish in them. */
function rounded(value: number, se: number): string {
  const decimals = se >= 0.01 || se === 0 ? 2 : 3;
  return se > 0
    ? `${fixed(value, decimals)}\u00a0±\u00a0${fixed(se, decimals)}`
    : fixed(value, Math.abs(value) < 0.1 ? 3 : decimals);
}

/** e^gain for readers: how many times as plausible the data make the true values, as a geometric average. */
export function factor(gain: number): string {
  const times = Math.exp(gain);
  if (times > 1e6) return `10^${fixed(gain / Math.LN10, 1)}`;
  return times < 10 ? fixed(times, 1) : Math.round(Number(times.toPrecision(2))).toLocaleString("en-US");
}

/** The gain in one phrase: exact, between two bounds, or at least the lower one. */
export function worth(gain: Gain): string {
  if (gain.exact !== undefined) return gain.exactSe ? plusMinus({ value: gain.exact, se: gain.exactSe }) : nats(gain.exact);
  if (gain.lower && gain.upper) return `${plusMinus(gain.lower)} to ${plusMinus(gain.upper)}`;
  if (gain.lower) return `at least ${plusMinus(gain.lower)}`;
  if (gain.upper) return `at most ${plusMinus(gain.upper)}`;
  const [other] = gain.other ?? [];
  return other ? `about ${plusMinus(other)}` : "not evaluated";
}

/** The one number that e^gain is taken of: exact, else the lower bound. */
export function central(gain: Gain): number | undefined {
  return gain.exact ?? gain.lower?.value ?? gain.other?.[0]?.value;
}
