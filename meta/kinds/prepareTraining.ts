/** From options to a meta-training that can be carried out. */
import { join } from "node:path";
import { DivergedError } from "../../src/basics/errors.js";
import { writeAtomically } from "../../src/basics/files.js";
import { versions } from "../../src/basics/version.js";
import type { BackendChoice } from "../../src/contracts/options.js";
import type { Asked, Prepared } from "../../src/contracts/runKind.js";
import { startBackend } from "../../src/engine/backend.js";
import { prettyJson } from "../../src/records/json.js";
import { assembleTraining } from "../compare/assemble.js";
import { chooseFamily, familyOfRun } from "../ownFamily.js";
import type { FamilyFile, MetaConfig, MetaResult, MetaTraining } from "../records.js";
import { carryOutTraining } from "../run.js";
import { resolveTraining } from "../setup.js";
import { checkMetaFits } from "../size.js";
import { createMetaFolder, metaFiles, openMetaStore, saveDivergence } from "../store.js";
import type { TaskFamily } from "../types.js";
import { trainingInput } from "./trainingInput.js";

/** Everything that can be wrong is found here, before anything is written. */
export async function prepareTraining({ subject: method, options }: Asked): Promise<Prepared<MetaConfig, MetaResult>> {
  const { own, familyFile } = await chooseFamily(options.family as string | undefined);
  const training = resolveTraining(trainingInput(method, options), own);
  const { name: backend } = await startBackend((options.backend ?? "auto") as BackendChoice);
  checkMetaFits(training, own);
  const config: MetaConfig = {
    ...{ kind: "meta", training, ...(familyFile ? { familyFile } : {}) },
    ...(options.validationOnly === true ? { validationOnly: true } : {}),
    ...{ backend, versions: versions() },
  };
  return {
    config,
    name: `meta-${method}`,
    create: (folder, force) => createMetaFolder(folder, config, force),
    async *carryOut(folder, signal) {
      const { validationOnly = false } = config;
      const given = { validationOnly, ...(own ? { family: own } : {}), ...(signal ? { signal } : {}) };
      try {
        const { result } = yield* carryOutTraining(training, { store: openMetaStore(folder), ...given });
        if (!validationOnly) write(folder, training, own);
        return result;
      } catch (error) {
        if (error instanceof DivergedError) saveDivergence(folder, error.message);
        throw error;
      }
    },
  };
}

/** What the page is made from, where a run was killed before it was written. @throws InputError when the family's file has changed */
export async function writeComparison(folder: string, training: MetaTraining, familyFile: FamilyFile | undefined): Promise<void> {
  write(folder, training, await familyOfRun(familyFile));
}

/** The training as a comparison of one row. */
function write(folder: string, training: MetaTraining, own: TaskFamily | undefined): void {
  writeAtomically(join(folder, metaFiles.report), prettyJson(assembleTraining(folder, training, own)));
}
