/** Draws of what is known already, as a file: the `draws.csv` of an inference, which a design run keeps a copy of. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { readColumns } from "../basics/csv.js";
import { check } from "../basics/errors.js";
import { readText } from "../basics/reading.js";
import type { SimulatorFamily } from "../contracts/simulator.js";
import { givenData } from "./given.js";
import type { Rows } from "./infer/again.js";

export interface DrawsFile {
  readonly text: string;
  /** SHA-256 of the text. */
  readonly hash: string;
}

/** @throws InputError naming the file */
export function readDrawsFile(file: string): DrawsFile {
  const text = readText(file, "the draws");
  return { text, hash: createHash("sha256").update(text).digest("hex") };
}

/** A family with the draws of a file as its prior: a column for each parameter, by its name. @throws InputError naming the file, line and column, by `create` */
export function givenFile(family: SimulatorFamily, file: string): SimulatorFamily {
  let read: Rows | undefined;
  const create: SimulatorFamily["create"] = (designs, settings) => {
    read ??= rowsIn(file, family.create(designs, settings).prior.names);
    return givenData(family, read).create(designs, settings);
  };
  return Object.assign(Object.create(Object.getPrototypeOf(family)), family, { create });
}

function rowsIn(file: string, names: readonly string[]): Rows {
  const rows = readColumns(file, names);
  const values = new Float32Array(rows.length * names.length);
  for (const [i, row] of rows.entries())
    for (const [j, name] of names.entries()) values[i * names.length + j] = row[name] as number;
  return { columns: names.length, values };
}

/** The copy in a run folder, as it was when the run began. @throws InputError when it is another now */
export function givenIn(folder: string, { file, hash }: { readonly file: string; readonly hash: string }): string {
  const own = join(folder, file);
  check(
    readDrawsFile(own).hash === hash,
    `${own} has changed since the run began, and its prior is these draws. Put the file back as it was, or begin a new run`,
  );
  return own;
}
