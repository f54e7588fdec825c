/** Tables in Markdown with aligned columns: the same text on the terminal and in the file. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What must be known to read it. */
  readonly note?: string;
}

export function formatTable({ title, columns, rows, note }: Table): string {
  const widths = columns.map((name, c) => Math.max(3, name.length, ...rows.map((row) => (row[c] ?? "").length)));
  const line = (cells: readonly string[]) => `| ${widths.map((width, c) => (cells[c] ?? "").padEnd(width)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [`## ${title}`, "", line(columns), rule, ...rows.map(line), ...(note ? ["", note] : []), ""].join("\n");
}
