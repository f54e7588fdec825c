/** From options to a run of `floe design` or `floe train` that can be carried out. */
import { basename, extname } from "node:path";
import { versions } from "../../basics/version.js";
import type { Asked } from "../../contracts/runKind.js";
import { checkDesignOptions } from "../../options/check.js";
import { designInput } from "../../options/input.js";
import { runFiles } from "../../records/store.js";
import type { RunConfig } from "../../records/types.js";
import { describeRun } from "../about.js";
import { type KeptFile, readToKeep } from "../givenFile.js";
import { type PreparedRun, prepareRun } from "../job.js";
import { isSimulatorFile, loadWithSettings, simulatorFile } from "../loadSimulator.js";

interface PreparedExperiment {
  readonly run: PreparedRun;
  readonly config: RunConfig;
  readonly name: string;
  /** The draws that are its prior, and the policy whose training goes on. */
  readonly made: { readonly given?: KeptFile; readonly from?: KeptFile };
}

/** Everything that can be wrong is found here, before anything is written. */
export async function prepareExperiment(kind: RunConfig["kind"], { subject, options }: Asked): Promise<PreparedExperiment> {
  const { family, settings } = await loadWithSettings(subject, options.set);
  const checked = checkDesignOptions({ ...designInput(subject, options), settings });
  const run = await prepareRun(checked, family);
  const { simulator, estimator, estimatorSettings, evaluation, adaptive, seed } = run.job;
  const training = adaptive?.training ?? run.job.training;
  const made = {
    ...(checked.given === undefined ? {} : { given: readToKeep(checked.given, "the draws") }),
    ...(checked.from === undefined ? {} : { from: readToKeep(checked.from, "the policy") }),
  };
  const own = isSimulatorFile(subject) ? simulatorFile(subject) : undefined;
  const config: RunConfig = {
    kind,
    ...(adaptive ? { policy: adaptive.family.name, policyHidden: adaptive.hidden, gainAfter: checked.gainAfter ?? "each" } : {}),
    simulator: own?.file ?? subject,
    ...(own ? { simulatorHash: own.hash } : {}),
    designs: simulator.designs.dim,
    settings: simulator.settings,
    ...(made.given ? { given: { file: runFiles.given, hash: made.given.hash } } : {}),
    ...(made.from ? { from: { file: runFiles.from, hash: made.from.hash } } : {}),
    estimator: estimator.name,
    ...(estimatorSettings ? { estimatorSettings } : {}),
    ...(checked.preset === undefined ? {} : { preset: checked.preset }),
    seed,
    backend: run.options.backend as RunConfig["backend"],
    training,
    evaluation,
    versions: versions(),
    about: describeRun(family, simulator, estimator, training.batch, adaptive?.family, estimatorSettings),
  };
  return { run, config, made, name: `${kind}-${own ? basename(subject, extname(subject)) : subject}` };
}
