/** A run's own config.json as --config: the options that repeat that run, and no other. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { check, InputError } from "../basics/errors.js";
import { pick } from "../basics/names.js";
import type { OwnProgram } from "../contracts/runKind.js";
import { isBank } from "../loading/bank/file.js";
import { fileHash, isProgram } from "../loading/importUserFile.js";
import { isCommand } from "../loading/program/command.js";
import { checkOption } from "../options/check.js";
import { configFile } from "../records/folder.js";
import type { Command } from "./command.js";
import { quoted } from "./io.js";
import { type KnownKind, kinds } from "./kinds.js";

type Values = Record<string, unknown>;

/** They take what concerns the simulator and the evaluation, and a run folder stands for its own simulator. */
const borrowers = ["evaluate", "simulate"];

/**
 * What a command takes from the config.json of a run: everything, where it is the command that began it.
 * @param typed what the command is about @throws InputError for a run that it would not repeat
 */
export async function optionsOfRun(
  content: Values,
  file: string,
  { name, options: ofTable, extras }: Command,
  typed: string,
): Promise<Values> {
  const known = pick<KnownKind>(kinds, String(content.kind), `kind of run in ${file}:`);
  const { command } = known;
  const kind = await known.load();
  const own: readonly string[] = [...ofTable, ...extras];
  const found = kind.read(content);
  if (found.damage !== undefined) throw new InputError(`--config ${file} is no config.json of a run: ${found.damage}`);
  const config = found.record;
  const { subject, options } = kind.asked(config, dirname(file));
  const borrows = borrowers.includes(name);
  const taken = command === name ? options : borrows ? kind.borrowed?.(config, dirname(file)) : undefined;
  const fits =
    subject === typed ||
    subject === resolve(typed) ||
    (borrows && existsSync(join(typed, configFile))) ||
    isSame(kind.program(config), subject, typed);
  check(
    fits && taken !== undefined,
    `--config ${file} is of another run: repeat it with floe ${`${command} ${subject && quoted(subject)}`.trim()} --config ${quoted(file)}`,
  );
  const ours = Object.entries(taken).filter(([option, value]) => value !== undefined && own.includes(option));
  return Object.fromEntries(ours.map(([option, value]) => [option, checkOption(option, value, `"${option}" in ${file}`)]));
}

/** The file that a run is about, by where it is, or by what it holds, wherever it is now. */
function isSame(program: OwnProgram | undefined, subject: string, typed: string): boolean {
  if (program?.file !== subject || !(isProgram(typed) || isCommand(typed) || isBank(typed))) return false;
  const { file, hash } = fileHash(typed, program.what);
  return file === subject || hash === program.hash;
}
