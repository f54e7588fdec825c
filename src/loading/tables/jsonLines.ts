/** JSON lines: an object or a list of numbers a line. */
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { check, InputError, messageOf } from "../../basics/errors.js";
import { jsonOf, readStream } from "../../basics/reading.js";
import { type FileTable, GrowingColumn } from "./columns.js";

/** @throws InputError naming file, line and key */
export async function readJsonLines(file: string, stream: Readable): Promise<FileTable> {
  const rows = new Rows(file);
  let line = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    if (text.trim() !== "") rows.take(parsed(text, `${file}, line ${line}`), `${file}, line ${line}`);
  }
  return rows.finish();
}

/** One list of all rows, on however many lines. @throws InputError naming file, row and key */
export async function readJsonList(file: string, stream: Readable): Promise<FileTable> {
  const all = parsed(await readStream(stream, file), file);
  check(Array.isArray(all), `${file} holds no list of rows`);
  const rows = new Rows(file);
  for (const [i, row] of all.entries()) rows.take(row, `${file}, row ${i + 1}`);
  return rows.finish();
}

class Rows {
  #names: readonly string[] | undefined;
  #columns: GrowingColumn[] = [];

  constructor(readonly file: string) {}

  take(row: unknown, where: string): void {
    const cells = cellsOf(row, where);
    if (!this.#names) {
      this.#names = [...cells.keys()];
      this.#columns = this.#names.map(() => new GrowingColumn());
    }
    const names = this.#names;
    const strange = [...cells.keys()].find((name) => !names.includes(name));
    check(strange === undefined, `${where}: "${strange}" is not among the keys of the first row`);
    for (const [i, name] of names.entries()) {
      const value = cells.get(name) ?? "";
      check(typeof value !== "object", `${where}: "${name}" is no number`);
      const number = typeof value === "number" || typeof value === "boolean" ? Number(value) : Number.NaN;
      this.#columns[i]?.push(typeof value === "boolean" ? String(number) : String(value), number, () => `${where}, ${name}`);
    }
  }

  finish(): FileTable {
    const names = this.#names ?? [];
    check(names.length > 0, `${this.file} is empty: needed is a JSON object of numbers on each line`);
    const columns = this.#columns.map((column, i) => column.finish(names[i] as string));
    return { file: this.file, rows: columns[0]?.values.length ?? 0, columns };
  }
}

function parsed(text: string, where: string): unknown {
  try {
    return jsonOf(text);
  } catch (error) {
    throw new InputError(`${where} is not JSON: ${messageOf(error)}`);
  }
}

function cellsOf(value: unknown, where: string): Map<string, unknown> {
  check(typeof value === "object" && value !== null, `${where} is neither an object nor a list of numbers`);
  return new Map(Array.isArray(value) ? value.map((x, i) => [String(i + 1), x] as const) : Object.entries(value));
}
