/** Draws of what is known already, as a file: the `draws.csv` of an inference, which a design run keeps a copy of. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { readColumns } from "../basics/csv.js";
import { check } from "../basics/errors.js";
import { readText } from "../basics/reading.js";
import type { SimulatorFamily } from "../contracts/simulator.js";
import { withParts } from "../modelling/failures.js";
import { givenData } from "./given.js";
import type { Rows } from "./infer/again.js";

export interface KeptFile {
  readonly text: string;
  /** SHA-256 of the text. */
  readonly hash: string;
}

/** A file that a run is made with and keeps a copy of. @throws InputError naming it */
export function readToKeep(file: string, what: "the draws" | "the policy"): KeptFile {
  const text = readText(file, what);
  return { text, hash: createHash("sha256").update(text).digest("hex") };
}

/** A family with the draws of a file as its prior: a column for each parameter, by its name. @throws InputError naming the file, line and column, by `create` */
export function givenFile(family: SimulatorFamily, file: string): SimulatorFamily {
  let read: Rows | undefined;
  const create: SimulatorFamily["create"] = (designs, settings) => {
    read ??= rowsIn(file, family.create(designs, settings).prior.names);
    return givenData(family, read).create(designs, settings);
  };
  return withParts(family, { create });
}

function rowsIn(file: string, names: readonly string[]): Rows {
  const rows = readColumns(file, names);
  const values = new Float32Array(rows.length * names.length);
  for (const [i, row] of rows.entries())
    for (const [j, name] of names.entries()) values[i * names.length + j] = row[name] as number;
  return { columns: names.length, values };
}

interface Kept {
  readonly file: string;
  readonly hash: string;
}

/** The copy in a run folder, as it was when the run began. @throws InputError when it is another now */
function keptIn(folder: string, { file, hash }: Kept, what: "the draws" | "the policy", why: string): string {
  const own = join(folder, file);
  check(
    readToKeep(own, what).hash === hash,
    `${own} has changed since the run began, and ${why}. Put the file back as it was, or begin a new run`,
  );
  return own;
}

export const givenIn = (folder: string, kept: Kept): string => keptIn(folder, kept, "the draws", "its prior is these draws");

export const fromIn = (folder: string, kept: Kept): string =>
  keptIn(folder, kept, "the policy", "its training went on from this policy");

/** The copies that a run has, by the names of the options that they are given by. */
export function keptOptions(
  folder: string,
  { given, from }: { readonly given?: Kept | undefined; readonly from?: Kept | undefined },
): { readonly given?: string; readonly from?: string } {
  return { ...(given ? { given: givenIn(folder, given) } : {}), ...(from ? { from: fromIn(folder, from) } : {}) };
}
