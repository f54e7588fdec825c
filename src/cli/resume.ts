/** `floe resume RUN` */
import { startBackend } from "../backend.js";
import { check } from "../errors.js";
import { isSimulatorFile, simulatorFile } from "../loadSimulator.js";
import { checkDesignOptions } from "../options.js";
import { metaKindOf, openStore, type RunConfig, readConfig, readResult } from "../records.js";
import { versions } from "../version.js";
import type { Call } from "./commands.js";
import type { Io } from "./io.js";
import { readOptions } from "./readOptions.js";
import { finish, inputOf, runDesign } from "./runDesign.js";

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
  checkSameSimulator(config);
  if (!given.quiet) warnOfOtherVersions(config, call.io);
  await startBackend(config.backend);
  await runDesign(folder, config, openStore(folder), call.io, given);
}

function checkSameSimulator({ simulator, simulatorHash }: RunConfig): void {
  if (!isSimulatorFile(simulator)) return;
  check(
    simulatorFile(simulator).hash === simulatorHash,
    `${simulator} has changed since the run began, and a run goes on only with the simulator that it began with. ` +
      "Put the file back as it was, or begin a new run.",
  );
}

/** The same bytes are promised on the same versions only. */
export function warnOfOtherVersions({ versions: then }: Pick<RunConfig, "versions">, io: Io): void {
  const now = versions();
  const changed = (["floe", "node", "tfjs"] as const).filter((name) => now[name] !== then[name]);
  if (changed.length === 0) return;
  const list = changed.map((name) => `${name} ${then[name]}, now ${now[name]}`).join("; ");
  io.stderr.write(`warning: the run began with ${list}: its numbers may differ from those of an undisturbed run\n`);
}
