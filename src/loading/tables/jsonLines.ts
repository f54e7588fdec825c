/** JSON lines: an object or a list of numbers a line. */
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { check, messageOf } from "../../basics/errors.js";
import { jsonOf } from "../../basics/reading.js";
import { type FileTable, GrowingColumn } from "./columns.js";

/** @throws InputError naming file, line and key */
export async function readJsonLines(file: string, stream: Readable): Promise<FileTable> {
  let names: string[] | undefined;
  let columns: GrowingColumn[] = [];
  let line = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    if (text.trim() === "") continue;
    const where = `${file}, line ${line}`;
    const cells = cellsOf(text, where);
    if (!names) {
      names = [...cells.keys()];
      columns = names.map(() => new GrowingColumn());
    }
    const strange = [...cells.keys()].find((name) => !names?.includes(name));
    check(strange === undefined, `${where}: "${strange}" is not among the keys of the first line`);
    for (const [i, name] of names.entries()) {
      const value = cells.get(name);
      const cell =
        value === undefined || value === null ? "" : typeof value === "boolean" ? String(Number(value)) : String(value);
      check(typeof value !== "object" || value === null, `${where}: "${name}" is no number`);
      columns[i]?.push(
        cell,
        typeof value === "number" || typeof value === "boolean" ? Number(cell) : Number.NaN,
        () => `${where}, ${name}`,
      );
    }
  }
  check(names !== undefined && names.length > 0, `${file} is empty: needed is a JSON object of numbers on each line`);
  const finished = columns.map((column, i) => column.finish(names?.[i] as string));
  return { file, rows: finished[0]?.values.length ?? 0, columns: finished };
}

function cellsOf(text: string, where: string): Map<string, unknown> {
  let value: unknown;
  try {
    value = jsonOf(text);
  } catch (error) {
    check(false, `${where} is not JSON: ${messageOf(error)}`);
  }
  check(typeof value === "object" && value !== null, `${where} is neither an object nor a list of numbers`);
  return new Map(Array.isArray(value) ? value.map((x, i) => [String(i + 1), x] as const) : Object.entries(value));
}
