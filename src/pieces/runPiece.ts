/** Runs one piece of a design run, wherever this is called. */
import * as tf from "@tensorflow/tfjs-core";
import { equallySpaced } from "../../policies/equallySpaced.js";
import { fixed } from "../../policies/fixed.js";
import { random } from "../../policies/random.js";
import { InterruptedError } from "../errors.js";
import { evaluatePolicy } from "../evaluate.js";
import { validationDraw } from "../freshCritic.js";
import type { DesignJob } from "../job.js";
import { key as rootKey, split } from "../random.js";
import { runRestart } from "../restart.js";
import { packState, type TrainState, unpackState } from "../trainState.js";
import type { Checkpoint, Key, Policy } from "../types.js";
import type { EvaluationPiece, Piece, RestartPiece, RunningPiece } from "./piece.js";

/** Policies that a design is compared with, by the names of their evaluations. */
export const baselines: Readonly<Record<string, Policy>> = { equallySpaced, random };

const comparisonSize = 4096;
const secondsBetweenStates = 0.5;

/** The keys of a run. Pieces agree on them without talking to each other. */
export function keysOf({ seed }: DesignJob): Record<"restart" | "comparison" | "evaluation" | "drawing", Key> {
  return split(rootKey(seed), "restart", "comparison", "evaluation", "drawing");
}

/**
 * @param saved where the piece stood when it stopped, if it had begun
 * @throws InterruptedError after the signal and an event with the state
 */
export function runPiece(job: DesignJob, piece: Piece, saved?: Checkpoint, signal?: AbortSignal): RunningPiece {
  return piece.kind === "restart" ? train(job, piece, saved, signal) : evaluate(job, piece, signal);
}

async function* train(job: DesignJob, { index }: RestartPiece, saved?: Checkpoint, signal?: AbortSignal): RunningPiece {
  const { simulator, estimator, training: options } = job;
  const keys = keysOf(job);
  const phase = options.restarts > 1 ? `training ${index + 1} of ${options.restarts}` : "training";
  const comparison = await validationDraw(simulator, keys.comparison, comparisonSize, signal);
  let state: TrainState | undefined;
  let told = { phase, fraction: 0 };
  let copied = performance.now();
  try {
    const task = { simulator, estimator, options, key: keys.restart, index, comparison };
    const keep = (live: TrainState) => {
      state = live;
    };
    const steps = runRestart(task, saved && unpackState(saved), keep, signal);
    for (let next = await steps.next(); ; next = await steps.next()) {
      if (next.done) return { kind: "restart", ...next.value };
      const { about, ...metric } = next.value;
      const due = performance.now() - copied > 1000 * secondsBetweenStates;
      if (due) copied = performance.now();
      told = { phase, fraction: metric.step / options.steps };
      yield {
        ...told,
        bound: metric.bound,
        se: metric.se,
        metric: { restart: index, ...metric },
        ...(about === undefined ? {} : { note: `training steps are ${about}` }),
        ...(due && state ? { state: copyOf(state) } : {}),
      };
    }
  } catch (error) {
    if (error instanceof InterruptedError && state) yield { ...told, state: copyOf(state) }; // an interruption loses nothing
    throw error;
  } finally {
    tf.dispose([comparison.theta, comparison.noise]);
  }
}

function copyOf(state: TrainState): Checkpoint {
  return structuredClone(packState(state));
}

async function* evaluate(job: DesignJob, { name, design }: EvaluationPiece, signal?: AbortSignal): RunningPiece {
  const { simulator, evaluation: options } = job;
  const policy = design ? fixed(design) : (baselines[name] as Policy);
  const key = split(keysOf(job).evaluation, name)[name] as Key;
  const steps = evaluatePolicy({ simulator, policy, params: {}, options, key }, signal);
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done) return { kind: "evaluation", ...next.value };
    yield { ...next.value, phase: `${name}: ${next.value.phase}` };
  }
}
