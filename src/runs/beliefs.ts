/** What tells beliefs without TensorFlow.js: densities for the experiments of a run, after each of its measurements. */

import * as tf from "@tensorflow/tfjs-core";
import { check } from "../basics/errors.js";
import { toldAs } from "../basics/steps.js";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { Simulator } from "../contracts/simulator.js";
import type { Key, Progress } from "../contracts/values.js";
import { firstMeasurements } from "../experiment/firstMeasurements.js";
import { keyFor, key as rootKey, split } from "../numbers/keys.js";
import { measurementsOf } from "../numbers/measurements.js";
import { defaultMembers } from "../options/members.js";
import { readLearned, saveLearned } from "../records/inferenceStore.js";
import type { LearnedFile, LearnedModel } from "../records/types.js";
import { type Subject, subjectOf } from "./calibrate/subject.js";
import { trainedDensity } from "./infer/learn.js";
import { learnedFile } from "./infer/models.js";

export interface BeliefsInput {
  /** A run folder of `floe design` or `floe train`. */
  readonly run: string;
  /** Of each density. */
  readonly steps?: number;
  readonly batch?: number;
  readonly density?: string;
  readonly seed?: number;
}

const defaults = { steps: 2000, batch: 256, density: defaultMembers.posteriorDensity, seed: 0 } as const;

/**
 * Trains a density after each measurement of a policy, or for a run's design, and keeps each in learned.json as soon as there is one: those that
 * are there are not trained again. The backend must run. @throws InterruptedError after the signal, with all that are done kept
 */
export async function* trainBeliefs(input: BeliefsInput, signal?: AbortSignal): AsyncGenerator<Progress, LearnedFile> {
  const { run, steps, batch, density, seed } = { ...defaults, ...withoutGaps(input) };
  const subject = await subjectOf({ run });
  const { simulator, where } = subject;
  const { design } = where;
  check(
    !simulator.designs.grouped,
    `${run} is of several subjects, and what tells beliefs reads the outcomes of one: floe infer ${run} --data FILE takes those of all`,
  );
  const map = simulator.features?.outcome;
  check(
    typeof map !== "function",
    `${simulator.name}: beliefs cannot leave TensorFlow.js: features.outcome must be a transform { kind, scale, shift }`,
  );
  const learning = { steps, batch, density };
  const training = { steps, batch };
  const isWanted = (model: LearnedModel) =>
    model.density?.options.density === density && model.training?.steps === steps && model.training.batch === batch;
  let models = (readLearned(run)?.models ?? []).filter((model) => model.density === undefined || isWanted(model));
  const all = measurementsOf(simulator.designs);
  const lasts = design ? [simulator.designs.dim] : Array.from({ length: all }, (_, i) => i + 1);
  const missing = lasts.filter((n) => !models.some((model) => model.density && model.measurements === n));
  const k = split(rootKey(seed), "beliefs");
  for (const [at, n] of missing.entries()) {
    const phase = `training the density ${design ? "for the design" : `after ${n} of ${lasts.length} measurements`}`;
    const steps = trainedAfter(subject, n, learning, keyFor(k.beliefs, `after ${n}`), signal);
    const trained = yield* toldAs(steps, ({ fraction }) => ({ phase, fraction: (at + fraction) / missing.length }));
    models = [...models, { ...(design ? { design } : {}), measurements: n, training, density: trained }];
    saveLearned(run, learnedFile(simulator, subject.source, models));
  }
  return learnedFile(simulator, subject.source, models);
}

async function* trainedAfter(
  { simulator, create, open, where }: Subject,
  n: number,
  learning: Parameters<typeof trainedDensity>[2],
  key: Key,
  signal?: AbortSignal,
) {
  const { policy, params } = open();
  try {
    const whole = where.design ? simulator.designs.dim : measurementsOf(simulator.designs);
    const stopped: Simulator = n === whole ? simulator : firstMeasurements(simulator, create(n));
    return yield* trainedDensity(stopped, { policy, params }, learning, key, signal);
  } finally {
    tf.dispose(params);
  }
}
