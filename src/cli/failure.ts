/** Exit codes and the one message that goes with each: 1 a defect of ours, 2 wrong input, 130 interrupted. */
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";
import { firstLineOf, InputError, InterruptedError } from "../basics/errors.js";
import { fileError, isFileError, writeNew } from "../basics/files.js";
import { version } from "../basics/version.js";
import { placedMessage, userError } from "../loading/importUserFile.js";
import { defectFile } from "../records/folder.js";
import type { Io } from "./io.js";
import { commanderWords } from "./parse.js";
import { currentRun } from "./running/currentRun.js";

/** Says what went wrong, in one message and without a stack trace. @returns the exit code */
export function failed(error: unknown, argv: readonly string[], io: Io): number {
  if (error instanceof CommanderError) return commanderFailed(error, io);
  if (error instanceof InterruptedError) {
    io.stderr.write(`${error.message}\n`);
    return 130;
  }
  const input = isFileError(error)
    ? fileError(error, fileProblem(error))
    : error instanceof InputError
      ? error
      : userError(error);
  if (input) {
    io.stderr.write(`floe: ${placedMessage(input)}\n`);
    return 2;
  }
  io.stderr.write(
    `floe: this is a defect of Floe, not of your input: ${firstLineOf(error).replace(/\.$/, "")}. ${saveDetails(error, argv)}\n`,
  );
  return 1;
}

/** Help and version end here too, with code 0. */
function commanderFailed(error: CommanderError, io: Io): number {
  if (error.exitCode === 0) return 0;
  io.stderr.write(`floe: ${commanderWords(error)}\n`);
  return 2;
}

function fileProblem({ path, syscall }: NodeJS.ErrnoException): string {
  return path ? `could not ${syscall} ${path}` : `a file could not be used (${syscall})`;
}

/** Beside the run's records where there is a run, for its owner's eyes only, and never through a link that lies there. */
function saveDetails(error: unknown, argv: readonly string[]): string {
  const run = currentRun();
  const file = run === undefined ? join(tmpdir(), `floe-defect-${randomUUID()}.txt`) : join(run, defectFile);
  const details = [
    `floe ${argv.join(" ")}`,
    `floe ${version}, node ${process.versions.node}, ${process.platform} ${process.arch}`,
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  ];
  try {
    rmSync(file, { force: true }); // of an earlier defect in this run
    writeNew(file, `${details.join("\n\n")}\n`, 0o600);
    return `The details are in ${file}; please report it together with them.`;
  } catch {
    return "The details could not be saved; please report the command and this message.";
  }
}
