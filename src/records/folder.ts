/** The beginning of every run folder, whatever the run is: nothing of anybody's is overwritten, and nothing half-made is left. */
import { readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { check } from "../basics/errors.js";
import { fileError, makeFolder, writeAtomically } from "../basics/files.js";
import { lockFile, lockRun } from "./runLock.js";

/** What makes a folder a run: every option after defaults. */
export const configFile = "config.json";

/** Details of a defect that ended the run. */
export const defectFile = "defect.txt";

/**
 * Refuses a folder that holds anything, unless `force` and it is a run; then the old run is removed. The folder's lock stays with this
 * process, so that nobody comes between config.json and the run.
 * @param ours everything that Floe writes into such a folder: what `force` may remove
 * @param config the content of config.json
 * @throws InputError
 */
export function beginRunFolder(folder: string, ours: readonly string[], config: string, force: boolean): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw fileError(error, `could not make the run folder ${folder}`);
  }
  const own = [...ours, defectFile, lockFile, staleLock, `${configFile}.tmp`];
  checkContent(folder, force);
  let unlock = () => {};
  try {
    unlock = lockRun(folder); // stays with this process, which begins the run now; refuses while another is at work
    checkContent(folder, force); // it may have begun a run before the lock was taken
    for (const name of own) if (name !== lockFile) rmSync(join(folder, name), { recursive: true, force: true });
    writeAtomically(join(folder, configFile), config);
  } catch (error) {
    unlock();
    if (readdirSync(folder).length === 0) rmdirSync(folder); // a full disk leaves nothing behind
    throw fileError(error, `could not write into ${folder}`);
  }
}

/** Left by a run that was killed at once: no run, and nothing of anybody's. */
const staleLock = `${lockFile}.stale`;
const remains = [lockFile, staleLock, `${configFile}.tmp`];

/** @throws InputError for a folder in which no run may begin */
export function checkContent(folder: string, force: boolean): void {
  const content = readdirSync(folder).filter((name) => !remains.includes(name));
  if (content.length === 0) return;
  const isRun = content.includes(configFile);
  check(
    force || !isRun,
    `the folder ${folder} already holds a run. Choose another --out, or --force to replace it, or go on with: floe resume ${folder}`,
  );
  check(isRun, `the folder ${folder} exists and is not a run of Floe's: choose another --out; nothing was changed`);
}
