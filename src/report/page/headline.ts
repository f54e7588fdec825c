/** The top of the page: what was asked, the answer, what it is worth, in words for someone who runs experiments. */

import { capitalised, counted, designNumbers, enumerate, fixed, named, withUnit } from "../../basics/text.js";
import { nameInGroup } from "../../records/groupRows.js";
import type { DesignResult } from "../../records/types.js";
import {
  aboutOf,
  boundsOf,
  commonRange,
  designNamesOf,
  designOf,
  estimatorOf,
  groupsIn,
  groupWords,
  isPolicy,
  overallRange,
  restartsOf,
  simulatorOf,
  unitOf,
} from "../reading/facts.js";
import type { Run } from "../reading/run.js";
import { type Html, html } from "./html.js";
import { policyAnswer } from "./policyAnswer.js";
import { betterSentence, comparedWith, smallPrint, worthSentence } from "./worth.js";

export function headline(run: Run): Html {
  const { result } = run;
  return html`<p class="asked">${asked(run)}</p>
${result ? (result.kind === "policy" ? policyAnswer(run, result) : answer(run, result)) : progress(run)}`;
}

function asked(run: Run): Html {
  const about = aboutOf(run);
  const several = groupsIn(run);
  const { groups = 1 } = several ?? {};
  const all = designNamesOf(run);
  const names = groups > 1 ? all.slice(0, all.length / groups).map(nameInGroup) : all;
  const count = names.length;
  const inEach = groups > 1 && ` for each of ${groups} groups`;
  const subjects = several && html`, measured in ${counted(several.subjects, "subject")}${groups > 1 && " of each group"},`;
  const after = isPolicy(run) && " chosen one after the other, each after the outcomes before it,";
  if (!count) return html`Asked: a design for <strong>${simulatorOf(run)}</strong>.`;
  const [low, high] = overallRange(run);
  const each =
    boundsOf(run).known &&
    commonRange(run) &&
    html`, ${count > 1 && "each "}${listWords(run)}from ${designNumbers([low], 0)[0]} to ${withUnit(designNumbers([high], 0)[0] as string, unitOf(run))},`;
  const listed = count > 3 ? `${names[0]}, …, ${names[count - 1]}` : enumerate(names);
  const wanted = about?.goal ?? about?.theta;
  const known = about?.goal?.nuisance === "known" ? ", all other parameters known" : "";
  const unknowns = wanted
    ? `${enumerate(wanted.names.map((name, i) => named(name, wanted.units[i])))}${known}`
    : "the unknown parameters";
  return html`Asked: which ${count === 1 ? "value" : `${count} values`} of ${listed}${inEach}${each}${after && (each ? after : html`,${after}`)} make${count === 1 && "s"} the outcomes of <strong>${simulatorOf(run)}</strong>${subjects} tell most about ${unknowns}?${about && html` <span class="quiet">${sentence(about.summary)}</span>`}`;
}

/** "one of 12 candidates " where measurements are of a list. */
function listWords(run: Run): string {
  const pool = aboutOf(run)?.design.pool;
  return pool ? `one of ${counted(pool.points.length, "candidate")} ` : "";
}

/** Large, but not a screenful where there are many numbers. */
function designLine(run: Run): Html {
  const words = groupWords(run);
  if (words.length > 1) return html`${words.map((own, g) => html`<p class="design long">group ${g + 1}: ${own}</p>`)}`;
  return html`<p class="design${(words[0]?.length ?? 0) > 90 && " long"}">${words[0]}</p>`;
}

function sentence(text: string): string {
  const begun = capitalised(text);
  return /[.!?]$/.test(text) ? begun : `${begun}.`;
}

function answer(run: Run, result: DesignResult): Html {
  const compared = comparedWith(result);
  const one = designOf(run).length === 1;
  return html`<div class="answer">
<p class="label">${one ? "Best value found" : "Best values found"}</p>
${designLine(run)}
<p class="worth">${worthSentence(result.gain, one ? "it" : "them")}</p>
${betterSentence(compared)}
</div>
${smallPrint(result.gain, compared)}`;
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
