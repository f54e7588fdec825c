/** The main job: from a simulator to an optimised static design, evaluated on fresh samples beside its baselines. */
import { InputError } from "../basics/errors.js";
import { ProcessEnded } from "../basics/processes/ask.js";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { Checkpoint, Progress } from "../contracts/values.js";
import type { DesignOptions } from "../options/check.js";
import { loadPolicy } from "../portable/policy.js";
import { Chains } from "../records/metricChain.js";
import type { DesignResult, Metric, PolicyFile, PolicyResult, RunStore } from "../records/types.js";
import { learnedFile } from "./infer/models.js";
import type { DesignJob, PreparedRun } from "./job.js";
import { keysOf } from "./keys.js";
import { sourceOf } from "./loadSimulator.js";
import {
  type FinishedPolicy,
  isBeside,
  isEarlier,
  isMain,
  isReadAgain,
  isTraining,
  nameOf,
  type Piece,
  type PieceEvent,
  type PieceResult,
  subjectName,
  subjectNames,
} from "./piece.js";
import { isSharable, keptBanks } from "./pieces/banks.js";
import { rehearseBaselines } from "./pieces/runPiece.js";
import { type Happening, schedule, type Work } from "./pieces/schedule.js";
import { workElsewhere, workHere } from "./pieces/workers.js";
import { measureLatency } from "./policy/latency.js";
import { policyFile } from "./policy/policyFile.js";
import { simulateDecisions } from "./policy/rollouts.js";
import { progressOf, type RunningEvent } from "./progress.js";
import { beliefsFile, designResult, failureOf, leftOutOf, policyResult } from "./result.js";
import {
  type DesignRunState,
  initialRunState,
  inOrder,
  metricsUpTo,
  metricsWhenAgain,
  packRun,
  reachedBy,
  unpackRun,
} from "./state.js";
import { Stopwatch } from "./stopwatch.js";
import { atOnce, waiting } from "./waiting.js";

const checkpointSeconds = 1;

/** Optimises, evaluates and compares. With a store that holds a checkpoint it goes on from there. @throws InterruptedError after the signal, with one saved */
export async function* carryOutDesign(
  run: PreparedRun,
  store?: RunStore,
  signal?: AbortSignal,
): AsyncGenerator<Progress, DesignResult> {
  const { job, state, backend, seconds } = yield* carryOut(run, store, signal);
  const result = designResult(job, state, backend, seconds);
  const critic = state.fresh[subjectNames.optimised]?.critic;
  // A critic of a goal knows nothing else of theta, of several models none is the simulator's own, one of draws knows theta only where they lie, and data
  // are of one subject after the other.
  if (
    critic &&
    !job.simulator.designs.grouped &&
    !job.simulator.goal &&
    !job.simulator.prior.categories &&
    run.options.given === undefined
  ) {
    const { design } = result;
    store?.saveLearned(learnedFile(job.simulator, sourceOf(run.options), [{ design, measurements: design.length, critic }]));
  }
  store?.saveResult(result);
  return result;
}

export interface PolicyOutcome {
  readonly result: PolicyResult;
  readonly policy: PolicyFile;
}

/** As `carryOutDesign`: trains a policy from the best static design, and compares it with that design. */
export async function* carryOutPolicy(
  run: PreparedRun,
  store?: RunStore,
  signal?: AbortSignal,
): AsyncGenerator<Progress, PolicyOutcome> {
  const source = sourceOf(run.options);
  const { job, state, backend, seconds } = yield* carryOut(run, store, signal);
  const { policy: trained } = state.policy as FinishedPolicy;
  const rollouts = await simulateDecisions(job.simulator, trained, keysOf(job).rollouts, signal);
  const policy = policyFile(job.simulator, trained, rollouts.outcome, job.adaptive?.from, job.adaptive?.horizons);
  const { after } = policy;
  const next = after && loadPolicy(policy).next({ observations: after });
  const result = { ...policyResult(job, state, backend, seconds, rollouts.design), ...(next ? { next } : {}) };
  if (store) {
    store.savePolicy(policy);
    // Beliefs begin at the simulator's own prior: those of a whole experiment that began from draws would be others. A critic of a goal knows
    // nothing else of theta, and one file is not several models.
    const isWhole = !job.simulator.prior.categories && (!job.simulator.goal || job.simulator.logLikelihood);
    if (isWhole && (run.options.given === undefined || trained.after)) store.saveBeliefs(beliefsFile(job, state, source));
    store.saveRollouts(rollouts);
    store.saveLatency(measureLatency(policy, rollouts));
  }
  store?.saveResult(result);
  return { result, policy };
}

