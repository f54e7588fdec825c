/** What a run has trained already that tells theta from these data. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile } from "../../basics/reading.js";
import type { MadeExperiment } from "../../contracts/data.js";
import { inPieces } from "../../numbers/measurements.js";
import { firstOffAdvice, loadPolicy, type PolicyData } from "../../portable/policy.js";
import { widthsOf } from "../../portable/space.js";
import { configFile } from "../../records/folder.js";
import { readLearned } from "../../records/inferenceStore.js";
import { beliefsSchema } from "../../records/schemas/beliefs.js";
import { readRecord, runFiles } from "../../records/store.js";
import type { BeliefsFile, LearnedModel } from "../../records/types.js";
import type { Learning } from "./learn.js";

interface Wanted {
  readonly experiments: readonly MadeExperiment[];
  /** What was asked for by name: what was trained otherwise is not taken. */
  readonly asked: Partial<Learning>;
  /** Of the simulator's file as it is now. */
  readonly simulatorHash?: string;
}

/** @throws InputError for a record that is damaged */
export function modelsIn(run: string, { experiments, asked, simulatorHash }: Wanted): LearnedModel[] {
  // What was trained where draws lie, of a goal, or of several subjects together, is not p(theta given outcomes) under the simulator's own prior.
  if (isOfOther(run)) return [];
  const fits = ({ training, density, critic }: LearnedModel) =>
    (asked.steps === undefined || asked.steps === training?.steps) &&
    (asked.batch === undefined || asked.batch === training?.batch) &&
    (asked.density === undefined || !density || asked.density === density.options.density) &&
    (asked.critic === undefined || !critic || asked.critic === critic.options.critic);
  const same = (file: { readonly simulatorHash?: string } | undefined) => file?.simulatorHash === simulatorHash;
  const learned = readLearned(run);
  const own = learned && same(learned) ? learned.models : [];
  const beliefs = existsSync(join(run, runFiles.beliefs)) ? readRecord(run, runFiles.beliefs, beliefsSchema) : undefined;
  const decided = beliefs && same(beliefs) ? criticsOf(beliefs) : [];
  const [first] = experiments as [MadeExperiment, ...MadeExperiment[]];
  return (
    [...own, ...decided]
      .filter(fits)
      .filter(
        (model) =>
          model.design ||
          (experiments.length === 1 && model.measurements * widthIn(run) === first.design.length && isAdvised(run, first)),
      )
      // For whoever has a design, by its numbers.
      .map((model) => ({ from: run, ...model, ...(model.design ? {} : { measurements: first.design.length }) }))
  );
}

/** A run of an inference is about the whole prior always. */
function isOfOther(run: string): boolean {
  const config = readJsonFile(join(run, configFile), "the run") as Readonly<Record<string, unknown>>;
  return ["given", "goal", "rivals", "groups", "subjects"].some((name) => config[name] !== undefined);
}

function criticsOf({ learned }: BeliefsFile): LearnedModel[] {
  return (learned?.critics ?? []).flatMap((critic, i) => (critic ? [{ measurements: i + 1, critic }] : []));
}

/** Numbers of one measurement, where the run's policy decided. */
function widthIn(run: string): number {
  const { space } = readJsonFile(join(run, runFiles.policy), "the policy") as PolicyData;
  return widthsOf(space).width;
}

/** Whether the run's policy would have measured there. */
function isAdvised(run: string, { design, outcome }: MadeExperiment): boolean {
  const policy = loadPolicy(readJsonFile(join(run, runFiles.policy), "the policy") as PolicyData);
  const { horizon, space, outcomeNames } = policy.data;
  const { width } = widthsOf(space);
  const each = outcomeNames.length / horizon;
  const [places, outcomes] = [inPieces(design, width), inPieces(outcome, each)];
  if (places.length > horizon || places.length !== outcomes.length) return false;
  // Refined for one experiment it advises on no other.
  if (policy.data.after) return false;
  const observations = places.map((place, i) => ({ design: place, outcome: outcomes[i] as number[] }));
  return firstOffAdvice(policy, observations) === undefined;
}
