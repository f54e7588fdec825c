/** How much better one design or policy is than another, and when that can be said. */
import { withError } from "./digits.js";
import { inWords } from "./names.js";
import type { Gain, NamedGain } from "./types.js";

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

/** What was trained and is worth less than what it is compared with was not trained to the end: one warning, or none. */
export function lossWarnings(kind: "design" | "policy", gain: Gain, baselines: readonly NamedGain[]): string[] {
  const losses = baselines.flatMap(({ name, design, gain: other }) => {
    const found = difference(gain, other);
    if (!found || found.value > 0 || !isClear(found)) return [];
    const than = design ? inWords(name) : `${inWords(name)} designs on average`;
    return [`${withError(-found.value, found.se, { digits: 1, least: 2 })} nats less than ${than}`];
  });
  if (losses.length === 0) return [];
  const more = kind === "design" ? "--steps, more --restarts" : "--steps";
  return [
    `the ${kind} found is worth ${losses.join(" and ")}: training has not converged; try more ${more} or another --estimator`,
  ];
}
