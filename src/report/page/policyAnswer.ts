/** The top of a policy's page: how it goes about the experiment, what it is worth, and how to use it. */

import { capitalised, counted, enumerate, fixed, plain, plusMinus, significant, withUnit } from "../../basics/text.js";
import { greedyIn } from "../../records/comparedNames.js";
import { difference, isClear } from "../../records/difference.js";
import type { PolicyResult } from "../../records/types.js";
import { inComparison } from "../reading/compare.js";
import { decisionWords } from "../reading/decisions.js";
import { simulatorOf, unitOf } from "../reading/facts.js";
import { type Measured, type Peaks, peaksOf, verdictOf } from "../reading/peaks.js";
import type { Run } from "../reading/run.js";
import { type Html, html } from "./html.js";
import { latencyWords } from "./tables.js";
import { betterSentence, comparedWith, smallPrint, worthSentence } from "./worth.js";

export function policyAnswer(run: Run, result: PolicyResult): Html {
  const compared = comparedWith(result);
  const words = decisionWords(run);
  return html`<div class="answer">
<p class="label">${result.next ? `Policy refined for an experiment under way, after ${counted(result.next.step - 1, "measurement")} of ${result.next.of}` : "Policy found"}: it decides after every outcome (${result.policy})</p>
${words && html`<p class="design${words.length > 60 && " long"}">${capitalised(words)}</p>`}
${words && html`<p class="label">Ranges hold 90 % of the choices in ${run.rollouts?.design.length} simulated experiments; a single value is the same in all.</p>`}
<p class="worth">${worthSentence(result.gain, "it")}</p>
${betterSentence(compared)}
</div>
${run.latency && html`<p>A decision takes ${latencyWords(run.latency)} in the portable runtime, on the machine that trained it.</p>`}
${greedyAnswer(result)}
${peakAnswer(run)}
<p class="quiet">To use it${result.next && ", for this experiment only"}: <code>floe ask …/${run.name}${result.next && " --history FILE"}</code> tells the next measurement, <code>floe live …/${run.name}${result.next && " --session FILE"}</code> leads through an experiment; <code>policy.json</code> decides in Node and in browsers, with <code>floe/policy</code>.${horizonAnswer(result)}</p>
${smallPrint(result.gain, compared)}`;
}

/** Of a policy that serves several horizons: how it is told how many measurements there will be. */
function horizonAnswer({ gainPerHorizon, horizon }: PolicyResult): Html | undefined {
  if (!gainPerHorizon) return undefined;
  const trained = enumerate(gainPerHorizon.map((one) => String(one.horizon)));
  return html` It was trained for experiments of ${trained} measurements, serves any up to ${horizon}, and is told beforehand how many there will be: <code>--horizon N</code>, without which it takes ${horizon}. What stands above is about ${horizon}.`;
}

/** What looking ahead is worth: beside the policy that never does. */
function greedyAnswer(result: PolicyResult): Html | undefined {
  const { found: greedy, missing } = greedyIn(result);
  const { gain } = result;
  const what = "always makes the measurement that would tell most if it were the last one, under what is believed by then";
  if (missing !== undefined)
    return html`<p class="quiet">What looking ahead is worth is not known here: there is no greedy policy to compare with, one that ${what}. ${capitalised(missing)}.</p>`;
  const found = greedy && difference(gain, greedy.gain);
  if (!greedy || !found) return undefined;
  const { seconds, gain: own } = greedy;
  const often =
    own.lower && own.lower.samples < (gain.lower?.samples ?? 0)
      ? html` in the first ${own.lower.samples.toLocaleString("en-US")} of the experiments`
      : "";
  return html`<p class="meaning"><strong>What is looking ahead worth?</strong> A greedy policy ${what}. The trained policy, which may look ahead, is ${isClear(found) ? "worth " : ""}${inComparison(found, "it")}${often}${found.paired && ", pair by pair"}.${
    seconds !== undefined &&
    html` A decision of the greedy policy took ${significant(seconds, 2)} s, for it computes each one anew.`
  }</p>`;
}

const percent = ({ value, se }: Measured) => `${plusMinus({ value: 100 * value, se: 100 * se }, { digits: 1 })}\u00a0%`;

/** FLO appendix L.3 says so of its policy, without numbers. */
function peakAnswer(run: Run): Html | undefined {
  const peaks = peaksOf(run);
  if (!peaks) return undefined;
  const { count, of, window, policy, fixed: planned } = peaks;
  const unit = unitOf(run);
  const each = withUnit(String(window), unit);
  const { before, around, after } = policy.rates;
  const rate = ({ value }: Measured) => fixed(value, 2);
  return html`<p class="meaning"><strong>Does it measure densely around the peak and sparsely after it? ${capitalised(verdictWords(peaks))}</strong>
In ${count} of ${of} simulated experiments of ${simulatorOf(run)} the course has its peak inside the axis. Within ${each} of it the policy makes ${rate(around)} measurements per ${each}, earlier ${rate(before)}, later ${rate(after)}${
    planned && html` (static: ${rate(planned.rates.around)}, ${rate(planned.rates.before)} and ${rate(planned.rates.after)})`
  }.
${percent(policy.near)} of its measurements lie within ${each} of the peak${planned && html` (static: ${percent(planned.near)})`}; the median distance to it is ${withUnit(plain(policy.distance), unit)}${planned && html` (static: ${withUnit(plain(planned.distance), unit)})`}.
${gapWords(peaks, unit)}</p>`;
}

function verdictWords(peaks: Peaks): string {
  const verdict = verdictOf(peaks);
  if (verdict === "yes") return "yes.";
  if (verdict === "no") return "no: it is no denser around the peak than after it.";
  const { around, before } = peaks.policy.rates;
  const early = before.value > around.value;
  const nearer = peaks.nearer === undefined || isClear({ ...peaks.nearer, of: "" });
  return `in part: it is denser around the peak than after it, but ${enumerate([
    ...(early ? ["denser still before it"] : []),
    ...(nearer ? [] : ["no nearer to it than the static design"]),
    ...(early || !nearer ? [] : ["not clearly denser than before it"]),
  ])}.`;
}

function gapWords({ policy: { gaps }, fixed: planned }: Peaks, unit: string): Html | undefined {
  const names = { before: "before the peak", across: "across it", after: "after it" } as const;
  const parts = (Object.keys(names) as (keyof typeof names)[]).flatMap((where) => {
    const [own, other] = [gaps[where], planned?.gaps[where]];
    if (own === undefined) return [];
    return [`${withUnit(plain(own), unit)} ${names[where]}${other === undefined ? "" : ` (static: ${plain(other)})`}`];
  });
  return parts.length ? html`Neighbouring measurements lie a median of ${enumerate(parts)} from each other.` : undefined;
}
