/** Runs one piece of a design run, wherever this is called. */

import * as tf from "@tensorflow/tfjs-core";
import { fixed } from "../../../policies/fixed.js";
import { InputError, InterruptedError } from "../../basics/errors.js";
import { asPart, drained, toldAs } from "../../basics/steps.js";
import type { FixedPolicy, Policy } from "../../contracts/policy.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { Checkpoint, Key, Params } from "../../contracts/values.js";
import { likelihoodServes } from "../../experiment/aim.js";
import { validationDraw } from "../../experiment/draws.js";
import type { EvaluationTask } from "../../information/evaluation/task.js";
import { greedyPolicy } from "../../information/greedy/policy.js";
import { packState, type TrainState } from "../../information/training/state.js";
import { withParts } from "../../modelling/failures.js";
import { key as rootKey, split } from "../../numbers/keys.js";
import { outcomesOfOne, passiveOf, widthOf } from "../../numbers/measurements.js";
import { greedyName } from "../../records/comparedNames.js";
import { baselines } from "../baselines.js";
import { evaluatePolicy } from "../evaluate.js";
import type { AdaptiveJob, DesignJob } from "../job.js";
import { keysOf } from "../keys.js";
import {
  type EvaluationPiece,
  type FinishedRestart,
  nameOf,
  type Piece,
  type RunningPiece,
  subjectNames,
  type TrainingPiece,
} from "../piece.js";
import { trainedIn } from "../policy/fromFile.js";
import type { GreedyPlan } from "../policy/greedy.js";
import { type Horizons, servedOf } from "../policy/horizons.js";
import { loadTrained } from "../policy/trainedPolicy.js";
import { runRestart } from "../restart.js";
import { withoutMeasurements } from "../withoutMeasurements.js";
import { type Banks, sharing } from "./banks.js";

/** Enough to meet a density that is degenerate at a design, and done in a blink. */
const rehearsalSizes = { samples: 100, contrasts: 16 };

/**
 * The baselines that cannot be evaluated, with the reasons: it is better to know before the training than after it. Only by a known likelihood, for a
 * critic would have to be trained.
 */
export async function rehearseBaselines(job: DesignJob, done: (name: string) => boolean): Promise<[string, Error][]> {
  const simulator = withParts(job.simulator, {}, ["exactGain", "failedOf"]);
  if (!likelihoodServes(simulator) || simulator.bank) return [];
  const failed: [string, Error][] = [];
  const own = (job.versus ?? []).map(({ name, design }) => [name, fixed(design)] as const);
  for (const [name, policy] of [...Object.entries(baselines), ...own]) {
    if (done(name)) continue;
    const options = { ...job.evaluation, ...rehearsalSizes };
    try {
      await drained(evaluatePolicy({ simulator, policy, params: {}, key: keysOf(job).rehearsal, options }));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failed.push([name, error]);
    }
  }
  return failed;
}

const comparisonSize = 4096;

/** Of rows that there are only some of, each once. */
const comparisonSizeOf = ({ bank }: Simulator): number => Math.min(comparisonSize, bank?.rows?.choosing ?? comparisonSize);

const secondsBetweenStates = 0.5;

/**
 * All that is compared in a run is evaluated by the same experiments, contrasted with the same thetas, after every measurement: what is common to
 * two gains drops out of their difference (src/records/difference.ts).
 */
function evaluationKey(job: DesignJob): Key {
  const name = subjectNames[job.adaptive ? "trained" : "optimised"];
  return split(keysOf(job).evaluation, name)[name] as Key;
}

export interface PieceOptions {
  /** Where the piece stood when it stopped, if it had begun. */
  readonly saved?: Checkpoint | undefined;
  /** What pieces simulate for all of them; absent: each simulates for itself. */
  readonly banks?: Banks | undefined;
}

