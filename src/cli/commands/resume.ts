/** `floe resume RUN` */
import { join } from "node:path";
import { startBackend } from "../../engine/backend.js";
import { checkDesignOptions } from "../../options/check.js";
import { metaKindOf, openStore, readConfig, readResult, runFiles } from "../../records/store.js";
import type { Call } from "../command.js";
import { readOptions } from "../readOptions.js";
import { warnOfOtherVersions } from "../running/otherVersions.js";
import { finish, inputOf, runDesign } from "../running/runDesign.js";
import { allowSimulator } from "../trust.js";

export async function run(call: Call): Promise<void> {
  const folder = call.args[0] as string;
  const given = readOptions(call);
  if (metaKindOf(folder)) return (await import("./metaResume.js")).resumeMeta(folder, call, given);
  const config = readConfig(folder);
  const result = readResult(folder);
  if (result) {
    if (!given.quiet) call.io.stderr.write(`${folder} is finished; nothing is left to do\n`);
    return finish(folder, result, call.io, given);
  }
  checkDesignOptions(inputOf(config)); // a config.json that was changed by hand fails here, with the name of the option
  await allowSimulator(config, join(folder, runFiles.config), call);
  if (!given.quiet) warnOfOtherVersions(config.versions, call.io);
  await startBackend(config.backend);
  await runDesign(folder, config, openStore(folder), call.io, given);
}
