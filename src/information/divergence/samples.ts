/** Rows of numbers, divided and drawn from. */
import { InputError } from "../../basics/errors.js";
import type { Table } from "../../contracts/bounds.js";
import type { Key } from "../../contracts/values.js";
import { bits, fold } from "../../numbers/keys.js";

/** Samples of the distributions that are compared: from P, and from Q. */
export interface TwoSamples {
  readonly p: Table;
  readonly q: Table;
}

/** What a critic is trained on, what it is chosen by, and what its value is read off. */
export type Parts<T> = Readonly<Record<"training" | "selection" | "report", T>>;

export const rowsIn = ({ columns, values }: Table): number => values.length / columns;

/** @throws InputError for a table that is none, holds no rows, or what is not a number */
export function checkTable(table: Table, what: string): void {
  const { columns, values } = table;
  if (!Number.isInteger(columns) || columns < 1) throw new InputError(`${what} needs at least one column, got ${columns}`);
  const rows = rowsIn(table);
  if (!Number.isInteger(rows)) throw new InputError(`${what} has ${values.length} numbers, which are no rows of ${columns}`);
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new InputError(
        `${what}, row ${Math.floor(i / columns) + 1}, column ${(i % columns) + 1}: ${values[i]} is not a number`,
      );
}

/** The rows 0 … n-1 in a random order (Fisher and Yates). */
export function shuffled(k: Key, n: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  const words = bits(k, n);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(((words[i] as number) / 2 ** 32) * (i + 1));
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}

/** So many of all rows are trained on, and chosen by; the rest is reported on. */
const shares = { training: 0.6, selection: 0.15 } as const;

/** Numbers of rows, divided at random. */
export function divided(k: Key, n: number): Parts<Uint32Array> {
  const order = shuffled(k, n);
  const [a, b] = [Math.round(shares.training * n), Math.round((shares.training + shares.selection) * n)];
  return { training: order.subarray(0, a), selection: order.subarray(a, b), report: order.subarray(b) };
}

export function rowsOfTable({ columns, values }: Table, rows: ArrayLike<number>): Table {
  const out = new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++)
    for (let j = 0; j < columns; j++) out[i * columns + j] = values[(rows[i] as number) * columns + j] as number;
  return { columns, values: out };
}

/** All rows, so many times one after the other. */
export function repeated(table: Table, times: number): Table {
  const n = rowsIn(table);
  return rowsOfTable(
    table,
    Uint32Array.from({ length: n * times }, (_, i) => i % n),
  );
}

/** Tables of as many rows each, side by side. */
export function sideBySide(...tables: readonly Table[]): Table {
  const columns = tables.reduce((sum, table) => sum + table.columns, 0);
  const n = rowsIn(tables[0] as Table);
  const values = new Float64Array(n * columns);
  let from = 0;
  for (const table of tables) {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < table.columns; j++) values[i * columns + from + j] = table.values[i * table.columns + j] as number;
    from += table.columns;
  }
  return { columns, values };
}

/** n rows drawn with replacement for a step. */
export function drawnRows(k: Key, step: number, n: number, of: number): Uint32Array {
  return bits(fold(k, step), n).map((word) => Math.floor((word / 2 ** 32) * of));
}

/** Columns by their mean and spread over the rows of both tables. */
export function standardiser({ p, q }: TwoSamples): (table: Table) => Float32Array {
  const { columns } = p;
  const all = [p, q];
  const n = all.reduce((sum, table) => sum + rowsIn(table), 0);
  const [mean, square] = [new Float64Array(columns), new Float64Array(columns)];
  for (const { values } of all) for (let i = 0; i < values.length; i++) add(mean, i % columns, (values[i] as number) / n);
  for (const { values } of all)
    for (let i = 0; i < values.length; i++)
      add(square, i % columns, ((values[i] as number) - (mean[i % columns] as number)) ** 2 / n);
  const spread = square.map((x) => Math.sqrt(x) || 1);
  return ({ values }) =>
    Float32Array.from(values, (x, i) => (x - (mean[i % columns] as number)) / (spread[i % columns] as number));
}

function add(to: Float64Array, i: number, x: number): void {
  to[i] = (to[i] as number) + x;
}
