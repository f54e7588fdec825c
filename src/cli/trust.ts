/** A run folder and a file of options are data, and may come from anybody: a program that they name runs only when the user says so. */
import { createInterface } from "node:readline/promises";
import { isatty, ReadStream } from "node:tty";
import { InputError } from "../basics/errors.js";
import type { OwnProgram } from "../contracts/runKind.js";
import { isBank } from "../loading/bank/file.js";
import type { WhenChanged } from "../loading/importUserFile.js";
import { checkUnchanged, leadsToProgram } from "../loading/importUserFile.js";
import { flagOf } from "../options/table.js";
import type { Call } from "./command.js";
import { quoted } from "./io.js";

/**
 * Asks before a file is run that the command line does not name; where nobody can be asked, it takes --trust.
 * @param from the file that names it @throws InputError when the answer is no
 */
export async function allowProgram(file: string, from: string, { command, args, typed, io }: Call): Promise<void> {
  if (typed.trust === true) return;
  const canAsk = isatty(0) && io.stderr.isTTY === true;
  if (canAsk && (await saysYes(`${from} names a program, and this command would run it: ${file}\nRun it? (y/N) `, io.stderr)))
    return;
  const line = ["floe", command.name, ...args.map(quoted), ...optionsOf(typed)].join(" ");
  throw new InputError(
    `${from} names a program, ${file}, and this command would run it with all your rights. Nothing was run. If the file is yours, or you ` +
      `have read it, add --trust: ${line} --trust`,
  );
}

/** As they were typed, so that the line can be pasted. */
function optionsOf(typed: Call["typed"]): string[] {
  return Object.entries(typed).flatMap(([name, value]) =>
    value === true ? [flagOf(name)] : [value].flat().map((one) => `${flagOf(name)} ${quoted(String(one))}`),
  );
}

interface Named {
  readonly simulator: string;
  readonly simulatorHash?: string;
}

/**
 * The simulator that a record names, where it is a file: unchanged since, and allowed to run.
 * @param changed what is said where it has changed, as for `checkUnchanged`, and `isOlder`: the record may be from a version that kept no hash in it
 */
export async function allowSimulator(
  { simulator, simulatorHash }: Named,
  from: string,
  call: Call,
  { isOlder = false, ...changed }: WhenChanged & { readonly isOlder?: boolean } = {},
): Promise<void> {
  if (!leadsToProgram(simulator) && !isBank(simulator)) return;
  if (simulatorHash !== undefined || !isOlder) checkUnchanged(simulator, simulatorHash, "simulator", changed);
  if (leadsToProgram(simulator)) await allowProgram(simulator, from, call); // a table is read, and not run
}

/** The models that a run's record compares its simulator with, where they are files. @param from the file that names them */
export async function allowRivals(rivals: readonly Named[] | undefined, from: string, call: Call): Promise<void> {
  for (const rival of rivals ?? []) await allowSimulator(rival, from, call);
}

/** The program of a run folder, where it has one: unchanged since the run began, and allowed to run. @param from the file that names it */
export async function allowUnchanged(program: OwnProgram | undefined, from: string, call: Call): Promise<void> {
  if (!program) return;
  const all = [program, ...(program.more ?? [])];
  for (const { file, hash, what } of all) checkUnchanged(file, hash, what);
  for (const { file } of all) if (leadsToProgram(file)) await allowProgram(file, from, call);
}

/** What goes on with a run whose program the next command line will not name. */
export const trustFlag = (file: string | undefined): string => (file !== undefined && leadsToProgram(file) ? " --trust" : "");

async function saysYes(question: string, output: NodeJS.WritableStream): Promise<boolean> {
  // Not process.stdin: the thread that works has none. Without `terminal` Ctrl-C stays a signal.
  const input = new ReadStream(0);
  const lines = createInterface({ input, output, terminal: false });
  try {
    return /^\s*y(es)?\s*$/i.test(await lines.question(question));
  } finally {
    lines.close();
    input.destroy();
  }
}
