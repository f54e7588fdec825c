/**
 * What a cell is called: a few words for people, and a hash of all that changes its result. Options are as they were asked for, without the
 * defaults of what was not: a later version of Floe may have other defaults, and a name must not depend on them, nor on simulators being loaded.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { jsonOf } from "../basics/reading.js";
import { fileHash, isProgram } from "../loading/importUserFile.js";
import { isCommand } from "../loading/program/command.js";
import { configFile } from "../records/folder.js";
import type { CellOptions, Shown } from "./types.js";

/** How the work is shared changes no result. */
const withoutEffect = ["processes"];
const hashLength = 10;
const longestWords = 80;

/** The hash at the end of a folder's name; undefined where there is none. */
export const hashIn = (folder: string): string | undefined => /(?:^|-)([0-9a-f]{10})$/.exec(folder)?.[1];

/**
 * Of what is asked for, and of the files that it names: the same text in another file, or changed, is another question. A run is what its
 * records hold, wherever its folder lies.
 */
export function hashOf({ command, subject, options }: CellOptions): string {
  const known = Object.entries(options).map(([name, value]) => [name, asRun(value)]);
  return hashByPlace({ command, subject: String(asRun(subject)), options: Object.fromEntries(known) });
}

/** As names were made before, when a run was its folder's path too: a study that was begun then keeps its cells. */
export function hashByPlace({ command, subject, options }: CellOptions): string {
  const asked = Object.entries(options).filter(([name]) => !withoutEffect.includes(name));
  const files = Object.fromEntries(
    [["", subject] as const, ...asked].flatMap(([name, value]) => {
      const found = typeof value === "string" ? contentsOf(value) : [];
      return found.length > 0 ? [[name, found]] : [];
    }),
  );
  const all = canonical({ command, subject, options: Object.fromEntries(asked), files });
  return createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, hashLength);
}

/** Names in alphabetical order, so that the order of writing does not matter. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, canonical(one)]),
  );
}

/** A run folder as what its records hold, but for how long things took: done again, they are the same. */
function asRun(value: unknown): unknown {
  if (typeof value !== "string" || value === "" || !existsSync(join(value, configFile))) return value;
  const hash = createHash("sha256");
  for (const name of [configFile, "result.json"])
    if (existsSync(join(value, name))) hash.update(`${timeless(join(value, name))}\n`);
  return `run ${hash.digest("hex")}`;
}

function timeless(file: string): string {
  const text = readFileSync(file, "utf8");
  try {
    return JSON.stringify(jsonOf(text), (name, value) => (name === "seconds" ? undefined : value));
  } catch {
    return text; // damaged, which is told where it is read
  }
}

/** Hashes of what a value names: a program with what it imports, a file, a run folder; several with commas between. */
function contentsOf(value: string): string[] {
  if (isCommand(value)) return [fileHash(value, "program").hash];
  return value.split(",").flatMap((part) => {
    const path = part.trim();
    // A word that is a member's name is none of the folder's files.
    if (!(/[\\/]/.test(path) || extname(path) !== "") || !existsSync(path)) return [];
    if (statSync(path).isDirectory()) return ["config.json", "result.json"].flatMap((name) => contentsOf(join(path, name)));
    return [isProgram(path) ? fileHash(path, "file").hash : createHash("sha256").update(readFileSync(path)).digest("hex")];
  });
}

/** "flo-batch64-seed0-1a2b3c4d5e": what varies in words, then the hash. */
export function nameOf(varied: Readonly<Record<string, Shown>>, subject: string, hash: string): string {
  const words = Object.entries(varied).map(([name, value]) => wordOf(name.split(".").at(-1) as string, value));
  const about = words.length > 0 ? words : [isCommand(subject) ? "program" : basename(subject, extname(subject))];
  const text = about
    .join("-")
    .replaceAll(/[^\w.-]+/g, "_")
    .replace(/^[.-]+/, "")
    .slice(0, longestWords);
  return `${text}-${hash}`;
}

function wordOf(name: string, value: Shown): string {
  if (typeof value === "string") return /^[\d.-]/.test(value) ? `${name}${value}` : fileWord(value);
  if (typeof value === "number") return `${name}${value}`;
  return value === null ? `${name}Default` : value ? name : `no-${name}`;
}

/** A path by its file alone. */
const fileWord = (value: string): string =>
  /[\\/]/.test(value) && !/[,=]/.test(value) ? basename(value, extname(value)) : value;
