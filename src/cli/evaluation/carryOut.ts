/** From what is opened to its numbers: the subject, then each of the user's own designs, by the same simulated experiments. */
import { fixed } from "../../../policies/fixed.js";
import { asPart } from "../../basics/steps.js";
import { version } from "../../basics/version.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { NamedGain } from "../../contracts/gain.js";
import type { Progress } from "../../contracts/values.js";
import type { Evaluation, EvaluationTask } from "../../information/evaluation/task.js";
import { measurementsOf } from "../../numbers/measurements.js";
import { difference } from "../../records/difference.js";
import type { EvaluationResult } from "../../records/types.js";
import { evaluatePolicy } from "../../runs/evaluate.js";
import { byGroups } from "../../runs/groups.js";
import type { Rival } from "../../runs/versus.js";
import { isDesign, type Opened } from "./asked.js";
import type { OpenSharing } from "./sharing.js";

/** All but how long it took. */
export async function* carryOut(
  opened: Opened,
  sharing: OpenSharing,
  signal?: AbortSignal,
): AsyncGenerator<Progress, Omit<EvaluationResult, "seconds">> {
  const { simulator, subject, seed, backend, rivals } = opened;
  const { gain, notes, baselines } = yield* evaluateAll(opened.task, rivals, sharing, signal);
  const { names, unit, units } = simulator.designs;
  const what = isDesign(subject)
    ? { design: subject, ...byGroups(subject, simulator.designs) }
    : { policy: subject.family, horizon: measurementsOf(simulator.designs) };
  const { goal } = simulator;
  return {
    ...{ kind: "evaluation", simulator: simulator.name, settings: simulator.settings, seed, backend: backend.name, version },
    ...what,
    ...(goal ? { goal: goal.name, nuisance: goal.nuisance } : {}),
    designNames: names,
    designUnit: unit,
    ...(units ? { designUnits: units } : {}),
    gain,
    ...(rivals.length > 0 ? { baselines } : {}),
    warnings: notes,
    ...withoutGaps({ notes: simulator.bank?.about }),
  };
}

interface Compared extends Evaluation {
  readonly baselines: readonly NamedGain[];
}

async function* evaluateAll(
  subject: EvaluationTask,
  rivals: readonly Rival[],
  { of: sharingOf }: OpenSharing,
  signal?: AbortSignal,
): AsyncGenerator<Progress, Compared> {
  const share = 1 / (1 + rivals.length);
  const found = yield* asPart(evaluatePolicy({ ...subject, ...sharingOf(0) }, signal), 0, share);
  const baselines: NamedGain[] = [];
  for (const [i, rival] of rivals.entries()) {
    const task = { ...subject, policy: fixed(rival.design), params: {}, ...sharingOf(1 + i) };
    const { gain } = yield* asPart(evaluatePolicy(task, signal), share * (i + 1), share * (i + 2), `${rival.name}: `);
    const less = difference(found.gain, gain);
    baselines.push({ ...rival, ...(less ? { difference: less } : {}), gain });
  }
  return { ...found, baselines };
}
