/** `floe resume RUN`, for runs of meta-learning. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { MetaCompareConfig } from "../../../meta/compare/compare.js";
import { type MetaConfig, readMetaConfig } from "../../../meta/config.js";
import { familyOfRun } from "../../../meta/ownFamily.js";
import { compareConfigSchema, metaConfigSchema } from "../../../meta/recordSchemas.js";
import { resolveTraining } from "../../../meta/setup.js";
import { metaFiles, readComparison, readMetaResult } from "../../../meta/store.js";
import { startBackend } from "../../engine/backend.js";
import { metaKindOf } from "../../records/store.js";
import type { Call } from "../command.js";
import { allowFamily } from "../family.js";
import type { Given } from "../readOptions.js";
import { warnOfOtherVersions } from "../running/otherVersions.js";
import { runComparison, showComparison } from "./metaCompare.js";
import { runTraining, showTraining } from "./metaTrain.js";

export async function resumeMeta(folder: string, call: Call, given: Given): Promise<void> {
  const { io } = call;
  const from = join(folder, metaFiles.config);
  const finished = () => given.quiet || io.stderr.write(`${folder} is finished; nothing is left to do\n`);
  if (metaKindOf(folder) === "metaCompare") {
    const config: MetaCompareConfig = readMetaConfig(folder, compareConfigSchema);
    const result = readComparison(folder);
    if (result) {
      finished();
      return showComparison(folder, result, io, given);
    }
    await allowFamily(config.familyFile, from, call); // a file that was changed is refused before anything else
    if (!given.quiet) warnOfOtherVersions(config.versions, io);
    await startBackend(config.backend);
    return runComparison(folder, config, io, given);
  }
  const config: MetaConfig = readMetaConfig(folder, metaConfigSchema);
  const result = readMetaResult(folder);
  if (result) {
    finished();
    // Its report is made with the family where a run was killed in between.
    if (!existsSync(join(folder, metaFiles.report))) await allowFamily(config.familyFile, from, call);
    return showTraining(folder, result, io, given, config.familyFile);
  }
  await allowFamily(config.familyFile, from, call);
  resolveTraining(config.training, await familyOfRun(config.familyFile)); // a config.json that was changed by hand fails here
  if (!given.quiet) warnOfOtherVersions(config.versions, io);
  await startBackend(config.backend);
  await runTraining(folder, config, io, given);
}
