/** Which columns of a file are x, y and z, and what they hold. */
import { check, InputError } from "../../basics/errors.js";
import { unknownName } from "../../basics/names.js";
import type { FileColumn, FileTable } from "../../loading/tables/index.js";

export interface Quantity extends FileColumn {
  /** Words, or numbers of which few are different. */
  readonly kind: "continuous" | "discrete";
  /** How many different ones there are, where they are few. */
  readonly kinds?: number;
}

/**
 * Columns by names and places with commas between, and ranges of both: "x1,x2", "1,2", "1-3", "x1:x3".
 * @param option "--x", for messages @throws InputError
 */
export function columnsOf(table: FileTable, wanted: string, option: string): FileColumn[] {
  const { columns, file } = table;
  const names = columns.map(({ name }) => name);
  const placeOf = (word: string): number => {
    const place = names.indexOf(word);
    if (place >= 0) return place;
    const number = /^\d+$/.test(word) ? Number(word) : 0;
    if (number >= 1 && number <= names.length) return number - 1;
    throw new InputError(`${option}: ${unknownName(`column of ${file}`, word, names)}; or its place, 1 to ${names.length}`);
  };
  if (names.includes(wanted.trim())) return [columns[placeOf(wanted.trim())] as FileColumn]; // it may hold commas
  const places = wanted.split(",").flatMap((part) => {
    const word = part.trim();
    check(word !== "", `${option} must be columns with commas between, e.g. ${option} x1,x2, got "${wanted}"`);
    const range = names.includes(word) ? null : (/^(\d+)-(\d+)$/.exec(word) ?? /^([^:]+):([^:]+)$/.exec(word));
    if (!range) return [placeOf(word)];
    const [from, to] = [placeOf(range[1] as string), placeOf(range[2] as string)];
    check(from <= to, `${option}: ${word} ends before it begins`);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  const twice = places.find((place, i) => places.indexOf(place) !== i);
  check(twice === undefined, `${option} names the column ${names[twice as number]} twice`);
  return places.map((place) => columns[place] as FileColumn);
}

/** x1..xd and y1..ym (x and y alone, too), where nothing is said; with two columns, the first and the second. */
export function usualColumns(table: FileTable, side: "x" | "y"): FileColumn[] {
  const own = table.columns.filter(({ name }) => new RegExp(`^${side}[_ ]?\\d*$`, "i").test(name));
  if (own.length > 0) return own;
  const columns = table.columns.filter((column) => !countsRows(column, table));
  const one = columns[side === "x" ? 0 : columns.length - 1];
  if (columns.length === 2) return [one as FileColumn];
  const names = table.columns.map(({ name }) => (name.includes(",") ? `"${name}"` : name));
  const e = one && columns.length > 1 ? `, e.g. --${side} ${/[^\w-]/.test(one.name) ? `"${one.name}"` : one.name}` : "";
  throw new InputError(
    `${table.file} has no columns called ${side}1, ${side}2, ..: say which are ${side}${e}. It has ${names.join(", ")}`,
  );
}

/** A first column without a name that numbers the rows, as data frames write it. */
const countsRows = ({ name, values }: FileColumn, { columns }: FileTable): boolean =>
  name === "1" && columns[0]?.values === values && values.every((value, i) => value === (values[0] as number) + i);

/** Numbers of which fewer than this many times √n are different come again and again: they are kinds. */
const fewKinds = 2;

export function quantityOf(column: FileColumn): Quantity {
  const different = new Set<number>();
  const most = fewKinds * Math.sqrt(column.values.length);
  for (const value of column.values) {
    different.add(value);
    if (!column.words && different.size > most) return { ...column, kind: "continuous" };
  }
  return { ...column, kind: "discrete", kinds: different.size };
}

/** More different words than this share of the rows are names of rows, or numbers with units. */
const mostDifferent = 0.5;

/** @throws InputError for a column that says nothing */
export function checkVaries({ name, values, words = [] }: FileColumn, file: string): void {
  check(
    words.length <= mostDifferent * values.length || words.length < 20,
    `the column ${name} of ${file} holds ${words.length} different words in ${values.length} rows, "${words[0]}" first: names of rows, dates or numbers with units are no quantity`,
  );
  check(
    values.some((value) => value !== values[0]),
    `the column ${name} of ${file} is the same in all rows, and tells nothing: leave it out`,
  );
}

/**
 * Two continuous columns of which one is an increasing or decreasing function of the other have information without limit, and what estimators
 * say of it is how finely they look. @throws InputError
 */
export function checkNotSame(x: readonly Quantity[], y: readonly Quantity[], file: string): void {
  for (const a of x)
    for (const b of y) {
      if (a.kind === "discrete" || b.kind === "discrete") continue;
      const same = monotone(a.values.subarray(0, rowsFirst), b.values.subarray(0, rowsFirst)) && monotone(a.values, b.values);
      check(
        !same,
        `the columns ${a.name} and ${b.name} of ${file} determine one another, so their information has no limit: leave one of them out`,
      );
    }
}

/** So many tell nearly always that it is not so. */
const rowsFirst = 200;

function monotone(u: Float64Array, v: Float64Array): boolean {
  const order = Uint32Array.from(u, (_, i) => i).sort((i, j) => (u[i] as number) - (u[j] as number));
  const steps = (i: number) => Math.sign((v[order[i] as number] as number) - (v[order[i - 1] as number] as number));
  let way = 0;
  for (let i = 1; i < order.length; i++) {
    const step = steps(i);
    if (u[order[i] as number] === u[order[i - 1] as number] ? step !== 0 : step === 0 || step === -way) return false;
    way = step || way;
  }
  return true;
}