interface Done {
  readonly job: DesignJob;
  readonly state: DesignRunState;
  readonly backend: string;
  readonly seconds: number;
}

async function* carryOut({ job, options }: PreparedRun, store?: RunStore, signal?: AbortSignal): AsyncGenerator<Progress, Done> {
  const run = new Run(job, store);
  await run.saveDrawing(); // first, so that the report of an unfinished run has it too
  yield* run.work(options, signal);
  return { job, backend: options.backend, ...run.end() };
}

class Run implements Work {
  private state: DesignRunState;
  private readonly began = performance.now();
  private savedAt = performance.now();
  /** Pieces that somebody is working on, by name, with what was told last. */
  private readonly running = new Map<string, RunningEvent>();
  private readonly stopwatch = new Stopwatch();
  private readonly chains = new Chains();
  /** How often a piece's process ended under it. */
  private readonly accidents = new Map<string, number>();
  private firstFailure: Error | undefined;
  private furthest = 0;

  constructor(
    private readonly job: DesignJob,
    private readonly store: RunStore | undefined,
  ) {
    const checkpoint = store?.loadCheckpoint();
    this.state = checkpoint ? unpackRun(checkpoint) : initialRunState();
    store?.rewriteMetrics((metrics) => {
      const kept = metricsUpTo(this.state, metrics);
      for (const metric of kept) this.chains.add(metric);
      return kept;
    });
  }

  async *work(options: DesignOptions, signal?: AbortSignal): AsyncGenerator<Progress> {
    const closing = new AbortController();
    const { simulator, processes } = options;
    const helping = typeof simulator === "string" ? Math.min(processes, atOnce(this.job, this.state)) - 1 : 0;
    const { bank } = this.job.simulator;
    const banks = bank && isSharable(bank) ? keptBanks(bank, closing.signal) : undefined;
    const helpers = Array.from({ length: helping }, () =>
      workElsewhere({ ...options, simulator: simulator as string }, closing.signal, banks),
    );
    try {
      const done = (name: string) => name in this.state.evaluations || name in this.state.leftOut;
      for (const note of this.job.simulator.bank?.about ?? []) yield { ...this.progress(), note };
      for (const [name, reason] of await rehearseBaselines(this.job, done)) yield this.leaveOut(name, reason);
      for await (const happening of schedule(this, workHere(this.job, banks), helpers, signal)) yield* this.take(happening);
    } finally {
      closing.abort();
      this.save(true); // whatever ended the work, an interruption or an error, loses nothing
    }
  }

  next(): { piece: Piece; saved?: Checkpoint } | undefined {
    const piece = waiting(this.job, this.state).find((one) => !this.running.has(nameOf(one)));
    if (!piece) return undefined;
    this.running.set(nameOf(piece), { kind: piece.kind, event: { phase: "", fraction: 0 } });
    this.stopwatch.begin(nameOf(piece));
    const saved = isTraining(piece) ? this.state.trainings[piece.index] : undefined;
    return { piece, ...(saved ? { saved } : {}) };
  }

  private *take(happening: Happening): Generator<Progress> {
    if (happening.kind === "event") yield this.takeEvent(happening.piece, happening.event);
    else if (happening.kind === "result") yield* this.takeResult(happening.piece, happening.result);
    else if (happening.kind === "failure") yield* this.takeFailure(happening.piece, happening.failure);
    else {
      const note = `a further process could not be started (${happening.reason.message}): the work goes on without it`;
      yield { ...this.progress(), note };
    }
  }

  private takeEvent(piece: Piece, event: PieceEvent): Progress {
    const { metric, state, note } = event;
    this.stopwatch.spend(nameOf(piece), this.state.spent);
    this.running.set(nameOf(piece), { kind: piece.kind, event });
    if (metric) this.tell({ ...metric, seconds: this.seconds() });
    if (state && isTraining(piece)) this.state.trainings[piece.index] = state;
    this.save(false);
    return { ...this.progress(), ...withoutGaps({ note }) };
  }

  private tell(metric: Metric): void {
    this.chains.add(metric);
    this.store?.appendMetric(metric);
  }

