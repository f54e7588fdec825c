/** JSON of run folders, read and written. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { check, InputError, messageOf } from "../basics/errors.js";
import { jsonOf, readText } from "../basics/reading.js";

export const damaged = (file: string, why: string): InputError =>
  new InputError(`${file} is damaged: ${why}. Put back a copy of it, or begin the run again in another folder.`);

export function readJson(folder: string, name: string): Record<string, unknown> {
  const file = join(folder, name);
  check(existsSync(folder), `there is no run folder ${folder}`);
  check(existsSync(file), `${folder} is not a run folder: it has no ${name}`);
  const text = readText(file);
  try {
    const content = jsonOf(text);
    if (typeof content === "object" && content !== null && !Array.isArray(content)) return content as Record<string, unknown>;
    throw new Error("it is not an object");
  } catch (error) {
    throw damaged(file, messageOf(error));
  }
}

/** JSON for people: objects over several lines, arrays of numbers on one. */
export function prettyJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/\[\n\s+((?:-?[\d.eE+-]+|null)(?:,\n\s+(?:-?[\d.eE+-]+|null))*)\n\s+\]/g, (_, items: string) => `[${items.replaceAll(/,\n\s+/g, ", ")}]`)}\n`;
}
