/** What a design or a policy is worth, in words. */

import { enumerate, fixed, plusMinus } from "../../basics/text.js";
import type { Gain, NamedGain } from "../../contracts/gain.js";
import { comparedName, type Difference, difference, isClear, isTooLow } from "../../records/difference.js";
import type { DesignResult, PolicyResult } from "../../records/types.js";
import { central, factor, inComparison } from "../reading/compare.js";
import { type Html, html } from "./html.js";

export interface Compared {
  readonly baseline: NamedGain;
  readonly found: Difference;
  readonly words: string;
}

/** The baselines whose difference can be told. */
export function comparedWith({ gain, baselines }: DesignResult | PolicyResult): Compared[] {
  return baselines.flatMap((baseline) => {
    const found = difference(gain, baseline.gain);
    return found ? [{ baseline, found, words: inComparison(found, comparedName(baseline)) }] : [];
  });
}

export function betterSentence(compared: readonly Compared[]): Html | false {
  return compared.length > 0 && html`<p class="better">That is ${strongList(compared.map(({ words }) => words))}.</p>`;
}

/** What differences and errors mean, and what a nat is. */
export function smallPrint(gain: Gain, compared: readonly Compared[]): Html {
  const first = compared.find(({ found }) => isClear(found)) ?? compared[0];
  const than = first && { name: comparedName(first.baseline), gain: first.baseline.gain, clear: isClear(first.found) };
  return html`<p class="quiet">${differenceSentence(compared)}± is one standard error.${capSentence(gain)}</p>
${meaning(gain, than)}`;
}

/** Lower bounds that no upper bound pins down may fall short by different amounts: then their difference is only a guide. */
function differenceSentence(compared: readonly Compared[]): Html | undefined {
  if (!compared.length) return undefined;
  const kinds = enumerate([...new Set(compared.map(({ found }) => found.of))]);
  const loose = compared.some(({ baseline: { gain } }) => gain.exact === undefined && !gain.upper);
  const paired = compared.every(({ found }) => found.paired);
  const how = paired
    ? "both evaluated by the same simulated experiments, pair by pair"
    : "the two estimates counted as independent";
  return html`Differences are between ${kinds}, ${how}${loose && "; lower bounds may fall short by different amounts, and then so does their difference"}. `;
}

function strongList(items: readonly string[]): Html {
  const parts = items.map((item, i) => html`${i > 0 && (i === items.length - 1 ? " and " : ", ")}<strong>${item}</strong>`);
  return html`${parts}`;
}

/** @param it what is worth that: "it", "them" */
export function worthSentence(gain: Gain, it: string): Html {
  const { lower, upper, exact, exactSe, other } = gain;
  const others = (other ?? []).map(
    (estimate) =>
      html` Another estimate, which is a bound on neither side and of unknown error${isTooLow(estimate, gain) && ", here too low, being below the lower bound"}: about ${fixed(estimate.value, 2)} nats (${estimate.method}).`,
  );
  const low = lower && html`<strong>${plusMinus(lower)}</strong> nats (lower bound, ${lower.method})`;
  const high = upper && html`<strong>${plusMinus(upper)}</strong> nats (upper bound, ${upper.method})`;
  const bounds = low && high ? html`between ${low} and ${high}` : low ? html`at least ${low}` : high && html`at most ${high}`;
  if (exact !== undefined) {
    const value = plusMinus({ value: exact, se: exactSe ?? 0 });
    return html`The information to be expected from ${it} is <strong>${value} nats</strong>, by ${exactSe ? "numerical integration" : "exact calculation"}${bounds && html`; by independent simulation, ${bounds}`}.${others}`;
  }
  if (!bounds) return html`No bound on the worth exists for this simulator.${others}`;
  return html`The information to be expected from ${it} is ${bounds}.${!upper && " There is no upper bound for this simulator."}${others}`;
}

function capSentence({ lower }: Gain): Html | undefined {
  if (lower?.cap === undefined) return undefined;
  const binds = lower.value > 0.9 * lower.cap;
  return html` The method of the lower bound cannot report more than ${fixed(lower.cap, 2)} nats here, which ${binds ? "limits it: the truth may be higher" : "does not limit it"}.`;
}

function meaning(gain: Gain, than: { name: string; gain: Gain; clear: boolean } | undefined): Html | undefined {
  const value = central(gain);
  if (value === undefined) return undefined;
  const other = than?.clear ? central(than.gain) : undefined;
  return html`<p class="meaning"><strong>What a nat is.</strong> The unit of information with natural logarithms (0.69 nats are one bit).
A gain of g nats means: on average over experiments, the data make the true parameter values e<sup>g</sup> times as plausible as they were before (a geometric mean).
Here e<sup>${fixed(value, 2)}</sup> is about <strong>${factor(value)} times</strong>${other !== undefined && html`; for ${than?.name}, about ${factor(other)} times`}.</p>`;
}
