/** From options to a run of `floe design` or `floe train` that can be carried out. */

import { basename, extname } from "node:path";
import { candidatesText } from "../../../designs/pool.js";
import { versions } from "../../basics/version.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Asked } from "../../contracts/runKind.js";
import { isCommand } from "../../loading/program/command.js";
import { measurementsOf, namesOfOne } from "../../numbers/measurements.js";
import { checkDesignOptions } from "../../options/check.js";
import { designInput } from "../../options/input.js";
import type { Settings } from "../../options/settings.js";
import { runFiles } from "../../records/store.js";
import type { RunConfig } from "../../records/types.js";
import { describeRun } from "../about.js";
import { type KeptFile, readToKeep } from "../givenFile.js";
import { groupsOf } from "../groups.js";
import { type PreparedRun, prepareRun } from "../job.js";
import { isSimulatorFile, simulatorFile } from "../loadSimulator.js";
import { loadModelsWithSettings, type RivalOptions, rivalSources } from "../rivals.js";
import { scheduleIn } from "../schedule.js";
import { keptRivals } from "../versus.js";

interface PreparedExperiment {
  readonly run: PreparedRun;
  readonly config: RunConfig;
  readonly name: string;
  /** The draws that are its prior, and the policy whose training goes on. */
  readonly made: { readonly given?: KeptFile; readonly from?: KeptFile };
}

const nameIn = (subject: string, isOwn: boolean, name: string): string =>
  isCommand(subject) ? name : isOwn ? basename(subject, extname(subject)) : subject;

/** Everything that can be wrong is found here, before anything is written. */
export async function prepareExperiment(kind: RunConfig["kind"], { subject, options }: Asked): Promise<PreparedExperiment> {
  const rivals = { rivals: options.rivals, modelWeights: options.modelWeights } as RivalOptions;
  const { family, settings } = await loadModelsWithSettings(subject, options.set as Settings | undefined, rivals);
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
    ...(adaptive ? withoutGaps({ greedy: checked.greedy }) : {}),
    ...(adaptive ? { staticSteps: run.job.training.steps } : {}),
    ...(adaptive && !adaptive.from ? { policyStart: adaptive.begins } : {}),
    ...(adaptive?.horizons ? { horizons: adaptive.horizons.all.join(",") } : {}),
    simulator: own?.file ?? subject,
    ...(own ? { simulatorHash: own.hash } : {}),
    designs: measurementsOf(simulator.designs),
    ...groupsOf(family, checked),
    settings: simulator.settings,
    ...(checked.rivals === undefined ? {} : { rivals: rivalSources(subject, rivals) }),
    ...withoutGaps({ modelWeights: checked.modelWeights, cost: checked.cost, costUnit: checked.costUnit }),
    ...(run.job.versus ? { versus: keptRivals(run.job.versus) } : {}),
    ...scheduleIn(checked),
    ...(checked.candidates === undefined
      ? {}
      : { candidates: candidatesText(checked.candidates, namesOfOne(simulator.designs)) }), // what a file said is kept
    ...withoutGaps({ goal: checked.goal, nuisance: checked.nuisance }),
    ...(made.given ? { given: { file: runFiles.given, hash: made.given.hash } } : {}),
    ...(made.from ? { from: { file: runFiles.from, hash: made.from.hash } } : {}),
    estimator: estimator.name,
    ...(estimatorSettings ? { estimatorSettings } : {}),
    ...withoutGaps({ preset: checked.preset }),
    seed,
    backend: run.options.backend as RunConfig["backend"],
    training,
    evaluation,
    versions: versions(),
    about: describeRun(family, simulator, estimator, training.batch, adaptive?.family, estimatorSettings),
  };
  return { run, config, made, name: `${kind}-${nameIn(subject, own !== undefined, simulator.name)}` };
}
