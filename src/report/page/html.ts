/** HTML from templates that escape by default: a name from a user's file can never become markup. */
import { withErrorParts } from "../../basics/digits.js";
import { escapeHtml, space } from "../../basics/text.js";

/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

type Part = Html | string | number | undefined | null | false | readonly Part[];

function textOf(part: Part): string {
  if (part instanceof Html) return part.text;
  if (part === undefined || part === null || part === false) return "";
  return typeof part === "object" ? part.map(textOf).join("") : escapeHtml(String(part));
}

/** `html\`<p>${anything}</p>\``: strings are escaped, Html is kept, lists are joined, undefined, null and false vanish. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(literals.reduce((text, literal, i) => text + textOf(parts[i - 1]) + literal));
}

/** A table whose first column names the row. `numeric`: columns to be aligned right. */
export function table(
  caption: string,
  head: readonly Part[],
  rows: readonly (readonly Part[])[],
  numeric: readonly number[] = [],
): Html {
  const align = (column: number) => numeric.includes(column) && html` class="number"`;
  const cell = (part: Part, column: number) =>
    column === 0 ? html`<th scope="row">${part}</th>` : html`<td${align(column)}>${part}</td>`;
  const header = html`<thead><tr>${head.map((part, column) => html`<th scope="col"${align(column)}>${part}</th>`)}</tr></thead>`;
  const body = html`<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>\n`)}</tbody>`;
  return html`<p class="caption">${caption}</p><div class="table" tabindex="0" role="region" aria-label="${caption}"><table>${header}${body}</table></div>\n`;
}

/** The error below its value: with seven columns there is no room beside it. @param digits of the error */
export function stacked(found: { readonly value: number; readonly se: number } | undefined, digits = 1): Html | string {
  if (!found) return "–";
  const { value, se } = withErrorParts(found.value, found.se, { digits });
  return se === undefined ? value : html`${value}<small>±${space}${se}</small>`;
}
