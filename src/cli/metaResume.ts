/** `floe resume RUN`, for runs of meta-learning. */
import { type MetaConfig, readMetaConfig } from "../../meta/config.js";
import { resolveTraining } from "../../meta/setup.js";
import { readMetaResult } from "../../meta/store.js";
import { startBackend } from "../backend.js";
import type { Call } from "./commands.js";
import { runTraining, showTraining } from "./metaTrain.js";
import type { Given } from "./readOptions.js";

export async function resumeMeta(folder: string, { io }: Call, given: Given): Promise<void> {
  const config = readMetaConfig<MetaConfig>(folder, "meta", ["training", "backend", "versions"]);
  const result = readMetaResult(folder);
  if (result) {
    if (!given.quiet) io.stderr.write(`${folder} is finished; nothing is left to do\n`);
    return showTraining(folder, result, io, given);
  }
  resolveTraining(config.training); // a config.json that was changed by hand fails here
  await startBackend(config.backend);
  await runTraining(folder, config, io, given);
}
