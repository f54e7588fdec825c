/** What a known-answer task is, and the tables that its rows stand in. */
import type { Table } from "../../src/contracts/bounds.js";
import type { Key } from "../../src/contracts/values.js";

export interface KnownTask {
  readonly name: string;
  /** Columns of x and of y. */
  readonly sides: readonly [x: number, y: number];
  readonly truth: number;
  /** The rule of `auto` was chosen on some, and is tested on the others. */
  readonly group: "choosing" | "testing";
  draw(k: Key, rows: number): { readonly x: Table; readonly y: Table };
}

export type Group = KnownTask["group"];
export type Row = (i: number) => number[];

export const table = (columns: number, rows: number, of: Row): Table => {
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) values.set(of(i), i * columns);
  return { columns, values };
};

/** One column: the values, or a function of each. */
export const column = (values: ArrayLike<number>, of = (value: number, _row: number): number => value): Table => ({
  columns: 1,
  values: Float64Array.from(values, of),
});

export const rowOf = ({ columns, values }: Table, i: number): number[] =>
  Array.from({ length: columns }, (_, j) => values[i * columns + j] as number);

/** As a CSV file. */
export const wordsOf = ({ x, y }: ReturnType<KnownTask["draw"]>): string => {
  const names = [x, y].flatMap(({ columns }, side) => Array.from({ length: columns }, (_, j) => `${"xy"[side]}${j + 1}`));
  const rows = x.values.length / x.columns;
  const lines = Array.from({ length: rows }, (_, i) =>
    [...rowOf(x, i), ...rowOf(y, i)].map((v) => Number(v.toPrecision(9))).join(),
  );
  return `${[names.join(), ...lines].join("\n")}\n`;
};
