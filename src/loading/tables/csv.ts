/** Tables of cells, by Papa Parse: quotation marks, any of the usual separators, any ends of lines. */
import type { Readable } from "node:stream";
import Papa from "papaparse";
import { decimalOf } from "../../basics/decimal.js";
import { check, InputError } from "../../basics/errors.js";
import { type FileTable, GrowingColumn } from "./columns.js";

export interface CsvOptions {
  /** 0,5 is a half, and between cells stand semicolons or tabs. */
  readonly decimalComma?: boolean;
}

/** The separator of a head is the first of these that stands in it. */
const separators = ["\t", ";", ",", "|", " "];

function separatorOf(start: string, decimalComma: boolean): string {
  const head = start.split(/\r\n|\r|\n/).find((line) => line.trim() !== "" && !line.trimStart().startsWith("#")) ?? "";
  const bare = head.trim().replaceAll(/"[^"]*"/g, "");
  return separators.find((one) => bare.includes(one) && !(decimalComma && one === ",")) ?? ",";
}

/**
 * @param start of the text, by which separators are known @param stream of the whole text
 * @throws InputError naming file, line and column
 */
export function readCsv(file: string, start: string, stream: Readable, { decimalComma = false }: CsvOptions): Promise<FileTable> {
  const rows = new Rows(file, decimalComma);
  return new Promise((done, failed) => {
    let broken = false;
    const fail = (error: unknown) => {
      broken = true;
      stream.destroy();
      failed(error);
    };
    stream.on("error", fail);
    Papa.parse<string[]>(stream, {
      delimiter: separatorOf(start, decimalComma),
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

class Rows {
  line = 1;
  #names: readonly string[] | undefined;
  #columns: GrowingColumn[] = [];
  readonly #numberOf: (cell: string) => number;

  constructor(
    readonly file: string,
    decimalComma: boolean,
  ) {
    this.#numberOf = decimalComma ? (cell) => decimalOf(cell.replace(",", ".")) : decimalOf;
  }

  take(cells: readonly string[]): void {
    const at = this.line;
    this.line += 1 + cells.reduce((sum, cell) => sum + (cell.includes("\n") ? cell.split("\n").length - 1 : 0), 0);
    if (cells.length === 1 && (cells[0] as string).trim() === "") return;
    if (this.#names === undefined && (cells[0] as string).trimStart().startsWith("#")) return;
    if (!this.#names) {
      const numbers = cells.every((cell) => !Number.isNaN(this.#numberOf(cell)));
      // A file without a head: its columns are known by their places.
      this.#names = cells.map((cell, i) => (numbers ? String(i + 1) : cell.trim() || String(i + 1)));
      this.#columns = cells.map(() => new GrowingColumn());
      if (!numbers) {
        this.#checkHead(at);
        return;
      }
    }
    const names = this.#names;
    check(
      cells.length === names.length,
      `${this.file}, line ${at}: ${cells.length} ${cells.length === 1 ? "cell" : "cells"} where the first line has ${names.length}`,
    );
    for (let i = 0; i < cells.length; i++) {
      const cell = (cells[i] as string).trim();
      this.#columns[i]?.push(cell, this.#numberOf(cell), () => `${this.file}, line ${at}, column ${names[i]}`);
    }
  }

  #checkHead(at: number): void {
    const names = this.#names as readonly string[];
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    check(twice === undefined, `${this.file}, line ${at}: the column "${twice}" stands there twice`);
  }

  finish(): FileTable {
    check(
      this.#names !== undefined,
      `${this.file} is empty: needed are rows of numbers, best under a line with the columns' names`,
    );
    const columns = this.#columns.map((column, i) => column.finish(this.#names?.[i] as string));
    const rows = columns[0]?.values.length ?? 0;
    check(rows > 0, `${this.file} holds no rows below its first line`);
    return { file: this.file, rows, columns };
  }
}