/** @throws InterruptedError after the signal and an event with the state */
export function runPiece(
  whole: DesignJob,
  piece: Piece,
  { saved, banks }: PieceOptions = {},
  signal?: AbortSignal,
): RunningPiece {
  const job = sharing(whole, piece, banks);
  if (piece.kind === "free") return trainFree(job, signal);
  return piece.kind === "evaluation" ? evaluate(job, piece, signal) : train(job, piece, saved, signal);
}

/** As many restarts as the constrained design has, one after the other; where it is stopped, it begins again. */
async function* trainFree(job: DesignJob, signal?: AbortSignal): RunningPiece {
  const { free: simulator = job.simulator, estimator, training: options } = job;
  const keys = keysOf(job);
  const comparison = await validationDraw(simulator, keys.comparison, comparisonSizeOf(simulator), signal);
  let best: FinishedRestart | undefined;
  try {
    for (let index = 0; index < options.restarts; index++) {
      const task = { simulator, estimator, options, key: keys.restart, index, comparison };
      const steps = runRestart(task, undefined, () => undefined, signal);
      const { finished } = yield* toldAs(steps, ({ step }) => ({
        phase: "training without constraints",
        fraction: (index + step / options.steps) / options.restarts,
      }));
      if (!best || finished.compared.value > best.compared.value) best = finished;
    }
    return { kind: "free", design: (best as FinishedRestart).design, notes: [] };
  } finally {
    tf.dispose([comparison.theta, comparison.noise]);
  }
}

async function* train(job: DesignJob, piece: TrainingPiece, saved?: Checkpoint, signal?: AbortSignal): RunningPiece {
  const { simulator, estimator, adaptive } = job;
  const { index } = piece;
  const own = piece.kind === "adaptive" && adaptive ? startOf(adaptive, piece.start) : undefined;
  const options = own?.training ?? job.training;
  const keys = keysOf(job);
  const phase = phaseOf(job, index, own !== undefined);
  const comparison = await validationDraw(simulator, keys.comparison, comparisonSizeOf(simulator), signal);
  let state: TrainState | undefined;
  let told = { phase, fraction: 0 };
  let copied = performance.now();
  try {
    const task = { simulator, estimator, options, key: keys.restart, index, comparison, ...(own ? { adaptive: own } : {}) };
    const keep = (live: TrainState) => {
      state = live;
    };
    const steps = runRestart(task, saved, keep, signal);
    for (let next = await steps.next(); ; next = await steps.next()) {
      if (next.done) {
        const { finished, policy, notes } = next.value;
        return policy
          ? { kind: "adaptive", finished: { ...finished, index, policy }, notes }
          : { kind: "restart", finished, notes };
      }
      const due = performance.now() - copied > 1000 * secondsBetweenStates;
      if (due) copied = performance.now();
      told = { phase, fraction: next.value.step / options.steps };
      const saving = due && state ? { state: copyOf(state) } : {};
      if (next.value.kind === "pause") {
        yield { ...told, ...saving };
        continue;
      }
      const { kind: _, about, ...metric } = next.value;
      yield {
        ...told,
        bound: metric.bound,
        se: metric.se,
        metric: { restart: index, ...metric },
        ...(about === undefined ? {} : { note: `training steps are ${about}` }),
        ...saving,
      };
    }
  } catch (error) {
    if (error instanceof InterruptedError && state) yield { ...told, state: copyOf(state) }; // an interruption loses nothing
    throw error;
  } finally {
    tf.dispose([comparison.theta, comparison.noise]);
  }
}

function startOf({ from, ...adaptive }: AdaptiveJob, start: readonly number[]) {
  return { ...adaptive, start, ...(from ? { from: trainedIn(from) } : {}) };
}

function phaseOf({ training: { restarts }, adaptive }: DesignJob, index: number, isPolicy: boolean): string {
  if (isPolicy) return "training the policy";
  return `${adaptive ? "static: " : ""}training${restarts > 1 ? ` ${index + 1} of ${restarts}` : ""}`;
}

function copyOf(state: TrainState): Checkpoint {
  return structuredClone(packState(state));
}

