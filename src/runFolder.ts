/** The beginning of every run folder, whatever the run is: nothing of anybody's is overwritten, and nothing half-made is left. */
import { readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { check } from "./errors.js";
import { fileError, makeFolder, writeAtomically } from "./files.js";
import { lockRun } from "./runLock.js";

/** What makes a folder a run: every option after defaults. */
export const configFile = "config.json";

/** Details of a defect that ended the run. */
export const defectFile = "defect.txt";

/**
 * Refuses a folder that holds anything, unless `force` and it is a run; then the old run is removed.
 * @param ours everything that Floe writes into such a folder: what `force` may remove
 * @param config the content of config.json
 * @throws InputError
 */
export function beginRunFolder(folder: string, ours: readonly string[], config: string, force: boolean): void {
  try {
    makeFolder(folder);
    const content = readdirSync(folder).filter((name) => name !== `${configFile}.tmp`); // left by a run killed at once
    if (content.length > 0) emptyRun(folder, content, ours, force);
  } catch (error) {
    throw fileError(error, `could not make the run folder ${folder}`);
  }
  try {
    writeAtomically(join(folder, configFile), config);
  } catch (error) {
    if (readdirSync(folder).length === 0) rmdirSync(folder); // a full disk leaves nothing behind
    throw fileError(error, `could not write into ${folder}`);
  }
}

function emptyRun(folder: string, content: readonly string[], ours: readonly string[], force: boolean): void {
  const isRun = content.includes(configFile);
  check(
    force || !isRun,
    `the folder ${folder} already holds a run. Choose another --out, or --force to replace it, or go on with: floe resume ${folder}`,
  );
  check(isRun, `the folder ${folder} exists and is not a run of Floe's: choose another --out; nothing was changed`);
  lockRun(folder)(); // refuses while another process is at work there
  for (const name of [...ours, defectFile]) rmSync(join(folder, name), { recursive: true, force: true });
}
