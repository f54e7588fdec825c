/** Rows of data as a file holds them, before anything is known of the experiments that they make. */

/** An outcome of which it is known only that it lies below a limit, or above one. */
export interface Censored {
  readonly side: "below" | "above";
  readonly limit: number;
}

/** null: missing. */
export type OutcomeCell = number | null | Censored;

export const isCensored = (value: OutcomeCell): value is Censored => typeof value === "object" && value !== null;

/** One row of a table, or one observation of a history. */
export interface DataRow {
  readonly design: readonly number[];
  readonly outcome: readonly OutcomeCell[];
  readonly subject?: string;
  /** "line 3", "observation 2": behind the file's name. */
  readonly where: string;
  /** Names of the columns of each number, as the file has them; empty for histories. */
  readonly columns?: { readonly design: readonly string[]; readonly outcome: readonly string[] };
}

export interface DataRows {
  readonly file: string;
  readonly rows: readonly DataRow[];
  readonly notes: readonly string[];
  /** What came without being chosen, as far as it is in; absent where the file has none. */
  readonly reports?: readonly number[];
}

/** Where a number stands: "data.csv, line 3, column y". */
export function placeOf(file: string, { where, columns }: DataRow, part: "design" | "outcome", i: number): string {
  const column = columns?.[part][i];
  return `${file}, ${where}${column === undefined ? `, ${part}` : `, column ${column}`}`;
}
