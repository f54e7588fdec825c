/** Boxes of what stands beside a page's numbers: what speaks against them, and what is merely worth knowing. */
import { type Html, html } from "./html.js";

export const warningBox = (warnings: readonly string[]): Html | undefined => box("Warning", warnings);

export const noteBox = (notes: readonly string[] = []): Html | undefined => box("Note", notes);

function box(one: string, lines: readonly string[]): Html | undefined {
  if (lines.length === 0) return undefined;
  return html`<div class="${one.toLowerCase()}s" role="note"><h2>${lines.length === 1 ? one : `${lines.length} ${one.toLowerCase()}s`}</h2>
<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></div>`;
}