  private *takeResult(piece: Piece, result: PieceResult): Generator<Progress> {
    const name = nameOf(piece);
    this.running.delete(name);
    const { notes, evaluations, fresh, finished, trainings, spent } = this.state;
    this.stopwatch.spend(name, spent);
    if (piece.kind === "evaluation" && result.kind === "evaluation") {
      notes.evaluations[name] = result.notes;
      evaluations[name] = result.gain;
      if (result.fresh && isReadAgain(piece)) fresh[name] = result.fresh;
      if (result.seconds !== undefined)
        this.state = { ...this.state, deciding: { ...this.state.deciding, [name]: result.seconds } };
    } else if (result.kind === "free") this.state.free = result.design;
    else if (isTraining(piece) && result.kind !== "evaluation") {
      notes.trainings[piece.index] = result.notes;
      if (result.kind === "adaptive") this.state.policy = result.finished;
      else finished[piece.index] = result.finished;
      delete trainings[piece.index];
    }
    this.save(true);
    // The evaluations of baselines, and after earlier measurements, would repeat the same notes with other sampling error.
    const repeats = piece.kind === "evaluation" && (isBeside(piece.of) || isEarlier(piece));
    for (const warning of repeats ? [] : result.notes) yield { ...this.progress(), warning };
  }

  /** A process that ended costs its own piece only, which begins again where it was last saved; what fails for a reason fails once. */
  private *takeFailure(piece: Piece, failure: Error): Generator<Progress> {
    const name = nameOf(piece);
    this.running.delete(name);
    const ended = failure instanceof ProcessEnded;
    const accidents = (this.accidents.get(name) ?? 0) + 1;
    this.accidents.set(name, accidents);
    if (ended && accidents === 1) {
      if (isTraining(piece)) this.store?.rewriteMetrics((metrics) => metricsWhenAgain(piece.index, this.state, metrics));
      yield {
        ...this.progress(),
        warning: `the process of ${name} ended (${failure.message}): it begins again where it was last saved`,
      };
      return;
    }
    const reason = ended ? new InputError(`the process of ${name} ended twice (${failure.message})`) : failure;
    if (!(reason instanceof InputError)) throw reason;
    if (piece.kind === "evaluation") {
      if (isMain(piece.of)) throw reason;
      return yield this.leaveOut(subjectName(piece.of), reason);
    }
    if (piece.kind === "free") return yield this.leaveOut(subjectNames.free, reason);
    delete this.state.trainings[piece.index];
    if (piece.kind === "adaptive") throw reason;
    this.state.failed[piece.index] = reason.message;
    this.firstFailure ??= reason;
    if (Object.keys(this.state.failed).length < this.job.training.restarts)
      yield { ...this.progress(), warning: failureOf(piece.index, reason.message) };
    else throw this.forgiving(this.firstFailure);
  }

  /** What a run is compared with can be lost without the run: it is named, and the comparison does without it. */
  private leaveOut(name: string, { message }: Error): Progress {
    this.state.leftOut[name] = message;
    this.save(true);
    return { ...this.progress(), warning: leftOutOf(this.job, name, message) };
  }

  /** Nothing is left of a run whose restarts all failed: when it is resumed, they are tried again. */
  private forgiving(failure: Error): Error {
    for (const index of Object.keys(this.state.failed)) delete this.state.failed[Number(index)];
    return failure;
  }

  private progress(): Progress {
    const progress = progressOf(this.job, this.state, [...this.running.values()]);
    this.furthest = Math.max(this.furthest, progress.fraction); // a piece that begins again does not turn the bar back
    return { ...progress, fraction: this.furthest };
  }

  private seconds(): number {
    return this.state.seconds + (performance.now() - this.began) / 1000;
  }

  private save(force: boolean): void {
    if (!force && performance.now() - this.savedAt < checkpointSeconds * 1000) return;
    const seen = [...reachedBy(this.state)].map(([restart, step]) => [restart, this.chains.upTo(restart, step)]);
    this.store?.saveCheckpoint(packRun({ ...this.state, seconds: this.seconds(), seen: Object.fromEntries(seen) }));
    this.savedAt = performance.now();
  }

  async saveDrawing(): Promise<void> {
    const { curve } = this.job.simulator;
    if (!curve || !this.store) return;
    const { xTitle, yTitle, xs } = curve;
    this.store.saveDrawing({ xTitle, yTitle, xs, paths: await curve.paths(keysOf(this.job).drawing, 400) });
  }

  end(): Pick<Done, "state" | "seconds"> {
    this.store?.rewriteMetrics(inOrder);
    return { state: this.state, seconds: this.seconds() };
  }
}
