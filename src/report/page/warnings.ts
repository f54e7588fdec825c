/** The box of what speaks against a page's numbers. */
import { type Html, html } from "./html.js";

export function warningBox(warnings: readonly string[]): Html | undefined {
  if (warnings.length === 0) return undefined;
  return html`<div class="warnings" role="note"><h2>${warnings.length === 1 ? "Warning" : `${warnings.length} warnings`}</h2>
<ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul></div>`;
}
