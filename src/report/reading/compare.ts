/** Gains and their differences in words. */

import { fixed, nats, plusMinus } from "../../basics/text.js";
import type { Gain } from "../../contracts/gain.js";
import { comparison, type Difference, inSentences } from "../../records/difference.js";

/** "0.51 ± 0.04 nats more than equally spaced" */
export function inComparison(found: Difference, than: string): string {
  return comparison(found, than, (number) => plusMinus(number, inSentences));
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
  return other ? `about ${nats(other.value, 0.1)}` : "not evaluated";
}

/** The one number that e^gain is taken of: exact, else the lower bound. */
export function central(gain: Gain): number | undefined {
  return gain.exact ?? gain.lower?.value ?? gain.other?.[0]?.value;
}
