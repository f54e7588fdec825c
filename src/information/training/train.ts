/** The trainer: joint ascent over critic and policy, one for static and adaptive design. */
import { setImmediate } from "node:timers/promises";
import type * as tf from "@tensorflow/tfjs-core";
import { InterruptedError } from "../../basics/errors.js";
import { mean } from "../../basics/statistics.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { TrainingOptions } from "../../contracts/options.js";
import type { Params } from "../../contracts/values.js";
import { decay } from "../../engine/adam.js";
import {
  ascend,
  badStepsAllowed,
  checkDiverged,
  countStep,
  millisecondsBetweenBreaths,
  mostStepsBetweenLines,
  type Pause,
  pullInto,
} from "../../engine/ascent/index.js";
import type { CompiledStep } from "../../engine/compile/index.js";
import { rowsOf, tidied } from "../../engine/tensors.js";
import { sliceDraw } from "../../experiment/draws.js";
import { type NotFinite, notFiniteIn } from "../../experiment/notFinite.js";
import { policyContext, rollout } from "../../experiment/rollout.js";
import { likelihoodOf } from "../../modelling/likelihoods.js";
import { fold, keyFor, split } from "../../numbers/keys.js";
import { type Parts, partsOf } from "./parts.js";
import { groupsOf, isDesign, type TrainGroups, type TrainState, tensorsOf } from "./state.js";
import { compileTraining, noiseOf, remember, rolled, type StepTask, stepInputs } from "./step.js";
import type { TrainTask } from "./task.js";
import { summary, validate } from "./validation.js";

/** A line of metrics. */
export interface TrainEvent {
  readonly kind: "line";
  readonly step: number;
  /** Mean of the training bound since the last event, nats, and its standard error. */
  readonly bound: number;
  readonly se: number;
  readonly validation?: number;
  /** What the auxiliary alone says (FromScores.readOut): of the last batch, nats. */
  readonly readOut?: { readonly value: number; readonly se: number };
  readonly parts?: Parts;
  /** The averaged design, feasible. */
  readonly design: number[];
  /** How the step runs: with the first event only. */
  readonly about?: string;
}

/** Lines of metrics in a training, unless that would put them further apart than so many steps. */
const linesOfMetrics = 200;

/**
 * Trains until `options.steps` or early stopping, changing `state`; going on from a saved state gives the same bits.
 * @throws DivergedError when the bound stays not finite; InterruptedError when the signal aborts (the state is then whole)
 */
export async function* train(task: TrainTask, state: TrainState, signal?: AbortSignal): AsyncGenerator<TrainEvent | Pause, void> {
  const { earlier = [], options } = task;
  const { counters } = state;
  const begins = (stage: number): number => Math.round((options.steps * stage) / (earlier.length + 1));
  const reached = counters.step;
  for (const [i, own] of [...earlier, {}].entries()) {
    // What fewer contrasts read says nothing of what more of them will: stages before the last neither stop nor are compared with it.
    const running = i < earlier.length ? { ...task, ...own, options: { ...options, patience: 0 } } : task;
    if (counters.step === begins(i)) counters.bestValidation = null;
    yield* trainUntil(begins(i + 1), running, state, reached >= begins(i), signal);
  }
}

