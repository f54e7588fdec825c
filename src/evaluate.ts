/**
 * Independent evaluation: what a design or policy is worth, by samples that nothing was trained on.
 * With a likelihood: sPCE below and sNMC above. Without: the contrastive bound of a critic that is trained afresh for this
 * design, read on held-out simulations. A bound that was used for training is never what is reported.
 */
import { setImmediate } from "node:timers/promises";
import { type Bounds, boundsOfPool, estimateOf } from "./contrastive.js";
import { InputError, InterruptedError } from "./errors.js";
import { policyContext, rollout } from "./experiment.js";
import { type FreshCritic, trainFreshCritic } from "./freshCritic.js";
import { likelihoodOf } from "./likelihoods.js";
import { nearestNeighbourGain } from "./nearestNeighbourGain.js";
import { notFiniteIn } from "./notFinite.js";
import { compileScores, type PairScores } from "./pairScores.js";
import { openPool, type Pool } from "./pool.js";
import { fold, split } from "./random.js";
import { packTensor, tidied } from "./tensor.js";
import type {
  Draw,
  EvaluationOptions,
  Gain,
  Key,
  PackedTensor,
  Params,
  Policy,
  PortableCritic,
  Progress,
  Simulator,
} from "./types.js";

export interface EvaluationTask {
  readonly simulator: Simulator;
  readonly policy: Policy;
  readonly params: Params;
  readonly options: EvaluationOptions;
  readonly key: Key;
  /** A critic of more measurements that the fresh one begins from, and which of its inputs are left. Absent: from scratch. */
  readonly warm?: { readonly critic: PortableCritic; readonly inputs: readonly number[] };
}

export interface Evaluation {
  readonly gain: Gain;
  /** What the user must be told: caps that bind, paths that were dropped. */
  readonly notes: readonly string[];
  /** Where there is no likelihood: the critic that was trained, and the thetas [contrasts, p] that the outcomes were contrasted with. */
  readonly fresh?: { readonly critic: PortableCritic; readonly thetas: PackedTensor };
}

/** As many as there are error blocks: samples that share a design or contrasts stay within one. */
const likelihoodGroups = 100;

/** @throws InterruptedError when the signal aborts */
export async function* evaluatePolicy(task: EvaluationTask, signal?: AbortSignal): AsyncGenerator<Progress, Evaluation> {
  const { simulator, options } = task;
  const k = split(task.key, "critic", "pool", "neighbours");
  const likelihood = likelihoodOf(simulator);
  const critic = likelihood ? undefined : yield* trainFreshCritic({ ...task, key: k.critic }, signal);
  const scores = likelihood
    ? compileScores((_, theta, design, outcome) => likelihood(theta, design, outcome), {})
    : (critic as FreshCritic).scores;
  try {
    const { samples, contrasts } = options;
    const pool = await openPool(simulator, k.pool, { samples, contrasts, groups: likelihood ? likelihoodGroups : 1 }, signal);
    const bounds = yield* poolBounds(task, pool, scores, critic ? 0.7 : 0, signal);
    const cap = Math.log(contrasts + 1);
    const lower = estimateOf(bounds.lower, { method: likelihood ? "sPCE" : "InfoNCE, fresh critic", contrasts, cap });
    const upper = likelihood ? estimateOf(bounds.upper, { method: "sNMC", contrasts }) : null;
    const unexplained = upper !== null && !Number.isFinite(upper.value);
    const gain: Gain = {
      lower,
      upper: unexplained ? null : upper,
      ...exactGain(task),
      ...(likelihood ? {} : { other: nearestNeighbourGain(task, pool) }),
    };
    return {
      gain,
      notes: [...pool.notes(), ...capNotes(lower.value, cap), ...(unexplained ? [noUpperBound] : [])],
      ...(critic ? { fresh: { critic: critic.record(), thetas: tidied(() => packTensor(pool.thetas(0, 0, contrasts))) } } : {}),
    };
  } finally {
    scores.dispose();
    critic?.dispose();
  }
}

async function* poolBounds(
  { simulator, policy, params, key }: EvaluationTask,
  pool: Pool,
  scores: PairScores,
  doneBefore: number,
  signal?: AbortSignal,
): AsyncGenerator<Progress, Bounds> {
  const space = simulator.designs;
  const observe = (draw: Draw, group: number) => {
    // One design a group where the likelihood needs a common one; the error blocks are groups, so they stay independent.
    const n = simulator.logLikelihood ? 1 : pool.perGroup;
    const observed = rollout(simulator, policy, params, draw, policyContext(policy, space, fold(key, group), n));
    const found = notFiniteIn(simulator, observed, draw.noise, { differentiated: false, likelihood: false });
    if (found) throw new InputError(`${found.what}. ${found.advice}`);
    return observed;
  };
  const steps = boundsOfPool(pool, observe, scores);
  for (let next = steps.next(); ; next = steps.next()) {
    if (next.done) return next.value;
    yield { phase: "evaluating", fraction: doneBefore + (1 - doneBefore) * next.value };
    await setImmediate();
    if (signal?.aborted) throw new InterruptedError("interrupted");
  }
}

/** The exact gain where the simulator knows it and the policy has one design. */
function exactGain({ simulator, policy, params, key }: EvaluationTask): Partial<Gain> {
  if (!simulator.exactGain || "next" in policy) return {};
  const designs = tidied(() => policy.designs(params, policyContext(policy, simulator.designs, key, 2)).arraySync());
  if (designs.length !== 1) return {};
  const { value, se } = simulator.exactGain(designs[0] as number[]);
  return se > 0 ? { exact: value, exactSe: se } : { exact: value };
}

const noUpperBound = "there is no upper bound: some outcomes were impossible under all contrasts. Raise --contrasts.";

function capNotes(value: number, cap: number): string[] {
  if (value < 0.9 * cap) return [];
  return [`the lower bound ${value.toFixed(2)} is near its cap ${cap.toFixed(2)} nats: raise --contrasts to see more`];
}
