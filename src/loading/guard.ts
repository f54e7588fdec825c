/**
 * What stands around the user's code while it works: it may not end the process, leave the folder, or fail where nobody listens, without
 * a word that says so. Installed once, by programs that do nothing but work for Floe; the library in somebody's own program does not.
 */
import { firstLineOf, StrayError } from "../basics/errors.js";
import { hasUserFiles, placeIn } from "./importUserFile.js";

export interface Guard {
  /** As `process.exit`, which the user's code has no more. */
  exit(code: number): never;
}

/** @param stray is told what was thrown where nobody listens, and that nothing will ever happen any more */
export function guardProcess(stray: (error: unknown) => void): Guard {
  const { exit, kill } = process;
  process.exit = (code) => refuse(`process.exit(${code ?? ""}) would end the run: throw an error instead`);
  process.abort = () => refuse("process.abort() would end the run: throw an error instead");
  process.chdir = (folder) =>
    refuse(`process.chdir("${folder}") would move the run's files: name yours by new URL("data.csv", import.meta.url)`);
  process.kill = (pid, signal) =>
    pid === process.pid && signal !== 0 ? refuse("process.kill of its own process would end the run") : kill(pid, signal);
  // Goes before the handlers that the WASM backend sets, which print a stack trace and end the process.
  process.setUncaughtExceptionCaptureCallback((error: unknown) => stray(asStray(error)));
  process.on("beforeExit", () => stray(new StrayError(forEver)));
  return { exit: (code) => exit.call(process, code) as never };
}

/** Its stack leads to the user's line, by which the message becomes the user's. */
function refuse(what: string): never {
  throw new Error(what);
}

const forEver =
  "the file's own code waits for something that never comes: a promise that nothing resolves (an await at the top of the file, " +
  "in curve.paths or in a bank). Nothing is left that could go on";

/** A defect of Floe's stays one. */
function asStray(error: unknown): unknown {
  const place = placeIn(error);
  if (!place && (error instanceof Error || !hasUserFiles())) return error;
  const what = firstLineOf(error);
  return new StrayError(
    `the file's own code failed${place ? ` at ${place}` : ""}, outside of any call of Floe's (in a timer, or a promise that nobody awaits): ${what}`,
    { cause: error },
  );
}
