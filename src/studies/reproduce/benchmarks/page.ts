/** Ours beside what is published, on the page. */
import { space } from "../../../basics/text.js";
import { type Html, html, table } from "../../../report/page/html.js";
import type { ComparedBenchmark, Form } from "../types.js";
import { begunOf, benchmarkHead, benchmarkRow, captions, costHead, costRow, howTitle, setUpWords } from "./words.js";

/** On one line, as far as it is a number with its error. */
const kept = (text: string): string => text.replaceAll(" ± ", `${space}±${space}`).replaceAll("T = ", `T${space}=${space}`);

export function benchmarkPart(all: readonly ComparedBenchmark[], form: Form): Html | undefined {
  if (all.length === 0) return undefined;
  const { begun, open } = begunOf(all);
  const rowsOf = (row: (one: ComparedBenchmark) => string[][]) =>
    begun.map((one) => row(one).map((lines) => html`${lines.map((line, i) => [i > 0 && html`<br>`, kept(line)])}`));
  const tables = [table(captions.numbers, benchmarkHead, rowsOf(benchmarkRow)), table(captions.cost, costHead, rowsOf(costRow))];
  return html`${begun.length > 0 && tables}${open.map((line) => html`<p class="quiet">${line}</p>`)}
<h2>${howTitle(form)}</h2>
<ul>${begun.map((one) => html`<li><strong>${one.name}.</strong> ${setUpWords(one)} <code>${one.command}</code></li>`)}</ul>`;
}
