/** `floe resume RUN` */
import { join } from "node:path";
import { configFile } from "../../records/folder.js";
import type { Call } from "../command.js";
import { openRun } from "../kinds.js";
import { readOptions } from "../readOptions.js";
import { carryOut, finish, withProcesses } from "../running/carryOut.js";
import { warnOfOtherVersions } from "../running/otherVersions.js";
import { allowUnchanged } from "../trust.js";

export async function run(call: Call): Promise<void> {
  const folder = call.args[0] as string;
  const given = await readOptions(call);
  const { io } = call;
  const opened = await openRun(folder);
  const { kind, config } = opened;
  const result = kind.readResult(folder);
  const left = result === undefined ? undefined : kind.left?.(folder, config, result);
  if (result !== undefined && !given.quiet) io.stderr.write(`${folder} is finished; nothing is left to do\n`);
  // A file that was changed is refused before anything else.
  if (result === undefined || left) await allowUnchanged(kind.program(config), join(folder, configFile), call);
  if (result !== undefined) {
    await left?.();
    return finish(folder, opened, result, io, given);
  }
  const { subject, options } = kind.asked(config, folder);
  // A config.json that was changed by hand fails here, with the name of the option.
  const prepared = await kind.prepare({ subject, options: withProcesses(options, given) });
  if (!given.quiet) warnOfOtherVersions(config.versions, io);
  await carryOut(folder, opened, prepared, io, given);
}
