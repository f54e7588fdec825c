/** Several runs side by side: what they found, what it is worth, and in what they differ. */

import { duration } from "../../basics/text.js";
import type { Estimate, Gain } from "../../contracts/gain.js";
import { difference } from "../../records/difference.js";
import { inComparison, worth } from "../reading/compare.js";
import { decisionWords } from "../reading/decisions.js";
import { designWords, estimatorOf, sameExperiment, simulatorOf } from "../reading/facts.js";
import type { Run } from "../reading/run.js";
import { type Html, html, table } from "./html.js";
import { estimateCell, flatten } from "./tables.js";

/** One column a run: what differs can be many options, and designs need room. */
export function runsTable(runs: readonly Run[]): Html {
  const row = (name: string, cell: (run: Run) => Html | string | false | undefined) => [
    name,
    ...runs.map((run) => cell(run) || "–"),
  ];
  const estimated = (estimate: Estimate | null | undefined) => (estimate ? estimateCell(estimate) : undefined);
  const rows = [
    row("design", (run) => decisionWords(run) ?? designWords(run)),
    row("decides after every outcome", ({ config }) => config.policy),
    row("lower bound (nats)", ({ result }) => estimated(result?.gain.lower)),
    row("upper bound (nats)", ({ result }) => estimated(result?.gain.upper)),
    row("exact (nats)", ({ result }) => result?.gain.exact !== undefined && worth(result.gain)),
    row("simulator", simulatorOf),
    row("estimator in training", estimatorOf),
    ...differingOptions(runs).map(({ name, values }) => [name, ...values]),
    row("simulated experiments", ({ result }) => result?.training.simulations?.toLocaleString("en-US")),
    row("computing time", ({ result }) => (result ? duration(result.training.seconds) : "not finished")),
  ].filter((cells) => cells.slice(1).some((cell) => cell !== "–"));
  const head = ["", ...runs.map((run, i) => html`<a href="#run-${i + 1}">${run.name}</a>`)];
  return html`${verdict(runs)}${table("Runs (± one standard error)", head, rows)}`;
}

/** Which run's design is worth most, said only as far as the standard errors allow. */
function verdict(runs: readonly Run[]): Html {
  const finished = runs.flatMap((run) => (run.result ? [{ name: run.name, gain: run.result.gain }] : []));
  const missing = runs.length - finished.length;
  const progress = missing > 0 && html`<p>${missing} of ${runs.length} runs ${missing === 1 ? "is" : "are"} not finished.</p>\n`;
  if (!sameExperiment(runs)) {
    return html`${progress}<p>These runs simulate different things or choose different numbers of values; their gains are not a ranking.</p>`;
  }
  return html`${progress}${ranking(finished)}`;
}

function ranking(finished: readonly { readonly name: string; readonly gain: Gain }[]): Html | undefined {
  const [best, ...others] = [...finished].sort((a, b) => difference(b.gain, a.gain)?.value ?? 0);
  if (!best || !others.length) return undefined;
  const words = others.map(({ name, gain }) => {
    const found = difference(best.gain, gain);
    return found ? inComparison(found, name) : `not comparable with ${name}`;
  });
  const paired = others.every(({ gain }) => difference(best.gain, gain)?.paired);
  const how = paired
    ? "The runs were evaluated by the same simulated experiments, and differences are pair by pair"
    : "Differences count estimates by other draws as independent";
  return html`<p>What <strong>${best.name}</strong> found is worth ${worth(best.gain)} nats: ${words.join("; ")}. ${how}; ± is one standard error.</p>`;
}

/** Options that are not the same in all runs, by dotted name. */
function differingOptions(runs: readonly Run[]): { name: string; values: string[] }[] {
  const told = /^(policy|simulator|simulatorHash|estimator|training\.estimator|kind|versions)\b/;
  const options = runs.map(({ config: { about: _, ...config } }) => new Map(flatten(config)));
  const names = [...new Set(options.flatMap((option) => [...option.keys()]))].filter((name) => !told.test(name));
  return names
    .map((name) => ({ name, values: options.map((option) => option.get(name) ?? "–") }))
    .filter(({ values }) => new Set(values).size > 1);
}
