/** Several runs side by side: what they found, what it is worth, and in what they differ. */
import type { Gain } from "../../types.js";
import { difference, inComparison, worth } from "../compare.js";
import { designWords, estimatorOf, sameExperiment, simulatorOf } from "../facts.js";
import { duration } from "../format.js";
import { type Html, html, table } from "../html.js";
import type { Run } from "../run.js";
import { estimateCell, flatten } from "./tables.js";

export function runsTable(runs: readonly Run[]): Html {
  const exact = runs.some((run) => run.result?.gain.exact !== undefined);
  const differing = differingOptions(runs);
  const head = [
    "run",
    "design",
    "lower bound (nats)",
    "upper bound (nats)",
    ...(exact ? ["exact"] : []),
    "simulator",
    "estimator",
    ...differing.map(({ name }) => name),
    "computing time",
  ];
  const rows = runs.map((run, i) => {
    const { result } = run;
    return [
      html`<a href="#run-${i + 1}">${run.name}</a>`,
      html`${designWords(run)}${!result && html`<small>not finished</small>`}`,
      result ? estimateCell(result.gain.lower) : "–",
      result ? estimateCell(result.gain.upper) : "–",
      ...(exact ? [result?.gain.exact === undefined ? "–" : worth({ lower: null, upper: null, exact: result.gain.exact })] : []),
      simulatorOf(run),
      estimatorOf(run),
      ...differing.map(({ values }) => values[i]),
      result ? duration(result.training.seconds) : "–",
    ];
  });
  return html`${verdict(runs)}${table("Runs (± one standard error)", head, rows, [2, 3, ...(exact ? [4] : [])])}`;
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
  return html`<p>The design of <strong>${best.name}</strong> is worth ${worth(best.gain)} nats: ${words.join("; ")}. Differences count the estimates as independent; ± is one standard error.</p>`;
}

/** Options that are not the same in all runs, by dotted name. */
function differingOptions(runs: readonly Run[]): { name: string; values: string[] }[] {
  const told = /^(simulator|simulatorHash|estimator|kind|about|versions)\b/;
  const options = runs.map(({ config: { about: _, ...config } }) => new Map(flatten(config)));
  const names = [...new Set(options.flatMap((option) => [...option.keys()]))].filter((name) => !told.test(name));
  return names
    .map((name) => ({ name, values: options.map((option) => option.get(name) ?? "–") }))
    .filter(({ values }) => new Set(values).size > 1);
}
