/** One process at a time works in a run folder: two would write over each other's records. */
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { fileError } from "../basics/files.js";
import { takeLock } from "../basics/lock.js";

export const lockFile = "lock";

/** Takes the folder's lock, or once more in the process that has it. @returns what gives it back @throws InputError */
export function lockRun(folder: string): () => void {
  return takeLock(join(realPathOf(folder), lockFile), {
    shared: true,
    busy: (owner) =>
      `${owner} is working in ${folder}: wait for it, or stop it with Ctrl-C. If that process is none of Floe's, delete ${join(folder, lockFile)}`,
  });
}

/** One folder has one lock, by whatever path it is named. */
function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    throw fileError(error, `could not work in ${folder}`);
  }
}
