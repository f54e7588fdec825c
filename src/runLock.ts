/** One process at a time works in a run folder: two would write over each other's records. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "./errors.js";
import { fileError } from "./files.js";

export const lockFile = "lock";

/** Takes the folder's lock. A lock whose process is gone, killed perhaps, counts for nothing. @returns what gives it back */
export function lockRun(folder: string): () => void {
  const file = join(folder, lockFile);
  const owner = ownerOf(file);
  if (owner !== undefined && owner !== process.pid && isAlive(owner)) {
    throw new InputError(
      `process ${owner} is working in ${folder}: wait for it, or stop it with Ctrl-C. If that process is none of Floe's, delete ${file}`,
    );
  }
  try {
    writeFileSync(file, String(process.pid));
  } catch (error) {
    throw fileError(error, `could not write ${file}`);
  }
  return () => rmSync(file, { force: true });
}

function ownerOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // alive, and somebody else's
  }
}
