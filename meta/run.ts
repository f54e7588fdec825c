/** One meta-training from its options to its result, with records, checkpoints and evaluation. */

import { short } from "../src/basics/digits.js";
import { InterruptedError } from "../src/basics/errors.js";
import { version } from "../src/basics/version.js";
import type { Progress } from "../src/contracts/values.js";
import { runningBackend } from "../src/engine/backend.js";
import { evaluateTrained, measured, stepsOf, testPoints, testTasks, validationSet, widening, worstErrorOf } from "./evaluate.js";
import { modelFile } from "./modelFile.js";
import { openPredictor } from "./predictor.js";
import type { MeanError, MetaMetric, MetaModelFile, MetaResult, MetaTraining, TestedErrors } from "./records.js";
import { type MetaTask, type MetaTrainingInput, prepareTask, resolveTraining, trainingKeys } from "./setup.js";
import { initState, isCritics, type MetaState, packState, unpackState } from "./state.js";
import type { MetaStore } from "./store.js";
import { trainMeta } from "./trainer.js";
import type { TaskFamily } from "./types.js";

export interface MetaRunOptions {
  readonly store?: MetaStore;
  readonly signal?: AbortSignal;
  /** A task family of one's own. */
  readonly family?: TaskFamily;
  /** Only validated, neither tested nor kept as a model: for searches. */
  readonly validationOnly?: boolean;
}

export interface MetaOutcome {
  readonly result: MetaResult;
  /** Absent after a training that was only validated. */
  readonly errors?: TestedErrors;
  readonly model?: MetaModelFile;
}

/** Two decimals in usual units. */
const shown = (error: number): string => (error >= 0.1 && error < 1e4 ? error.toFixed(2) : short(error, 2));

const secondsBetweenCheckpoints = 2;
const secondsBetweenPauses = 0.5;
/** Share of the whole that the training is, for the progress bar. */
const trainingShare = 0.9;

/**
 * Trains a method and tests it on the held-out tasks; the backend must run. With a store, goes on from where it stopped.
 * @throws InputError for options that cannot be; InterruptedError after the signal, with everything so far in the store
 */
export async function* trainMetaModel(
  input: MetaTrainingInput,
  options: MetaRunOptions = {},
): AsyncGenerator<Progress, MetaOutcome> {
  return yield* carryOutTraining(resolveTraining(input, options.family), options);
}

/** As `trainMetaModel`, of options that are resolved. */
export async function* carryOutTraining(
  training: MetaTraining,
  { store, signal, family, validationOnly = false }: MetaRunOptions = {},
): AsyncGenerator<Progress, MetaOutcome> {
  const task = prepareTask(training, family);
  const saved = store?.loadCheckpoint();
  const fresh = initState(task.learner.init(trainingKeys(training.seed).metaInit));
  const state = saved ? unpackState(saved, fresh) : fresh;
  const metrics = (store?.readMetrics() ?? []).filter(({ step }) => step <= state.counters.step);
  yield* trained(task, state, metrics, store, signal);
  const validation = metrics.findLast((metric) => metric.validation !== undefined)?.validation as number;
  if (validationOnly) {
    const result = { ...resultOf(task, state), validation };
    store?.saveResult(result);
    return { result };
  }
  const wider = widening(task, state);
  const steps = evaluateTrained(task, state, wider);
  for (let next = steps.next(); ; next = steps.next()) {
    if (!next.done) {
      yield { phase: `testing ${training.method}`, fraction: trainingShare + (1 - trainingShare) * next.value };
      if (signal?.aborted) throw new InterruptedError("interrupted");
      continue;
    }
    const errors = next.value;
    const model = modelFile(task, state, wider);
    const result = { ...resultOf(task, state, errors), validation };
    store?.saveModel(model);
    store?.saveErrors(errors);
    store?.saveResult(result);
    return { result, errors, model };
  }
}

async function* trained(
  task: MetaTask,
  state: MetaState,
  metrics: MetaMetric[],
  store: MetaStore | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Progress, void> {
  const { training, family, learner } = task;
  const set = validationSet(family, training.support);
  const predictor = openPredictor(learner, state, set, [stepsOf(task).usual]);
  const validate = (now: MetaState) => measured(predictor.predict(now)[0] as Float32Array, set).mean.value;
  const save = () => {
    store?.saveMetrics(metrics); // before the checkpoint that counts them
    store?.saveCheckpoint(packState(state));
  };
  let saved = performance.now();
  let latest = Number.NaN;
  try {
    for await (const told of trainMeta(task, state, validate, signal, secondsBetweenPauses)) {
      let about: string | undefined;
      if (told.kind === "line") {
        const { kind: _, about: how, ...metric } = told;
        metrics.push(metric);
        latest = metric.validation ?? metric.risk ?? Number.NaN;
        about = how;
      }
      if (performance.now() - saved > 1000 * secondsBetweenCheckpoints || told.step === training.steps) {
        save();
        saved = performance.now();
      }
      yield {
        phase: `training ${training.method}${Number.isNaN(latest) ? "" : `, error ${shown(latest)}`}`,
        fraction: (trainingShare * told.step) / training.steps,
        ...(about === undefined ? {} : { note: `training steps are ${about}` }),
      };
    }
  } catch (error) {
    if (error instanceof InterruptedError) save(); // an interruption loses nothing
    throw error;
  } finally {
    predictor.dispose();
  }
}

function resultOf(task: MetaTask, state: MetaState, errors?: TestedErrors): Omit<MetaResult, "validation"> {
  const { training, family } = task;
  const sizes = Object.entries(state.parameters).map(([name, { value }]) => ({ critics: isCritics(name), size: value.length }));
  const count = (critics: boolean) => sizes.reduce((sum, one) => sum + (one.critics === critics ? one.size : 0), 0);
  return {
    kind: "meta",
    training,
    backend: runningBackend().name,
    version,
    parameters: count(false),
    criticParameters: count(true),
    seconds: state.counters.seconds,
    levels: family.levels,
    tasks: errors ? testTasks : 0,
    points: errors ? testPoints : 0,
    errors: errors?.steps.map((steps, i) => ({ steps, ...(errors.means[i] as MeanError) })) ?? [],
    bySupport: errors?.bySupport ?? [],
    ...(errors?.intervals ? { intervals: [...errors.intervals] } : {}),
    warnings: warningsOf(task, state, errors),
  };
}

function warningsOf({ training, family, method }: MetaTask, { counters }: MetaState, errors?: TestedErrors): string[] {
  const skipped = `${counters.badSteps} of ${training.steps} training steps were skipped because the loss or its gradient was not finite`;
  const diverged = (errors?.means ?? []).flatMap(({ diverged: count = 0 }, i) => {
    const after = method.stepwise ? ` after ${errors?.steps[i]} adaptation steps` : "";
    const counted = Number(worstErrorOf(family).toPrecision(3));
    return count > 0 ? [`${count} of ${testTasks} held-out tasks diverged${after}; each counts as an error of ${counted}`] : [];
  });
  return [...(counters.badSteps > 0 ? [skipped] : []), ...diverged];
}
