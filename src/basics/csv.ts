/** Columns of numbers from a CSV file. */

import { decimalOf } from "./decimal.js";
import { check } from "./errors.js";
import { readText } from "./reading.js";

const separators = [",", ";", "\t"] as const;
type Separator = (typeof separators)[number];

/**
 * The named columns of every row. A head is needed; other columns are passed over. Between cells stand commas, or the semicolons or tabs
 * that the head has; any cell may stand in quotation marks.
 * @throws InputError naming the file, and the line and column that are wrong
 */
export function readColumns<Name extends string>(file: string, names: readonly Name[]): Record<Name, number>[] {
  const lines = readText(file)
    .split(/\r?\n/)
    .map((text, i) => ({ text, number: i + 1 }))
    .filter(({ text }) => text.trim() !== "");
  const [head, ...rows] = lines;
  const separator = separatorOf(head?.text ?? "");
  const columns = cellsOf(head?.text ?? "", separator);
  const places = placesOf(file, columns, names);
  check(rows.length > 0, `${file} holds no rows below its head`);
  return rows.map(({ text, number }) => {
    const cells = cellsOf(text, separator);
    check(
      cells.length <= columns.length,
      `${file}, line ${number}: ${cells.length} cells under a head of ${columns.length}${decimalCommas(text, separator)}`,
    );
    const entries = names.map((name, i) => {
      const cell = cells[places[i] as number] ?? "";
      const value = decimalOf(cell);
      const advice = /^[-+]?\d*,\d+$/.test(cell) ? ": write decimals with a point" : "";
      check(Number.isFinite(value), `${file}, line ${number}: ${name} must be a number, got "${cell}"${advice}`);
      return [name, value];
    });
    return Object.fromEntries(entries) as Record<Name, number>;
  });
}

/** Where the columns stand. @throws InputError when one is missing, or there twice */
function placesOf(file: string, columns: readonly string[], names: readonly string[]): number[] {
  const missing = names.filter((name) => !columns.includes(name));
  check(
    missing.length === 0,
    `${file}: the first line must name the columns ${names.join(" and ")}; it lacks ${missing.join(" and ")}`,
  );
  const twice = names.find((name) => columns.indexOf(name) !== columns.lastIndexOf(name));
  check(twice === undefined, `${file}: the first line names the column ${twice} more than once`);
  return names.map((name) => columns.indexOf(name));
}

export interface CsvTable {
  readonly head: readonly string[];
  /** As many cells as the head has, each row with the number of its line. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/** The first line that holds something, of what is no comment. */
const isComment = (text: string): boolean => text.trimStart().startsWith("#");

/**
 * All cells of a table with a head, as `readColumns` reads them; lines that begin with # are comments, and rows of empty cells are none.
 * @throws InputError naming the file and the line that has too many or too few cells
 */
export function readTable(file: string, text: string): CsvTable {
  const lines = text.split(/\r\n|\r|\n/).map((line, i) => ({ line: i + 1, text: line }));
  const [head, ...rest] = lines.filter((one) => one.text.trim() !== "" && !isComment(one.text));
  check(head !== undefined, `${file} is empty: needed is a head with the columns' names, and a row for each measurement`);
  const separator = separatorOf(head.text);
  const columns = cellsOf(head.text, separator);
  const rows = rest.map((one) => ({ line: one.line, text: one.text, cells: cellsOf(one.text, separator) }));
  for (const { line, text: row, cells } of rows)
    check(
      cells.length === columns.length,
      `${file}, line ${line}: ${cells.length} ${cells.length === 1 ? "cell" : "cells"} under a head of ${columns.length}${decimalCommas(row, separator)}`,
    );
  return { head: columns, rows: rows.filter(({ cells }) => cells.some((cell) => cell !== "")) };
}

const quotedCell = /"(?:[^"]|"")*"/g;

/** Column names hold no separators, so the one that occurs in the head is meant. */
const separatorOf = (head: string): Separator =>
  separators.find((separator) => head.replaceAll(quotedCell, "").includes(separator)) ?? ",";

const patterns: Readonly<Record<Separator, RegExp>> = {
  ",": /(?:\s*"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)/gy,
  ";": /(?:\s*"((?:[^"]|"")*)"\s*|([^;]*))(?:;|$)/gy,
  "\t": /(?: *"((?:[^"]|"")*)" *|([^\t]*))(?:\t|$)/gy,
};

/** The cells of a line, without quotation marks around them and without blanks. */
function cellsOf(text: string, separator: Separator): string[] {
  const cells: string[] = [];
  for (const { 0: whole, 1: quoted, 2: bare = "", index } of text.matchAll(patterns[separator])) {
    cells.push((quoted?.replaceAll('""', '"') ?? bare).trim());
    if (index + whole.length === text.length && !whole.endsWith(separator)) break;
  }
  return cells;
}

/** What a row with too many commas may mean. */
const decimalCommas = (text: string, separator: Separator): string =>
  separator === "," && /\d,\d+(,|\s*$)/.test(text) ? ": are its commas decimal ones? Write decimals with a point" : "";

/** A name as a cell. */
export function csvCell(name: string): string {
  return /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
