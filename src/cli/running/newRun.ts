/** A new run from what was typed: shared by `design` and `train`. */
import { basename, extname } from "node:path";
import { versions } from "../../basics/version.js";
import { runningBackend, startBackend } from "../../engine/backend.js";
import { checkDesignOptions } from "../../options/check.js";
import { createRunFolder, type RunConfig } from "../../records/store.js";
import { describeRun } from "../../runs/about.js";
import { prepareDesign } from "../../runs/job.js";
import { isSimulatorFile, simulatorFile } from "../../runs/loadSimulator.js";
import type { Call } from "../command.js";
import { designInput, type Given } from "../readOptions.js";
import { freshFolder } from "./freshFolder.js";
import { announce, familyAndSettings } from "./prepare.js";
import { runDesign } from "./runDesign.js";

/** Makes the run folder and carries the run out: shared by `design` and `train`. */
export async function runNew(call: Call, given: Given, config: RunConfig): Promise<void> {
  const name = call.args[0] as string;
  const folder = given.out ?? freshFolder(`${config.kind}-${isSimulatorFile(name) ? basename(name, extname(name)) : name}`);
  const store = createRunFolder(folder, config, given.force);
  announce(runningBackend(), call.io, given.quiet);
  await runDesign(folder, config, store, call.io, given);
}

/** Everything that can be wrong is found here, before anything is written. */
export async function configOf(name: string, given: Given): Promise<RunConfig> {
  const { family, settings } = await familyAndSettings(name, given);
  const options = checkDesignOptions({ ...designInput(name, given), settings });
  const { name: backend } = await startBackend(options.backend);
  const { simulator, estimator, evaluation, adaptive, ...job } = await prepareDesign({ ...options, simulator: family });
  const training = adaptive?.training ?? job.training;
  const own = isSimulatorFile(name) ? simulatorFile(name) : undefined;
  return {
    kind: adaptive ? "policy" : "design",
    ...(adaptive ? { policy: adaptive.family.name, policyHidden: adaptive.hidden, gainAfter: options.gainAfter ?? "each" } : {}),
    simulator: own?.file ?? name,
    ...(own ? { simulatorHash: own.hash } : {}),
    designs: simulator.designs.dim,
    settings: simulator.settings,
    estimator: estimator.name,
    ...(options.preset === undefined ? {} : { preset: options.preset }),
    seed: options.seed,
    backend,
    training,
    evaluation,
    versions: versions(),
    about: describeRun(family, simulator, estimator, training.batch, adaptive?.family),
  };
}
