/** Where a design run stands: kept in its checkpoint, so that a killed run goes on bit for bit. */
import { InputError } from "../basics/errors.js";
import type { Gain } from "../contracts/gain.js";
import type { Checkpoint } from "../contracts/values.js";
import type { Evaluation } from "../information/evaluation/task.js";
import type { TrainCounters } from "../information/training/state.js";
import { type Chain, chainOf, sameChain } from "../records/metricChain.js";
import type { Metric } from "../records/types.js";
import type { FinishedPolicy, FinishedRestart } from "./piece.js";

export interface DesignRunState {
  /** By index; not necessarily from 0 on, because restarts run side by side. */
  readonly finished: Record<number, FinishedRestart>;
  /** The policy, once it is trained from the best of them. */
  policy?: FinishedPolicy;
  /** The best design without constraints, once it is trained. */
  free?: readonly number[];
  /** Why restarts could not be finished, by index. */
  readonly failed: Record<number, string>;
  /** By `evaluationName`. */
  readonly evaluations: Record<string, Gain>;
  /** Why a baseline could not be evaluated, by its name: the run goes on without it. */
  readonly leftOut: Record<string, string>;
  /** Seconds of a decision, of those that compute them; absent where there is none. */
  readonly deciding?: Record<string, number>;
  /** Critics that evaluations have trained and somebody needs again, as `evaluations`. */
  readonly fresh: Record<string, NonNullable<Evaluation["fresh"]>>;
  /** What pieces had to tell the user: trainings by index, evaluations by name. */
  readonly notes: {
    readonly trainings: Record<number, readonly string[]>;
    readonly evaluations: Record<string, readonly string[]>;
  };
  /** Seconds of computing before this process. */
  seconds: number;
  /** Seconds that each piece took, by its name. */
  readonly spent: Record<string, number>;
  /** Trainings that are under way, by index. */
  readonly trainings: Record<number, Checkpoint>;
  /** The metrics of each training up to where it stands here; absent from older checkpoints. */
  readonly seen?: Readonly<Record<number, Chain>>;
}

export function initialRunState(): DesignRunState {
  const notes = { trainings: {}, evaluations: {} };
  return {
    finished: {},
    failed: {},
    evaluations: {},
    leftOut: {},
    deciding: {},
    fresh: {},
    notes,
    seconds: 0,
    spent: {},
    trainings: {},
  };
}

/** Of what `packRun` writes; the first had no number. */
const form = 2;

type Packed = Omit<DesignRunState, "trainings"> & { readonly form: typeof form; readonly trainings: Record<number, unknown> };

export function packRun({ trainings, ...rest }: DesignRunState): Checkpoint {
  const entries = Object.entries(trainings);
  return {
    state: { form, ...rest, trainings: Object.fromEntries(entries.map(([index, { state }]) => [index, state])) },
    arrays: Object.fromEntries(
      entries.flatMap(([index, { arrays }]) => Object.entries(arrays).map(([name, array]) => [`${index}/${name}`, array])),
    ),
  };
}

/** Of older versions too. @throws InputError for one of a newer version */
export function unpackRun({ state, arrays }: Checkpoint): DesignRunState {
  const { form: own, trainings, ...rest } = isFirst(state) ? fromFirst(state) : (state as Packed);
  if (own !== form)
    throw new InputError(
      `the checkpoint is of a newer version of Floe (form ${own}, this version reads up to ${form}): go on with that version, ` +
        "or begin the run again in another folder; nothing was changed.",
    );
  const arraysOf = (index: string) =>
    Object.entries(arrays).flatMap(([name, array]) =>
      name.startsWith(`${index}/`) ? [[name.slice(index.length + 1), array] as const] : [],
    );
  const packed = Object.entries(trainings).map(([index, training]) => [
    index,
    { state: training, arrays: Object.fromEntries(arraysOf(index)) },
  ]);
  return { ...rest, spent: rest.spent ?? {}, trainings: Object.fromEntries(packed) }; // older checkpoints have none
}

/** As versions up to 0.1 wrote it: the policy stood behind the restarts, and notes by the names of pieces. */
interface First extends Omit<Packed, "form" | "policy" | "leftOut" | "notes"> {
  readonly finished: Record<number, FinishedRestart & Partial<Pick<FinishedPolicy, "policy">>>;
  readonly leftOut?: DesignRunState["leftOut"];
  readonly notes: Record<string, readonly string[]>;
}

const isFirst = (state: unknown): state is First => (state as Partial<Packed>).form === undefined;

function fromFirst({ finished: all, notes, ...rest }: First): Packed {
  const finished = Object.fromEntries(Object.entries(all).filter(([, { policy }]) => !policy));
  const [last] = Object.entries(all).flatMap(([index, { policy, ...one }]) =>
    policy ? [{ ...one, index: Number(index), policy }] : [],
  );
  const named = Object.entries(notes).map(([name, said]) => ({ index: /^restart (\d+)$/.exec(name)?.[1], name, said }));
  const trainings = Object.fromEntries(named.flatMap(({ index, said }) => (index === undefined ? [] : [[index, said]])));
  const evaluations = Object.fromEntries(named.flatMap(({ index, name, said }) => (index === undefined ? [[name, said]] : [])));
  return { form, leftOut: {}, ...rest, finished, ...(last ? { policy: last } : {}), notes: { trainings, evaluations } };
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
    const line = training ? lineOf(training) : step;
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
export function reachedBy({ finished, policy, trainings }: DesignRunState): Map<number, number> {
  const reached = new Map<number, number>();
  for (const [index, training] of Object.entries(trainings)) reached.set(Number(index), stepOf(training));
  for (const [index, { steps }] of Object.entries(finished)) reached.set(Number(index), steps);
  if (policy) reached.set(policy.index, policy.steps);
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
