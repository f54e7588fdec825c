/** Ours beside what is published, on the page. */
import { type Html, html, table } from "../../../report/page/html.js";
import type { ComparedBenchmark } from "../types.js";
import { benchmarkHead, benchmarkRow, setUpWords } from "./words.js";

const caption = "Lower to upper bounds of the information gain in nats, ± one standard error";

export function benchmarkTable(all: readonly ComparedBenchmark[]): Html {
  const rows = all.map((one) => benchmarkRow(one).map((text, column) => (column === 0 ? html`<strong>${text}</strong>` : text)));
  return table(caption, benchmarkHead, rows);
}

export function setUps(all: readonly ComparedBenchmark[]): Html {
  return html`<h2>How</h2><ul>${all.map((one) => {
    const { task, command } = setUpWords(one);
    return html`<li><strong>${one.name}.</strong> ${task} <code>${command}</code></li>`;
  })}</ul>`;
}
