/** `floe resume RUN`, for runs of meta-learning. */
import type { MetaCompareConfig } from "../../meta/compare/compare.js";
import type { MetaComparison } from "../../meta/compare/recordTypes.js";
import { type MetaConfig, readMetaConfig } from "../../meta/config.js";
import { familyOfRun } from "../../meta/ownFamily.js";
import { resolveTraining } from "../../meta/setup.js";
import { readMetaResult } from "../../meta/store.js";
import { startBackend } from "../backend.js";
import { metaKindOf } from "../records.js";
import type { Call } from "./commands.js";
import { runComparison, showComparison } from "./metaCompare.js";
import { runTraining, showTraining } from "./metaTrain.js";
import { warnOfOtherVersions } from "./otherVersions.js";
import type { Given } from "./readOptions.js";

export async function resumeMeta(folder: string, { io }: Call, given: Given): Promise<void> {
  const finished = () => given.quiet || io.stderr.write(`${folder} is finished; nothing is left to do\n`);
  if (metaKindOf(folder) === "metaCompare") {
    const fields = ["common", "searchSteps", "seeds", "seed", "backend", "versions"] as const;
    const config = readMetaConfig<MetaCompareConfig>(folder, "metaCompare", fields);
    const result = readMetaResult<MetaComparison>(folder);
    if (result) {
      finished();
      return showComparison(folder, result, io, given);
    }
    await familyOfRun(config.familyFile); // a file that was changed is refused before anything else
    if (!given.quiet) warnOfOtherVersions(config.versions, io);
    await startBackend(config.backend);
    return runComparison(folder, config, io, given);
  }
  const config = readMetaConfig<MetaConfig>(folder, "meta", ["training", "backend", "versions"]);
  const result = readMetaResult(folder);
  if (result) {
    finished();
    return showTraining(folder, result, io, given, config.familyFile);
  }
  resolveTraining(config.training, await familyOfRun(config.familyFile)); // a config.json that was changed by hand fails here
  if (!given.quiet) warnOfOtherVersions(config.versions, io);
  await startBackend(config.backend);
  await runTraining(folder, config, io, given);
}
