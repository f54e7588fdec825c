/** A run as its command does it, in this process and without a word: from what is asked for, or from where its folder is. Its page is left to be made. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { AnyConfig, Asked, RunKind } from "../contracts/runKind.js";
import type { Progress } from "../contracts/values.js";
import { configFile } from "./folder.js";
import { damaged, readJson } from "./json.js";
import { lockRun } from "./runLock.js";

/** @throws InputError; InterruptedError after the signal, with everything so far in the folder */
export async function* carriedOutHere(
  kind: RunKind,
  asked: Asked,
  folder: string,
  signal?: AbortSignal,
): AsyncGenerator<Progress, void> {
  const begun = existsSync(join(folder, configFile)) ? configIn(kind, folder) : undefined;
  const result = begun && kind.readResult(folder);
  if (begun && result !== undefined) {
    await kind.left?.(folder, begun, result)?.();
    return;
  }
  const prepared = await kind.prepare(begun ? kind.asked(begun, folder) : asked);
  if (!begun) prepared.create(folder, false);
  const unlock = lockRun(folder);
  try {
    yield* prepared.carryOut(folder, signal);
  } finally {
    unlock();
  }
}

/** @throws InputError when it is damaged */
function configIn(kind: RunKind, folder: string): AnyConfig {
  const found = kind.read(readJson(folder, configFile));
  if (found.damage === undefined) return found.record;
  throw damaged(join(folder, configFile), found.damage);
}
