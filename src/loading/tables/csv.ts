/** Tables of cells, by Papa Parse: quotation marks, any of the usual separators, any ends of lines. */
import type { Readable } from "node:stream";
import Papa from "papaparse";
import { decimalOf } from "../../basics/decimal.js";
import { check, InputError } from "../../basics/errors.js";
import { counted } from "../../basics/text.js";
import { type FileTable, GrowingColumn } from "./columns.js";

export interface CsvOptions {
  /** 0,5 is a half, and between cells stand semicolons or tabs. */
  readonly decimalComma?: boolean;
  /** What stands between cells, or "tab"; absent: it is known by the first line. */
  readonly separator?: string;
}

/** The separator of a head is the first of these that stands in it. */
const separators = ["\t", ";", ",", "|", " "];

/** Excel's own word for it, on a line before the head. */
const announced = /^\s*sep=(.)\r?\n/i;

function separatorOf(start: string, decimalComma: boolean): string {
  const [, said] = announced.exec(start) ?? [];
  if (said !== undefined) return said;
  const head = start.split(/\r\n|\r|\n/).find((line) => line.trim() !== "" && !line.trimStart().startsWith("#")) ?? "";
  const bare = head.trim().replaceAll(/"[^"]*"/g, "");
  return separators.find((one) => bare.includes(one) && !(decimalComma && one === ",")) ?? ",";
}

function checkSeparator(separator: string | undefined, decimalComma: boolean): void {
  check(
    separator === undefined || separator === "tab" || !/[\r\n"\uFEFF]|^$/.test(separator),
    "--separator must be what stands between cells, e.g. ;",
  );
  check(!(decimalComma && separator === ","), "--separator , and --decimal-comma contradict one another");
}

/**
 * @param start of the text, by which separators are known @param stream of the whole text
 * @throws InputError naming file, line and column
 */
export function readCsv(
  file: string,
  start: string,
  stream: Readable,
  { decimalComma = false, separator }: CsvOptions,
): Promise<FileTable> {
  checkSeparator(separator, decimalComma);
  const delimiter = separator === "tab" ? "\t" : (separator ?? separatorOf(start, decimalComma));
  const rows = new Rows(file, { decimalComma, blanks: delimiter === " ", skipped: announced.test(start) ? 1 : 0 });
  return new Promise((done, failed) => {
    let broken = false;
    const fail = (error: unknown) => {
      broken = true;
      stream.destroy();
      failed(error);
    };
    stream.on("error", fail);
    Papa.parse<string[]>(stream, {
      delimiter,
      // A carriage return before it is a blank at the end of a cell: files that have both ends are read, too.
      newline: start.includes("\n") ? "\n" : "\r",
      chunk({ data, errors }, parser) {
        try {
          const quoted = errors.find(({ type }) => type === "Quotes");
          for (const row of data.slice(0, quoted?.row)) rows.take(row);
          if (quoted)
            throw new InputError(
              `${file}, line ${rows.line}: a quotation mark is opened there, and not closed where the cell ends`,
            );
        } catch (error) {
          fail(error);
          parser.abort();
        }
      },
      complete() {
        if (broken) return;
        try {
          done(rows.finish());
        } catch (error) {
          failed(error);
        }
      },
      error: fail,
    });
  });
}

interface Reading {
  readonly decimalComma: boolean;
  /** Whether any number of blanks is one separator. */
  readonly blanks: boolean;
  /** Lines before the head that are none. */
  readonly skipped: number;
}

class Rows {
  line = 1;
  #names: readonly string[] | undefined;
  /** undefined: a column without a name and without cells, which spreadsheets leave behind. */
  #columns: (GrowingColumn | undefined)[] = [];
  readonly #numberOf: (cell: string) => number;

  constructor(
    readonly file: string,
    readonly reading: Reading,
  ) {
    this.#numberOf = reading.decimalComma ? (cell) => decimalOf(cell.replace(",", ".")) : decimalOf;
  }

  take(row: readonly string[]): void {
    const at = this.line;
    this.line++;
    for (const cell of row) for (let end = cell.indexOf("\n"); end >= 0; end = cell.indexOf("\n", end + 1)) this.line++;
    if (at <= this.reading.skipped) return;
    const cells = this.reading.blanks ? row.filter((cell) => cell.trim() !== "") : row;
    if (cells.every((cell) => cell.trim() === "")) return;
    if (!this.#names && (cells[0] as string).trimStart().startsWith("#")) return;
    if (this.#names) this.#add(cells, this.#names, at);
    else this.#begin(cells, at);
  }

  /** A file without a head: its columns are known by their places. */
  #begin(cells: readonly string[], at: number): void {
    const numbers = cells.every((cell) => !Number.isNaN(this.#numberOf(cell)));
    const names = cells.map((cell, i) => (numbers ? "" : cell.trim()) || String(i + 1));
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    check(twice === undefined, `${this.file}, line ${at}: the column "${twice}" stands there twice`);
    this.#names = names;
    if (numbers) this.#add(cells, names, at);
  }

  #add(cells: readonly string[], names: readonly string[], at: number): void {
    // Millions of rows: words are made where they are needed only.
    if (cells.length !== names.length)
      throw new InputError(`${this.file}, line ${at}: ${counted(cells.length, "cell")} where the first line has ${names.length}`);
    const isFirst = this.#columns.length === 0;
    for (let i = 0; i < cells.length; i++) {
      const cell = (cells[i] as string).trim();
      if (isFirst) this.#columns.push(cell === "" && names[i] === String(i + 1) ? undefined : new GrowingColumn());
      const column = this.#columns[i];
      const where = () => `${this.file}, line ${at}, column ${names[i]}`;
      if (column) column.push(cell, this.#numberOf(cell), where);
      else if (cell !== "")
        throw new InputError(`${where()} is ${cell}, and the column has no name, and nothing in its first row`);
    }
  }

  finish(): FileTable {
    check(
      this.#names !== undefined,
      `${this.file} is empty: needed are rows of numbers, best under a line with the columns' names`,
    );
    const columns = this.#columns.flatMap((column, i) => column?.finish(this.#names?.[i] as string) ?? []);
    const rows = columns[0]?.values.length ?? 0;
    check(rows > 0, `${this.file} holds no rows below its first line`);
    return { file: this.file, rows, columns };
  }
}
