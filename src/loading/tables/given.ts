/** Columns that a caller of the library has in memory, read as strictly as those of a file. */
import { check } from "../../basics/errors.js";
import { counted } from "../../basics/text.js";
import { type FileTable, GrowingColumn } from "./columns.js";

/** By their names: numbers, or words. */
export type DataColumns = Readonly<Record<string, ArrayLike<number | string>>>;

/** @throws InputError naming column and row */
export function tableOf(data: DataColumns): FileTable {
  const entries = Object.entries(data);
  check(entries.length > 0, "data holds no columns");
  const rows = entries[0]?.[1].length ?? 0;
  const columns = entries.map(([name, cells]) => {
    check(
      cells.length === rows,
      `data: the column ${name} has ${counted(cells.length, "row")}, and ${entries[0]?.[0]} has ${rows}`,
    );
    const column = new GrowingColumn();
    for (let i = 0; i < rows; i++) {
      const cell = cells[i] as number | string;
      column.push(
        String(cell).trim(),
        typeof cell === "number" && Number.isFinite(cell) ? cell : Number.NaN,
        () => `data, row ${i + 1}, column ${name}`,
      );
    }
    return column.finish(name);
  });
  return { file: "data", rows, columns };
}