/** @param tells whether the first event says how the step runs */
async function* trainUntil(
  end: number,
  task: TrainTask,
  state: TrainState,
  tells: boolean,
  signal?: AbortSignal,
): AsyncGenerator<TrainEvent | Pause, void> {
  const { options, source, secondsBetweenPauses = Number.POSITIVE_INFINITY } = task;
  const { counters } = state;
  if (counters.step >= end || counters.stopped) return;
  const every = lineEvery(options);
  await source.at(counters.step);
  const step = tidied(() => compileTraining(task, state, inputsAt(task, counters.step)));
  const groups = groupsOf(Object.keys(state.parameters));
  let about = tells ? step.about : undefined;
  let ofStep: ReturnType<typeof trainOneStep>;
  let [breathed, told] = [performance.now(), performance.now()];
  try {
    while (counters.step < end && !counters.stopped) {
      const ready = source.at(counters.step);
      if (ready) await ready;
      ofStep = trainOneStep(task, state, step, groups) ?? ofStep;
      const validation = counters.step % options.validateEvery === 0 ? validate(task, state, step) : undefined;
      if (counters.step % every === 0 || counters.step === end || counters.stopped) {
        // Before the yield, because whoever receives it may save the state.
        pullInto(state, step);
        // One step alone has no spread over steps, but it has one over its experiments.
        const latest = counters.recent.length === 1 && ofStep ? ofStep.own : summary(counters.recent);
        if (Number.isFinite(latest.bound)) counters.last = latest; // an event may have skipped all its steps
        const parts = partsOf(counters);
        counters.line = counters.step;
        [counters.recent, counters.recentJoint] = [[], []];
        yield {
          kind: "line",
          ...latest,
          step: counters.step,
          ...withoutGaps({ validation }),
          ...(ofStep?.readOut ? { readOut: ofStep.readOut } : {}),
          ...(parts ? { parts } : {}),
          design: designOf(task, state),
          ...withoutGaps({ about }),
        };
        about = undefined;
        told = performance.now();
      } else if (performance.now() - breathed < millisecondsBetweenBreaths) continue;
      else if (performance.now() - told > 1000 * secondsBetweenPauses) {
        pullInto(state, step);
        yield { kind: "pause", step: counters.step };
        told = performance.now();
      }
      await setImmediate();
      breathed = performance.now();
      if (signal?.aborted) throw new InterruptedError("interrupted");
    }
  } finally {
    pullInto(state, step);
    step.dispose();
  }
}

/** Steps between lines of metrics. */
const lineEvery = ({ steps }: TrainingOptions): number =>
  Math.min(mostStepsBetweenLines, Math.max(1, Math.round(steps / linesOfMetrics)));

/** Experiments that a training simulated up to where its state is: batches, validations, and where a policy decides, what its designs are read off. */
export function simulatedBy({ options, policy, validation }: TrainTask, { counters: { step } }: TrainState): number {
  const validated = options.batch * Math.floor(validation.theta.shape[0] / options.batch);
  const read = policy.kind === "adaptive" ? Math.min(designsAveraged, validation.theta.shape[0]) : 0;
  const lines = Math.ceil(step / lineEvery(options)) + 1; // and once more at the end
  return step * options.batch + Math.floor(step / options.validateEvery) * validated + lines * read;
}

function inputsAt(task: TrainTask, step: number): Params {
  const k = split(fold(task.key, step), "draw", "policy", "shorter");
  const { batch, steps } = task.options;
  const draw = task.source.draw(k.draw, batch);
  const shorter = task.shorter?.map(({ source }, i) => source.draw(fold(k.shorter, i), batch)) ?? [];
  return stepInputs(task, { draw, shorter, key: k.policy, progress: step / steps, exploring: true });
}

/** Trials of the steps that come, where the optimizer plans them; or another design, of which no average is known yet. */
function replan({ score, options, key }: TrainTask, { counters, averaged }: TrainState, step: CompiledStep): void {
  const done = counters.step;
  const given = { key: keyFor(fold(key, done), "plan"), step: done, progress: done / options.steps };
  const planned = tidied(() => score?.plan?.(given, (names) => step.read(names)));
  if (!planned) return;
  step.push(Object.fromEntries(Object.entries(planned).map(([name, value]) => [name, { value }])));
  for (const [name, value] of Object.entries(planned)) averaged[name]?.set(value);
}

interface OfStep extends Pick<TrainEvent, "readOut"> {
  readonly own: { readonly bound: number; readonly se: number };
}

/** @returns the bound of this batch, and what is read out beside it, with the errors that its own experiments give them; undefined for a step that was skipped */
function trainOneStep(task: TrainTask, state: TrainState, step: CompiledStep, groups: TrainGroups): OfStep | undefined {
  const { options } = task;
  const { counters } = state;
  const outputs = tidied(() => step.run(inputsAt(task, counters.step)));
  const bound = outputs.bound?.[0] as number;
  const done = counters.step / options.steps;
  const designMoves = counters.step >= options.warmup && (counters.step - options.warmup) % options.criticSteps === 0;
  const critic = options.criticRate * decay(done, ...criticDecay);
  const paced = critic * (task.objective.auxiliaryRate ?? 1);
  const rates = { critic, baseline: critic, paced, design: designMoves ? options.designRate * decay(done, ...designDecay) : 0 };
  const moved = ascend(step, groups, counters, { watched: [bound], rates, clipNorm: options.clipNorm });
  countStep(counters, moved);
  if (moved) {
    remember(step, outputs);
    counters.recent.push(bound);
    if (outputs.joint) counters.recentJoint.push(outputs.joint[0] as number);
  }
  replan(task, state, step);
  if (moved && designMoves) updateAverage(state, step, options.steps);
  checkDiverged(counters, () => notFinite(task, state, step));
  if (!moved) return undefined;
  const [own, read] = [outputs.contributions, outputs.readOut].map((values) => values && summary(Array.from(values)));
  return { own: { bound, se: own?.se as number }, ...(read ? { readOut: { value: read.bound, se: read.se } } : {}) };
}

