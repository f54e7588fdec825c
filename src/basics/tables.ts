/** Plain-text tables. */

/** Columns aligned by spaces; the first row may be a head. */
export function table(rows: readonly (readonly string[])[], indent = ""): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) => indent + row.map((cell, i) => cell.padEnd(widths[i] as number)).join("  ");
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("");
}
