/** The top of the page: what was asked, the answer, what it is worth, in words for someone who runs experiments. */

import type { DesignResult, Gain, NamedGain } from "../../types.js";
import { central, type Difference, difference, factor, inComparison, isClear } from "../compare.js";
import {
  aboutOf,
  baselineName,
  boundsOf,
  commonRange,
  designNamesOf,
  designOf,
  designWords,
  estimatorOf,
  overallRange,
  restartsOf,
  simulatorOf,
  unitOf,
} from "../facts.js";
import { designNumbers, enumerate, fixed, plusMinus, withUnit } from "../format.js";
import { type Html, html } from "../html.js";
import type { Run } from "../run.js";

export function headline(run: Run): Html {
  return html`<p class="asked">${asked(run)}</p>
${run.result ? answer(run, run.result) : progress(run)}`;
}

function asked(run: Run): Html {
  const about = aboutOf(run);
  const names = designNamesOf(run);
  const count = names.length;
  if (!count) return html`Asked: a design for <strong>${simulatorOf(run)}</strong>.`;
  const [low, high] = overallRange(run);
  const each =
    boundsOf(run).known &&
    commonRange(run) &&
    html`, ${count > 1 && "each "}from ${designNumbers([low], 0)[0]} to ${withUnit(designNumbers([high], 0)[0] as string, unitOf(run))},`;
  const listed = count > 3 ? `${names[0]}, …, ${names[count - 1]}` : enumerate(names);
  const unknowns = about
    ? enumerate(about.theta.names.map((name, i) => `${name}${about.theta.units[i] ? ` (${about.theta.units[i]})` : ""}`))
    : "the unknown parameters";
  return html`Asked: which ${count === 1 ? "value" : `${count} values`} of ${listed}${each} make${count === 1 && "s"} the outcomes of <strong>${simulatorOf(run)}</strong> tell most about ${unknowns}?${about && html` <span class="quiet">${sentence(about.summary)}</span>`}`;
}

/** Large, but not a screenful where there are many numbers. */
function designLine(run: Run): Html {
  const words = designWords(run);
  return html`<p class="design${words.length > 90 && " long"}">${words}</p>`;
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(text) ? begun : `${begun}.`;
}

function answer(run: Run, { gain, baselines }: DesignResult): Html {
  const compared = baselines.flatMap((baseline) => {
    const found = difference(gain, baseline.gain);
    return found ? [{ baseline, found, words: inComparison(found, baselineName(baseline)) }] : [];
  });
  return html`<div class="answer">
<p class="label">${designOf(run).length === 1 ? "Best value found" : "Best values found"}</p>
${designLine(run)}
<p class="worth">${worthSentence(gain, designOf(run).length === 1)}</p>
${compared.length > 0 && html`<p class="better">That is ${strongList(compared.map(({ words }) => words))}.</p>`}
</div>
<p class="quiet">${differenceSentence(compared)}± is one standard error.${capSentence(gain)}</p>
${meaning(gain, compared[0] && { name: baselineName(compared[0].baseline), gain: compared[0].baseline.gain, clear: isClear(compared[0].found) })}`;
}

/** Lower bounds that no upper bound pins down may fall short by different amounts: then their difference is only a guide. */
function differenceSentence(compared: readonly { baseline: NamedGain; found: Difference }[]): Html | undefined {
  if (!compared.length) return undefined;
  const kinds = enumerate([...new Set(compared.map(({ found }) => found.of))]);
  const loose = compared.some(({ baseline: { gain } }) => gain.exact === undefined && !gain.upper);
  return html`Differences are between ${kinds}, the two estimates counted as independent${loose && "; lower bounds may fall short by different amounts, and then so does their difference"}. `;
}

function strongList(items: readonly string[]): Html {
  const parts = items.map((item, i) => html`${i > 0 && (i === items.length - 1 ? " and " : ", ")}<strong>${item}</strong>`);
  return html`${parts}`;
}

function worthSentence({ lower, upper, exact, exactSe, other }: Gain, one: boolean): Html {
  const it = one ? "it" : "them";
  const others = (other ?? []).map(
    (estimate) => html` Another estimate, a bound on neither side: ${plusMinus(estimate)} nats (${estimate.method}).`,
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

function progress(run: Run): Html {
  const restarts = restartsOf(run);
  const last = run.metrics.at(-1);
  const { steps, restarts: of } = run.config.training;
  const where =
    last &&
    html`Restart ${last.restart + 1} of ${of}, step ${last.step.toLocaleString("en-US")} of ${steps.toLocaleString("en-US")}; its training bound (${estimatorOf(run)}) is now about ${fixed(last.bound, 2)} nats, which is not an evaluation.`;
  return html`<div class="answer unfinished" role="status">
<p class="label">Not finished</p>
<p class="worth"><strong>This run has no result yet.</strong> ${where ?? "No training step has been recorded."}</p>
${last && html`<p class="label">The design so far</p>${designLine(run)}`}
<p>${restarts.length > 0 && "What it is worth will be known after training, from fresh samples. "}To go on where it stopped: <code>floe resume …/${run.name}</code></p>
</div>`;
}
