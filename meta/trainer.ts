/** The trainer of all methods: draw tasks, one compiled step, Adam. */
import { setImmediate } from "node:timers/promises";
import { InterruptedError } from "../src/basics/errors.js";
import { withoutGaps } from "../src/basics/withoutGaps.js";
import type { Params } from "../src/contracts/values.js";
import { decay } from "../src/engine/adam.js";
import {
  ascend,
  badStepsAllowed,
  checkDiverged,
  compileAscent,
  countStep,
  millisecondsBetweenBreaths,
  mostStepsBetweenLines,
  type Pause,
  pullInto,
} from "../src/engine/ascent/index.js";
import type { CompiledStep, Step } from "../src/engine/compile/index.js";
import { partOf, tidied, within } from "../src/engine/tensors.js";
import { fold, split } from "../src/numbers/keys.js";
import { batchTensors, drawBatch } from "./batches.js";
import type { MetaMetric } from "./records.js";
import { scalingOf } from "./scaling.js";
import { type MetaTask, trainingKeys } from "./setup.js";
import { groupsOf, type MetaGroups, type MetaState, nothingYet } from "./state.js";
import type { Batch } from "./types.js";

export interface MetaEvent extends MetaMetric {
  readonly kind: "line";
  /** How the step runs: with the first event only. */
  readonly about?: string;
}

/** Largest norm of a gradient, as a multiple of its usual one. */
const clipNorm = 10;

/** Lines of metrics in a training, unless that would put them too far apart, and how many of them validate. */
const lines = 100;
const linesBetweenValidations = 5;

/** A number for this state, on tasks that are never trained on. */
export type Validate = (state: MetaState) => number;

/**
 * Trains until `steps`, changing `state`; going on from a saved state gives the same bits. The state is whole at every event, and after a signal.
 * @param secondsBetweenPauses how often it tells that it goes on, lines of metrics apart
 * @throws DivergedError when the loss stays not finite; InterruptedError when the signal aborts
 */
export async function* trainMeta(
  task: MetaTask,
  state: MetaState,
  validate?: Validate,
  signal?: AbortSignal,
  secondsBetweenPauses = Number.POSITIVE_INFINITY,
): AsyncGenerator<MetaEvent | Pause, void> {
  const { counters } = state;
  const { steps } = task.training;
  if (counters.step >= steps) return;
  const every = Math.min(mostStepsBetweenLines, Math.max(1, Math.ceil(steps / lines)));
  const step = tidied(() => compileMeta(task, state));
  const groups = groupsOf(state);
  let about: string | undefined = step.about;
  let began = performance.now();
  let [breathed, told] = [began, began];
  const stopClock = () => {
    counters.seconds += (performance.now() - began) / 1000;
  };
  try {
    while (counters.step < steps) {
      trainOneStep(task, state, step, groups);
      const last = counters.step === steps;
      const line = last || counters.step % every === 0;
      if (!line && performance.now() - breathed < millisecondsBetweenBreaths) continue;
      stopClock();
      if (line) {
        pullInto(state, step); // before the yield, because whoever receives it may save the state
        const due = validate && (last || counters.step % (every * linesBetweenValidations) === 0);
        const metric = summary(task, state);
        yield {
          kind: "line",
          ...metric,
          ...(due ? { validation: validate(state) } : {}),
          ...withoutGaps({ about }),
        };
        about = undefined;
        told = performance.now();
      } else if (performance.now() - told > 1000 * secondsBetweenPauses) {
        pullInto(state, step);
        yield { kind: "pause", step: counters.step };
        told = performance.now();
      }
      await setImmediate();
      if (signal?.aborted) throw new InterruptedError("interrupted");
      began = performance.now();
      breathed = began;
    }
  } finally {
    pullInto(state, step);
    step.dispose();
  }
}

/** What a step is given: a batch of tasks, and the method's own noise. */
export function inputsAt({ training, family, learner }: MetaTask, at: number): Params {
  const k = split(fold(trainingKeys(training.seed).metaSteps, at), "batch", "noise");
  const { support, query } = drawBatch(family, k.batch, training);
  const noise = learner.draw?.(k.noise, training.tasks) ?? {};
  return { ...batchTensors(support, query), ...within("noise/", noise) };
}

/** The name of what is maximised among a step's outputs. */
export const objective = "objective";

/** A step's losses from parameters and inputs. Pure. */
export const lossesOf =
  ({ learner }: MetaTask): Step =>
  (params, inputs) => ({ ...learner.losses(params, inputs as Params & Batch, partOf("noise/", inputs)) });

/** The step that every training of this task runs. @param eager not compiled, for comparisons */
export function compileMeta(task: MetaTask, state: MetaState, eager = false): CompiledStep {
  return compileAscent(lossesOf(task), state, { inputs: inputsAt(task, 0), objective, groups: groupsOf(state), eager });
}

/** For measurements: one training step after the other, each returning its risk. */
export function openTraining(task: MetaTask, state: MetaState): { readonly step: CompiledStep; take(): number } {
  const step = tidied(() => compileMeta(task, state));
  const groups = groupsOf(state);
  return {
    step,
    take() {
      const before = state.counters.recent.risk;
      trainOneStep(task, state, step, groups);
      return state.counters.recent.risk - before;
    },
  };
}

function trainOneStep(task: MetaTask, { counters }: MetaState, step: CompiledStep, groups: MetaGroups): void {
  const { training } = task;
  const outputs = tidied(() => step.run(inputsAt(task, counters.step)));
  const [risk, information] = [outputs.risk?.[0] as number, outputs.information?.[0]];
  const factor = decay(counters.step / training.steps, settleFrom, 1);
  const rates = { main: training.rate * factor, critic: training.criticRate };
  const moved = ascend(step, groups, counters, { watched: [risk, information ?? 0], rates, clipNorm });
  countStep(counters, moved);
  if (moved) {
    const { recent } = counters;
    const told = information === undefined ? null : (recent.information ?? 0) + information;
    counters.recent = { steps: recent.steps + 1, risk: recent.risk + risk, information: told };
  }
  checkDiverged(counters, () => notFinite(task, counters.step));
}

/** The learning rate stays until here, and then falls to a twentieth: the same for all methods. */
const settleFrom = 0.5;

/** In the family's units. */
function summary({ family }: MetaTask, { counters }: MetaState): MetaMetric {
  const { steps, risk, information } = counters.recent;
  counters.recent = nothingYet();
  return {
    step: counters.step,
    risk: (risk / steps) * scalingOf(family).y.scale ** 2,
    ...(information === null ? {} : { information: information / steps }),
    seconds: counters.seconds,
  };
}

function notFinite({ training }: MetaTask, step: number): string {
  return (
    `${training.method}: the loss or its gradient was not finite for ${badStepsAllowed} steps in a row, up to step ${step}. ` +
    "Usual causes: a learning rate that is too high (--rate, --set innerRate=...), or a task family with rare values far above the others."
  );
}
