/** How much better one design or policy is than another, and when that can be said. */

import type { Digits } from "../basics/digits.js";
import { withError } from "../basics/digits.js";
import { spaced } from "../basics/names.js";
import { errorOfMean, mean } from "../basics/statistics.js";
import type { Difference, Estimate, Gain, NamedGain } from "../contracts/gain.js";

export type { Difference } from "../contracts/gain.js";

/** Exact gains where both have one, else the lower bounds where one method made both; undefined where nothing is comparable. */
export function difference(first: Gain, second: Gain): Difference | undefined {
  if (first.exact !== undefined && second.exact !== undefined) {
    const se = Math.hypot(first.exactSe ?? 0, second.exactSe ?? 0);
    return { value: first.exact - second.exact, se, of: "exact gains" };
  }
  const [a, b] = [first.lower, second.lower];
  if (!a || !b || a.method !== b.method) return undefined;
  const of = `lower bounds (${a.method})`;
  const pairs = pairsOf(a, b);
  if (!pairs) return { value: computed(a) - computed(b), se: Math.hypot(a.se, b.se), of };
  const whole = a.blocks?.length === b.blocks?.length;
  return { value: whole ? computed(a) - computed(b) : mean(pairs), se: errorOfMean(pairs), paired: true, of };
}

const computed = ({ value, unclipped }: Estimate): number => unclipped ?? value;

/**
 * Differences of two estimates by the same draws, which move together, block by block; of one that has seen only the first of them, over those. undefined
 * where they were made by others.
 */
function pairsOf(a: Estimate, b: Estimate): number[] | undefined {
  const [ours, theirs] = [a.blocks ?? [], b.blocks ?? []];
  const both = Math.min(ours.length, theirs.length);
  if (a.draws === undefined || a.draws !== b.draws || both < 2) return undefined;
  return ours.slice(0, both).map((x, i) => x - (theirs[i] as number));
}

/** Whether an estimate that bounds neither side is refuted by the lower bound. */
export function isTooLow({ value }: Estimate, { lower }: Gain): boolean {
  return lower !== null && value < lower.value - 1.96 * lower.se;
}

/** True when the difference is larger than a 95 % interval. */
export function isClear({ value, se }: Difference): boolean {
  return Math.abs(value) > Math.max(1.96 * se, 1e-3);
}

/** In sentences: one digit of the error, but two decimals. */
export const inSentences: Digits = { digits: 1, least: 2 };

type Printed = (number: { readonly value: number; readonly se: number }) => string;

const printed: Printed = ({ value, se }) => withError(value, se, inSentences);

/** "0.51 ± 0.04 nats more than equally spaced" @param print for pages, which have signs of their own */
export function comparison(found: Difference, than: string, print = printed): string {
  const { value, se } = found;
  // Of the same draws even less than a thousandth can be told, and a tenth of a percent is a tenth of a percent.
  if (found.paired && !isClear(found) && Math.abs(value) > 1.96 * se)
    return `hardly different from ${than} (${print({ value: Math.abs(value), se })} nats ${value > 0 ? "more" : "less"})`;
  if (!isClear(found)) return `not clearly different from ${than} (${print(found)} nats)`;
  return `${print({ value: Math.abs(value), se })} nats ${value > 0 ? "more" : "less"} than ${than}`;
}

/** "equally spaced", "random designs on average": what a design is compared with, in words. */
export function comparedName({ name, design, decides, rival }: Omit<NamedGain, "gain">): string {
  if (rival) return rival === "own" ? name : "the rounded design";
  if (decides) return `the ${spaced(name)} policy`;
  return design ? spaced(name) : `${spaced(name)} designs on average`;
}

/** What a design is clearly worth less than, in words: of what it could have been. */
export function lossesOf(gain: Gain, baselines: readonly NamedGain[]): string[] {
  return baselines.flatMap((baseline) => {
    const found = difference(gain, baseline.gain);
    if (!found || baseline.violation !== undefined || found.value > 0 || !isClear(found)) return [];
    return [comparison(found, comparedName(baseline))];
  });
}

/** What a better training of each takes more of. */
const remedies = { design: "--steps, more --restarts", policy: "--steps" } as const;

/** What was trained and is worth less than what it is compared with was not trained to the end: one warning, or none. */
export function lossWarnings(kind: keyof typeof remedies, gain: Gain, baselines: readonly NamedGain[]): string[] {
  const losses = lossesOf(gain, baselines);
  if (losses.length === 0) return [];
  return [
    `the ${kind} found is worth ${losses.join(" and ")}: training has not converged; try more ${remedies[kind]} or another --estimator`,
  ];
}
