/** Ours beside what is published, on the page. */
import { space } from "../../../basics/text.js";
import { type Html, html, table } from "../../../report/page/html.js";
import type { ComparedBenchmark } from "../types.js";
import { begunOf, benchmarkHead, benchmarkRow, setUpWords } from "./words.js";

/** On one line, as far as it is a number with its error. */
const kept = (text: string): string => text.replaceAll(" ± ", `${space}±${space}`).replaceAll("T = ", `T${space}=${space}`);

export function benchmarkPart(all: readonly ComparedBenchmark[]): Html | undefined {
  if (all.length === 0) return undefined;
  const { begun, open } = begunOf(all);
  const rows = begun.map((one) =>
    benchmarkRow(one).map((lines) => html`${lines.map((line, i) => [i > 0 && html`<br>`, kept(line)])}`),
  );
  const caption = "Lower to upper bounds of the information gain in nats, ± one standard error";
  return html`${begun.length > 0 && table(caption, benchmarkHead, rows)}${open.map((line) => html`<p class="quiet">${line}</p>`)}
<h2>How</h2>
<ul>${begun.map((one) => html`<li><strong>${one.name}.</strong> ${setUpWords(one)} <code>${one.command}</code></li>`)}</ul>`;
}