/** The critic settles while the design still moves: a design can only follow a critic that is nearly right for it. */
const criticDecay = [0.3, 0.8] as const;
const designDecay = [0.8, 1] as const;

/** An exponential average over about the last tenth of the training takes the gradient noise out of the design. */
function updateAverage({ averaged, counters }: TrainState, step: CompiledStep, steps: number): void {
  const window = Math.min(0.1 * steps, 0.5 * counters.designUpdates);
  const weight = 1 / (1 + window);
  const values = step.read(Object.keys(averaged));
  for (const [name, average] of Object.entries(averaged)) {
    const value = values[name] as Float32Array;
    for (let i = 0; i < average.length; i++)
      average[i] = (average[i] as number) + weight * ((value[i] as number) - (average[i] as number));
  }
}

/** The averaged design as it would be carried out; of an adaptive policy, the mean of its designs on the validation draw. */
export function designOf(task: StepTask & Pick<TrainTask, "validation">, state: TrainState): number[] {
  const { simulator, policy, validation } = task;
  const design = tidied(() => {
    const params = { ...tensorsOf(state, true), ...task.fixedParams };
    const context = (n: number) => policyContext(policy, simulator.designs, [0, 0], n);
    if (policy.kind === "fixed") return rowsOf(policy.designs(params, context(1)))[0] as number[];
    const draw = sliceDraw(validation, 0, Math.min(designsAveraged, validation.theta.shape[0]));
    const { design } = rollout(simulator, policy, params, draw, context(draw.theta.shape[0]));
    // In double precision: 256 Julian dates add up to what float32 knows to some days only.
    const rows = rowsOf(design);
    return simulator.designs.names.map((_, i) => mean(rows.map((row) => row[i] as number)));
  });
  return simulator.designs.finish(design);
}

const designsAveraged = 256;

/** What was not finite in the last step, and where: looked up by computing it once more. */
function notFinite(task: TrainTask, state: TrainState, step: CompiledStep): string {
  const { simulator, options, objective } = task;
  const { counters } = state;
  pullInto(state, step);
  const found = tidied(() => {
    const params = { ...tensorsOf(state), ...task.fixedParams };
    const inputs = inputsAt(task, counters.step - 1);
    const moves = Object.keys(state.parameters).some(isDesign);
    const experiments = rolled(task, params, inputs);
    return (
      notFiniteIn(simulator, experiments, noiseOf(inputs), {
        differentiated: moves && (simulator.gradient ?? "pathwise") === "pathwise",
        likelihood: objective.scoredBy === "likelihood" ? likelihoodOf(simulator) : undefined,
      }) ?? (objective.scoredBy === "critic" ? criticNotFinite(objective.contributions(params, experiments)) : undefined)
    );
  });
  const what = found
    ? `${found.what}. ${found.advice}`
    : "looked at one by one, outcomes, scores and their derivatives are finite, so their product has overflowed: lower --design-rate, or raise --batch";
  return (
    `${options.estimator}: the bound or its gradient was not finite for ${badStepsAllowed} steps in a row, up to step ${counters.step}. ` +
    `${found ? "At the last of them: " : ""}${what}`
  );
}

function criticNotFinite(contributions: tf.Tensor): NotFinite {
  const wrong = contributions.dataSync().filter((x) => !Number.isFinite(x)).length;
  const share = Math.round((100 * wrong) / contributions.size);
  return {
    what:
      wrong > 0
        ? `the critic's scores made ${share} % of the bound's terms infinite or not a number`
        : "the gradient of the critic's scores was not finite",
    advice:
      "They overflow: lower --critic-rate, raise --batch (small batches over very many steps make a critic overconfident), or choose another --estimator",
  };
}
