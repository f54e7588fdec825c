/** What estimators from samples ask of their tables. */
import type { Table } from "../../contracts/bounds.js";

export const rowsOf = ({ columns, values }: Table): number => values.length / columns;

/** @throws Error for tables of different numbers of rows, or of fewer than so many @returns how many rows */
export function sameRows(x: Table, y: Table, fewest: number, given?: Table): number {
  const n = rowsOf(x);
  for (const [name, table] of Object.entries({ y, ...(given ? { z: given } : {}) }))
    if (rowsOf(table) !== n) throw new Error(`x has ${n} rows, and ${name} ${rowsOf(table)}`);
  if (!Number.isInteger(n) || n < fewest) throw new Error(`at least ${fewest} rows are needed, got ${n}`);
  return n;
}

/** Numbers of equal rows: each row's group, from 0 in the order in which they first stand. */
export function groupsOf({ columns, values }: Table): { readonly of: Uint32Array; readonly sizes: number[] } {
  const n = values.length / columns;
  const of = new Uint32Array(n);
  const sizes: number[] = [];
  const known = new Map<string | number, number>();
  for (let i = 0; i < n; i++) {
    const name =
      columns === 1 ? (values[i] as number) : Array.from({ length: columns }, (_, j) => values[i * columns + j]).join();
    let group = known.get(name);
    if (group === undefined) {
      group = sizes.length;
      known.set(name, group);
      sizes.push(0);
    }
    of[i] = group;
    sizes[group] = (sizes[group] as number) + 1;
  }
  return { of, sizes };
}
