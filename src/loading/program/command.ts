/** Commands in the place of a simulator's name: "command:python3 sim.py" runs that line. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { check } from "../../basics/errors.js";

const prefix = "command:";

export const isCommand = (name: string): boolean => name.startsWith(prefix);

/** As a simulator's name. */
export const asSubject = (command: string): string => prefix + command;

/** @throws InputError where there is none */
export function commandIn(name: string): string {
  const command = name.slice(prefix.length).trim();
  check(command !== "", 'the command is empty; e.g. --command "python3 sim.py"');
  return command;
}

/** One word for a shell, whatever the path holds. */
const inShell = (path: string): string =>
  /^[\w./:@%+,-]+$/.test(path) ? path : path.includes("'") ? `"${path.replaceAll(/["$`\\]/g, "\\$&")}"` : `'${path}'`;

/** A word, or what stands between quotes. */
const word = /"[^"]*"|'[^']*'|[^\s"']+/g;

/**
 * The command with the files in it by their whole paths, so that it means the same from any folder, and the SHA-256 of their contents: what they load
 * themselves is not known.
 */
export function commandHash(name: string): { readonly file: string; readonly hash: string } {
  const hash = createHash("sha256");
  const command = commandIn(name).replaceAll(word, (one, at: number) => {
    const path = one.replaceAll(/^["']|["']$/g, "");
    // A program that is looked for along the PATH is none of the folder's files.
    if ((at === 0 && !/[\\/]/.test(path)) || !existsSync(path) || !statSync(path).isFile()) return one;
    hash.update(readFileSync(path));
    const whole = resolve(path);
    return inShell(whole);
  });
  return { file: asSubject(command), hash: hash.digest("hex") };
}
