/** A new run from what was typed, whatever its kind. */
import { runningBackend } from "../../engine/backend.js";
import type { Call } from "../command.js";
import type { Given } from "../given.js";
import type { KnownKind } from "../kinds.js";
import { carryOut, type Parts, withProcesses } from "./carryOut.js";
import { freshFolder } from "./freshFolder.js";
import { announce } from "./prepare.js";

/** Prepares the run, makes its folder and carries it out. */
export async function runNew(call: Call, known: KnownKind, given: Given, parts?: Parts): Promise<void> {
  const kind = await known.load();
  const prepared = await kind.prepare({ subject: call.args[0] ?? "", options: withProcesses(given.options, given) });
  const folder = given.out ?? freshFolder(prepared.name);
  prepared.create(folder, given.force);
  announce(runningBackend(), call.io, given.quiet);
  await carryOut(folder, { known, kind, config: prepared.config }, prepared, call.io, given, parts);
}
