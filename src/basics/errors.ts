/** Bad input: one message that says what is wrong, where, and what to do. The command line exits with 2 and prints nothing else. */
export class InputError extends Error {
  override readonly name: string = "InputError";
}

/** A training whose loss stayed not finite: of several, the others are not in doubt. */
export class DivergedError extends InputError {
  override readonly name = "DivergedError";
}

/** What the user's code did outside of any call of Floe's. */
export class StrayError extends InputError {
  override readonly name = "StrayError";
}

/** Another process writes the same file at this moment: its content is as new as ours would have been. */
export class BusyError extends InputError {
  override readonly name = "BusyError";
}

/** The user stopped a run; everything computed so far is on disk. The command line exits with 130. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** What is left is done elsewhere, by scripts that were written: no failure. The message says how. */
export class ElsewhereError extends Error {
  override readonly name = "ElsewhereError";
}

/** What somebody tells apart by its class: an error that comes from another process is one of these again, by its name. */
export const errorClasses = [InputError, DivergedError, StrayError, BusyError, InterruptedError, ElsewhereError] as const;

/** Throws an InputError unless `condition` holds. */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InputError(message);
}

/** The message of anything that was thrown, be it null or an object that cannot be written. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message) : String(thrown);
  } catch {
    return "an object that cannot be written";
  }
}

/** The first line of what anything that was thrown says: engines add pages to it. */
export function firstLineOf(thrown: unknown): string {
  return messageOf(thrown).split("\n", 1)[0] as string;
}
