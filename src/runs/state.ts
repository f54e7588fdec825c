/** Where a design run stands: kept in its checkpoint, so that a killed run goes on bit for bit. */
import { InputError } from "../basics/errors.js";
import type { Gain } from "../contracts/gain.js";
import type { Checkpoint } from "../contracts/values.js";
import type { Evaluation } from "../information/evaluation/task.js";
import type { TrainCounters } from "../information/training/state.js";
import { type Chain, chainOf, sameChain } from "../records/metricChain.js";
import type { Metric } from "../records/types.js";
import type { FinishedRestart } from "./piece.js";

export interface DesignRunState {
  /** By index; not necessarily from 0 on, because restarts run side by side. */
  readonly finished: Record<number, FinishedRestart>;
  /** Why restarts could not be finished, by index. */
  readonly failed: Record<number, string>;
  readonly evaluations: Record<string, Gain>;
  /** Why a baseline could not be evaluated, by its name: the run goes on without it. */
  readonly leftOut: Record<string, string>;
  /** Critics that evaluations have trained and somebody needs again, by the piece's name. */
  readonly fresh: Record<string, NonNullable<Evaluation["fresh"]>>;
  /** What each piece had to tell the user, by the piece's name. */
  readonly notes: Record<string, readonly string[]>;
  /** Seconds of computing before this process. */
  seconds: number;
  /** Trainings that are under way, by index. */
  readonly trainings: Record<number, Checkpoint>;
  /** The metrics of each training up to where it stands here; absent from older checkpoints. */
  readonly seen?: Readonly<Record<number, Chain>>;
}

export function initialRunState(): DesignRunState {
  return { finished: {}, failed: {}, evaluations: {}, leftOut: {}, fresh: {}, notes: {}, seconds: 0, trainings: {} };
}

export function packRun({ trainings, ...rest }: DesignRunState): Checkpoint {
  const entries = Object.entries(trainings);
  return {
    state: { ...rest, trainings: Object.fromEntries(entries.map(([index, { state }]) => [index, state])) },
    arrays: Object.fromEntries(
      entries.flatMap(([index, { arrays }]) => Object.entries(arrays).map(([name, array]) => [`${index}/${name}`, array])),
    ),
  };
}

export function unpackRun({ state, arrays }: Checkpoint): DesignRunState {
  const { trainings, ...rest } = state as Omit<DesignRunState, "trainings"> & { trainings: Record<number, unknown> };
  const arraysOf = (index: string) =>
    Object.entries(arrays).flatMap(([name, array]) =>
      name.startsWith(`${index}/`) ? [[name.slice(index.length + 1), array] as const] : [],
    );
  const packed = Object.entries(trainings).map(([index, training]) => [
    index,
    { state: training, arrays: Object.fromEntries(arraysOf(index)) },
  ]);
  return { ...rest, leftOut: rest.leftOut ?? {}, trainings: Object.fromEntries(packed) }; // older checkpoints have none
}

/**
 * The lines that belong to this state: steps behind it will be computed, and written, again.
 * @throws InputError when they are not those that it has seen
 */
export function metricsUpTo(state: DesignRunState, metrics: readonly Metric[]): Metric[] {
  const reached = reachedBy(state);
  for (const [restart, step] of reached) {
    const own = metrics.filter((metric) => metric.restart === restart && metric.step <= step);
    const known = state.seen?.[restart];
    const training = state.trainings[restart];
    const line = training && !(restart in state.finished) ? lineOf(training) : step;
    const whole = line === 0 || own.some((metric) => metric.step === line);
    if (known ? sameChain(chainOf(own), known) : whole) continue;
    throw new InputError(
      `metrics.jsonl ${whole ? `is not what the checkpoint has seen of restart ${restart + 1}` : `lacks step ${line} of restart ${restart + 1}, which the checkpoint has seen`}: ` +
        `lines were ${whole ? "lost, changed or added" : "lost"}. ` +
        "Put back a copy of the file, or begin the run again in another folder; nothing was changed.",
    );
  }
  return metrics.filter(
    ({ restart, step }) =>
      step <= (reached.get(restart) ?? Number.POSITIVE_INFINITY) && (reached.has(restart) || restart in state.failed),
  );
}

/** How far each training that has begun has come, by index. */
export function reachedBy({ finished, trainings }: DesignRunState): Map<number, number> {
  const reached = new Map<number, number>();
  for (const [index, training] of Object.entries(trainings)) reached.set(Number(index), stepOf(training));
  for (const [index, { steps }] of Object.entries(finished)) reached.set(Number(index), steps);
  return reached;
}

type Counters = Pick<TrainCounters, "step"> & Partial<Pick<TrainCounters, "line">>;

const countersOf = ({ state }: Checkpoint): Counters => (state as { counters: Counters }).counters;

const stepOf = (checkpoint: Checkpoint): number => countersOf(checkpoint).step;

/** The step of the last line of metrics that a training wrote; before 0.2 checkpoints were made there only. */
const lineOf = (checkpoint: Checkpoint): number => countersOf(checkpoint).line ?? stepOf(checkpoint);

/** Without the lines of a restart that begins again where it was last saved: it will write them again. */
export function metricsWhenAgain(restart: number, { trainings }: DesignRunState, metrics: readonly Metric[]): Metric[] {
  const saved = trainings[restart];
  const reached = saved ? stepOf(saved) : 0;
  return metrics.filter((metric) => metric.restart !== restart || metric.step <= reached);
}

/** In the order of the restarts, whichever ended first: the same run leaves the same bytes, on however many cores. */
export function inOrder(metrics: readonly Metric[]): Metric[] {
  return [...metrics].sort((a, b) => a.restart - b.restart || a.step - b.step);
}