async function* evaluate(job: DesignJob, piece: EvaluationPiece, signal?: AbortSignal): RunningPiece {
  const key = evaluationKey(job);
  if (piece.of.kind === "greedy") return yield* evaluateGreedily(job, key, signal);
  const sizes = sizesOf(job, piece);
  const { policy, params } = policyOf(piece.horizon === undefined ? job : sizes, piece);
  try {
    const steps = evaluatePolicy({ policy, params, key, ...sizes }, signal);
    return { kind: "evaluation", ...(yield* asPart(steps, 0, 1, `${nameOf(piece)}: `)) };
  } finally {
    tf.dispose(params);
  }
}

/** By the first of the experiments that all have seen: it computes every decision. */
async function* evaluateGreedily(
  { simulator, adaptive, evaluation, seed }: DesignJob,
  key: Key,
  signal?: AbortSignal,
): RunningPiece {
  const { single, sizes, groups } = (adaptive as AdaptiveJob).greedy as GreedyPlan;
  const greedy = greedyPolicy({ simulator, single, sizes, key: split(rootKey(seed), greedyName)[greedyName] as Key });
  try {
    const steps = evaluatePolicy({ simulator, policy: greedy.policy, params: {}, key, options: evaluation, groups }, signal);
    const evaluated = yield* asPart(steps, 0, 1, `${greedyName}: `);
    greedy.checkBeliefs();
    return { kind: "evaluation", ...evaluated, seconds: greedy.seconds() };
  } finally {
    greedy.dispose();
  }
}

/** A critic that begins from a trained one has less to learn, and the sum over all steps must not cost more than all the rest. */
const shareOfEarlier = 1 / 4;

/** The experiment that is evaluated, whole or stopped early, and how much is computed for it. */
function sizesOf(
  { simulator, adaptive, evaluation: options }: DesignJob,
  { of, measurements, horizon, warm }: EvaluationPiece,
): Pick<EvaluationTask, "simulator" | "options" | "warm"> {
  if (horizon !== undefined) return { simulator: servedOf(simulator, adaptive?.horizons as Horizons, horizon), options };
  if (of.kind === "unmeasured") return { simulator: withoutMeasurements(simulator), options };
  if (measurements === undefined) return { simulator, options };
  const stopped = adaptive?.prefixes[measurements - 1] as Simulator;
  if (!warm) return { simulator: stopped, options };
  const less = (n: number) => Math.ceil(shareOfEarlier * n);
  // The critic's inputs are designs, where they differ, then outcomes: as many each a measurement.
  const { dim } = simulator.designs;
  const seen = warm.scaling.designSeen ? dim : 0;
  const [width, each] = [widthOf(simulator.designs), outcomesOfOne(simulator) as number];
  const passive = warm.scaling.outcome.mean.length - passiveOf(simulator.outcome); // they come last
  const isFirst = (i: number) => i >= passive || (i < seen ? i < measurements * width : i - seen < measurements * each);
  const inputs = warm.scaling.outcome.mean.map((_, i) => i).filter(isFirst);
  return {
    simulator: stopped,
    options: { ...options, criticSteps: less(options.criticSteps), contrasts: less(options.contrasts) },
    warm: { critic: warm, inputs },
  };
}

function policyOf(
  { simulator }: Pick<DesignJob, "simulator">,
  { of, measurements }: EvaluationPiece,
): { policy: Policy; params: Params } {
  if (of.kind === "trained" || of.kind === "unrefined") return loadTrained(simulator, of.policy);
  if (of.kind === "greedy") throw new Error("it is evaluated with particles of its own");
  if (of.kind === "unmeasured") return { policy: fixed(simulator.designs.equallySpaced()), params: {} };
  if (of.kind === "baseline") return { policy: baselines[of.name] as FixedPolicy, params: {} };
  return {
    policy: fixed(of.design.slice(0, measurements === undefined ? undefined : measurements * widthOf(simulator.designs))),
    params: {},
  };
}
