/** The file of a session of `floe live`: in one process's hands at a time, and never written over what another has put there. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../basics/errors.js";
import { makeFolder, targetOf, timeStamp, writeNamed } from "../../basics/files.js";
import { takeLock } from "../../basics/lock.js";
import { readText } from "../../basics/reading.js";

export interface SessionFile {
  readonly file: string;
  /** What it held when it was opened; undefined for a new one. */
  readonly text: string | undefined;
  /** @throws InputError when something else has written it meanwhile, and then nothing is written */
  keep(text: string): void;
  /** For other sessions to open. */
  close(): void;
}

/** @param file undefined: a new one in runs/ @throws InputError when another process has it open */
export function openSessionFile(file: string | undefined): SessionFile {
  if (file !== undefined) return opened(file);
  makeFolder("runs");
  const time = timeStamp();
  for (let i = 1; ; i++) {
    const name = join("runs", `live-${time}${i > 1 ? `-${i}` : ""}.json`);
    if (existsSync(name) || existsSync(lockOf(name))) continue;
    const session = opened(name);
    if (session.text === undefined) return session;
    session.close(); // another process was quicker
  }
}

/** One file has one lock, by whatever link it is named. */
const lockOf = (file: string): string => `${targetOf(file)}.lock`;

function opened(file: string): SessionFile {
  const close = takeLock(lockOf(file), {
    shared: false,
    busy: (owner) =>
      `${owner} has the session ${file} open, and two would lose each other's measurements: end that one first, or choose another --session. ` +
      `If that process is none of Floe's, delete ${lockOf(file)}`,
  });
  try {
    const text = textOf(file);
    let last = text;
    return {
      file,
      text,
      keep(next) {
        const now = textOf(file);
        if (now !== undefined && now !== last)
          throw new InputError(
            `${file} was changed by another program while this session had it open: nothing was overwritten. This session holds: ${next.trim()}`,
          );
        writeNamed(file, next);
        last = next;
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

const textOf = (file: string): string | undefined => (existsSync(file) ? readText(file, "the session") : undefined);
