/** Imports a user's TypeScript or JavaScript file, and tells errors in it from ours. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { register } from "node:module";
import { basename, dirname, extname, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { check, firstLineOf, InputError, messageOf } from "../basics/errors.js";
import { fileError, isFileError } from "../basics/files.js";
import { explainMissing } from "../basics/missingMember.js";
import { packageRoot } from "../basics/version.js";
import { isBank } from "./bank/file.js";
import type { HookData } from "./hooks.js";
import { localFiles } from "./localImports.js";
import { commandHash, isCommand } from "./program/command.js";

export const scriptEndings = [".ts", ".mts", ".js", ".mjs"];

/** Whether the name is one of a file that could be run: no other is, whatever it holds. */
export const isProgram = (name: string): boolean => scriptEndings.some((ending) => name.endsWith(ending));

/** Whether a name in a record leads to a program, once links and dots are followed as they are when it is imported. */
export function leadsToProgram(name: string): boolean {
  if (isProgram(name) || isCommand(name)) return true;
  try {
    return isProgram(realpathSync(resolve(name)));
  } catch {
    return /[\\/]/.test(name);
  }
}

/** True when `name` means a file rather than a member of the registry. */
export function meansFile(name: string, registry: object): boolean {
  return (
    !Object.hasOwn(registry, name) &&
    (isCommand(name) || isBank(name) || /[\\/]/.test(name) || scriptEndings.includes(extname(name)) || existsSync(name))
  );
}

/**
 * Where a user's file is kept, and the SHA-256 of its content; where it imports other files of the user's, of their contents too, by where they
 * lie from there. @param what it holds, "simulator"
 */
export function fileHash(name: string, what: string): { readonly file: string; readonly hash: string } {
  if (isCommand(name)) return commandHash(name);
  const { file, files } = filesOf(name, what);
  const hashes = files.map((one) => createHash("sha256").update(readFileSync(one)).digest("hex"));
  if (files.length === 1) return { file, hash: hashes[0] as string };
  const lines = files.map((one, i) => `${relative(dirname(file), one).replaceAll(sep, "/")} ${hashes[i]}\n`).sort();
  return { file, hash: createHash("sha256").update(lines.join("")).digest("hex") };
}

export interface WhenChanged {
  /** What needs the file as it was: "a run goes on only with .." */
  readonly held?: string;
  /** What the user may do on purpose with the file as it is now. */
  readonly instead?: string;
}

/**
 * @param hash of the file when a run began with it
 * @throws InputError when it is another one now, or something that it imports is
 */
export function checkUnchanged(
  file: string,
  hash: string | undefined,
  what: string,
  { held = `a run goes on only with the ${what} that it began with`, instead = "or begin a new run" }: WhenChanged = {},
): void {
  if (fileHash(file, what).hash === hash) return;
  const [, ...imported] = isCommand(file) ? [] : filesOf(file, what).files.map((one) => relative(dirname(file), one));
  const others = imported.length > 0 ? `, or a file that it imports (${imported.slice(0, 5).join(", ")}),` : "";
  throw new InputError(`${file}${others} has changed since the run began, and ${held}. Put the file back as it was, ${instead}`);
}

function filesOf(name: string, what: string): { readonly file: string; readonly files: readonly string[] } {
  const file = existingFile(name, what);
  try {
    return { file, files: isBank(file) ? [file] : localFiles(file) }; // a table imports nothing
  } catch (error) {
    throw fileError(error, `could not read ${file} and what it imports`);
  }
}

let registered = false;
const folders = new Set<string>();

function registerHooks(): void {
  if (registered) return;
  registered = true;
  const data: HookData = {
    floe: new URL("../index.js", import.meta.url).href,
    root: pathToFileURL(packageRoot + sep).href,
  };
  register(new URL("./hooks.js", import.meta.url), { parentURL: import.meta.url, data });
  process.setSourceMapsEnabled(true); // stack traces then name lines of the .ts file
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 60); // TensorFlow.js puts many frames above the user's
}

/** @param what the file should hold, "simulator" @throws InputError, with the file's name and line, for whatever is wrong with the file */
export async function importUserFile(path: string, what: string): Promise<Record<string, unknown>> {
  const file = existingFile(path, what);
  check(isProgram(file), `${path}: a ${what}'s file must end in ${scriptEndings.join(", ")}`);
  registerHooks();
  folders.add(dirname(file) + sep);
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path} could not be loaded: ${loadingProblem(error, file)}`, { cause: error });
  }
}

function existingFile(path: string, what: string): string {
  try {
    const file = realpathSync(resolve(path));
    check(statSync(file).isFile(), `${path} is a folder: name the ${what}'s file`);
    readFileSync(file);
    return file;
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new InputError(error.code === "ENOENT" ? `there is no file ${path}` : `${path} cannot be read: ${error.code}`);
  }
}

function loadingProblem(error: unknown, file: string): string {
  const said = explainMissing(firstLineOf(error));
  // TensorFlow.js' own words where tensors are made before Floe has chosen what computes them.
  const message = said.includes("No backend found in registry")
    ? "it computes tensors while it is loaded; do that within create"
    : said;
  const place = placeIn(error);
  // The compiler's own messages begin with the place; those of the engine need it added.
  return place && !message.includes(`${basename(file)}:`) ? `${message} (${place})` : message;
}

/** The message of what was refused, with the line of the user's file that led to it, where there is one and the message does not name it. */
export function placedMessage(error: unknown): string {
  const message = messageOf(error);
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const place = placeIn(at);
    if (place) return message.includes(place.replace(/\d+$/, "")) ? message : `${message} (${place})`;
  }
  return message;
}

/** "my.ts:12" when the stack passes through a file of the user's; its topmost frame counts. */
export function placeIn(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const [, location, line] of stack.matchAll(/(file:\/\/[^\s)]+?|\/[^\s():]+|[A-Za-z]:\\[^\s():]+):(\d+)(?::\d+)?/g)) {
    const file = location?.startsWith("file:") ? safePath(location) : location;
    if (file && isUsers(file)) return `${basename(file)}:${line}`;
  }
  return undefined;
}

/** Whether any file of the user's was loaded. */
export const hasUserFiles = (): boolean => folders.size > 0;

function isUsers(file: string): boolean {
  const ours = ["dist", "src", "node_modules"].some((part) => file.startsWith(packageRoot + sep + part + sep));
  return !ours && !file.includes(`${sep}node_modules${sep}`) && [...folders].some((folder) => file.startsWith(folder));
}

function safePath(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** The message for an error that a user's simulator or task family raised while it ran; undefined when the error is not the user's. */
export function userError(error: unknown): InputError | undefined {
  if (error instanceof InputError) return undefined;
  const place = placeIn(error);
  const isOurs = error instanceof Error || !hasUserFiles(); // Floe throws nothing else, and a text or null has no place
  if (!place && isOurs) return undefined;
  const message = explainMissing(firstLineOf(error));
  return new InputError(`the file's own code failed${place ? ` at ${place}` : ""}: ${message}`, { cause: error });
}
