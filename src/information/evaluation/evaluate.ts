/**
 * Independent evaluation: what a design or policy is worth, by samples that nothing was trained on.
 * With a likelihood: sPCE below and sNMC above. Without: the contrastive bound of a critic that is trained afresh for this
 * design, read on held-out simulations. A bound that was used for training is never what is reported.
 */

import { withError } from "../../basics/digits.js";
import { check, InputError } from "../../basics/errors.js";
import { asPart } from "../../basics/steps.js";
import type { LogLikelihood } from "../../contracts/bounds.js";
import type { Estimate, Gain } from "../../contracts/gain.js";
import type { EvaluationOptions } from "../../contracts/options.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { Progress } from "../../contracts/values.js";
import { packTensor, tidied } from "../../engine/tensors.js";
import { likelihoodServes } from "../../experiment/aim.js";
import { notFiniteIn } from "../../experiment/notFinite.js";
import { openPool, type Pool } from "../../experiment/pool.js";
import { policyContext, rollout } from "../../experiment/rollout.js";
import { likelihoodOf } from "../../modelling/likelihoods.js";
import { fold, split } from "../../numbers/keys.js";
import { bracketOf, contrastiveCandidates, type Observe } from "./bracket.js";
import { type Bounds, lonelyShare, pairableEstimateOf, upperEstimateOf, withDoubt } from "./contrastive.js";
import { type FreshCritic, trainFreshCritic } from "./freshCritic.js";
import { methodsOf } from "./methods.js";
import { nearestNeighbourGain } from "./nearestNeighbourGain.js";
import { compileScores } from "./pairScores.js";
import { boundsOfGroup, boundsTogether, type Scoring } from "./poolBounds.js";
import { precisionNotes } from "./precision.js";
import { remainingUnknown } from "./remaining.js";
import { groupsShared, type Sharing } from "./shared.js";
import type { Evaluation, EvaluationTask, ResolvedTask } from "./task.js";

/** As many as there are error blocks: samples that share a design or contrasts stay within one. */
const likelihoodGroups = 100;

/** @throws InterruptedError when the signal aborts */
export async function* evaluate(asked: ResolvedTask, signal?: AbortSignal): AsyncGenerator<Progress, Evaluation> {
  const task = { ...asked, options: withinRows(asked.simulator, asked.options) };
  const { simulator, options } = task;
  const { goal } = simulator;
  const k = keysOf(task);
  const likelihood = likelihoodServes(simulator) ? likelihoodOf(simulator) : undefined;
  const critic = likelihood ? undefined : yield* asPart(trainFreshCritic({ ...task, key: k.critic }, signal), 0, 0.7);
  const scores = likelihood
    ? compileScores((_, theta, design, outcome) => likelihood(theta, design, outcome), {})
    : (critic as FreshCritic).scores;
  try {
    const { samples, contrasts } = options;
    const methods = methodsOf(simulator, contrasts);
    const whole = await openPool(
      simulator,
      k.pool,
      { samples, contrasts, groups: simulator.logLikelihood ? likelihoodGroups : 1 },
      signal,
    );
    const groups = Math.min(task.groups ?? whole.groups, whole.groups);
    const isPart = groups < whole.groups;
    const pool = isPart ? { ...whole, groups } : whole;
    const observe = observing({ ...task, key: k.policy }, pool);
    const scoring: Scoring = { scores, by: critic ? "critic" : "likelihood", ...(likelihood && goal ? { goal } : {}) };
    const bounds = yield* poolBounds(
      { pool, observe, scoring, ...(task.sharing ? { sharing: task.sharing } : {}) },
      { from: critic ? 0.7 : 0, to: task.density ? 0.8 : 1 },
      signal,
    );
    // About a function of theta nothing but the critic tells from below, and all that is told of theta from above.
    const above = likelihood || !methods.upper ? bounds : yield* boundsOfTheta({ simulator, pool, observe }, signal);
    const { draws } = pool;
    const lowers = likelihood ? bounds.lower : withDoubt(bounds.lower);
    const rest = `${draws}, behind those that chose`;
    const contrastive = contrastiveCandidates(above, lowers, methods, rest);
    const given = { pool, observe, contrastive, draws: rest };
    const bracket = task.density && (yield* bracketOf(task, task.density, given, signal));
    const read = bracket?.lower ?? pairableEstimateOf(lowers, { ...methods.lower, draws }, isPart ? groups : undefined);
    const endless = !Number.isFinite(read.value);
    const lower = endless ? { ...read, value: 0, se: 0 } : read;
    const upper = methods.upper ? (bracket?.upper ?? upperEstimateOf(above, methods.upper)) : null;
    const unexplained = upper !== null && !Number.isFinite(upper.value);
    if (upper && !unexplained) checkNotBelow("upper", upper);
    if (likelihood && !goal && !endless) checkNotBelow("lower", lower);
    // Those of a few experiments would be other prior's and outcomes' than their neighbours', and have every decision made again.
    const remaining = isPart ? undefined : remainingUnknown(simulator, pool, observe, scores);
    const gain: Gain = {
      lower: notNegative(lower),
      upper: upper && !unexplained ? notNegative(upper) : null,
      ...(bracket ? { bounds: bracket.all } : {}),
      ...exactGain({ ...task, key: k.exact }),
      ...(remaining ? { remaining } : {}),
      ...(likelihood ? {} : { other: nearestNeighbourGain({ ...task, key: k.neighbours }, pool) }),
    };
    return {
      gain,
      notes: [
        ...pool.notes(),
        ...(isPart ? [] : precisionNotes({ ...task, key: k.precision }, pool)),
        ...(endless ? [noLower] : []),
        ...capNotes(lower),
        ...(bracket?.notes ?? []),
        ...negativeNotes(lower),
        ...upperNotes(above, upper, methods.upper?.contrasts ?? contrasts),
      ],
      ...(critic ? { fresh: { critic: critic.record(), thetas: tidied(() => packTensor(pool.thetas(0, 0, contrasts))) } } : {}),
    };
  } finally {
    scores.dispose();
    critic?.dispose();
  }
}

const keysOf = ({ key }: EvaluationTask) => split(key, "critic", "pool", "policy", "exact", "neighbours", "precision");

/** Whether groups of such an evaluation can be computed one by one: by a known likelihood, of draws that need no bank. */
export const canBeShared = (simulator: Simulator): boolean => likelihoodServes(simulator) && !simulator.bank;

/** The groups of an evaluation one by one, for a process that helps another: with the same task, the same numbers. */
export async function openGroups(
  task: EvaluationTask,
): Promise<{ bounds(group: number): Generator<number, Bounds>; dispose(): void }> {
  const { simulator, options } = task;
  const likelihood = canBeShared(simulator) ? likelihoodOf(simulator) : undefined;
  if (!likelihood) throw new Error("groups are of simulators with a likelihood and without a bank");
  const k = keysOf(task);
  const scores = compileScores((_, theta, design, outcome) => likelihood(theta, design, outcome), {});
  const pool = await openPool(simulator, k.pool, { ...options, groups: likelihoodGroups });
  const observe = observing({ ...task, key: k.policy }, pool);
  const scoring: Scoring = { scores, by: "likelihood", ...(simulator.goal ? { goal: simulator.goal } : {}) };
  return { bounds: (group) => boundsOfGroup(pool, group, observe, scoring), dispose: () => scores.dispose() };
}

/** Of rows that cannot be simulated anew, half at most are observed, and their contrasts are others. */
function withinRows({ bank }: Simulator, options: EvaluationOptions): EvaluationOptions {
  const rows = bank?.rows?.evaluation;
  if (rows === undefined) return options;
  const samples = Math.min(options.samples, Math.floor(rows / 2));
  return { ...options, samples, contrasts: Math.min(options.contrasts, rows - samples) };
}

/** What comes of a draw under the policy. One design a group where the likelihood needs a common one; the error blocks are groups, so they stay independent. */
function observing({ simulator, policy, params, key }: EvaluationTask, pool: Pool): Observe {
  return (draw, group) => {
    const n = simulator.logLikelihood ? 1 : pool.perGroup;
    const observed = rollout(simulator, policy, params, draw, policyContext(policy, simulator.designs, fold(key, group), n));
    const found = notFiniteIn(simulator, observed, draw.noise, { differentiated: false });
    if (found) throw new InputError(`${found.what}. ${found.advice}`);
    return observed;
  };
}

interface Pooled {
  readonly pool: Pool;
  readonly observe: Observe;
  readonly scoring: Scoring;
  readonly sharing?: Sharing;
}

async function* poolBounds(
  { pool, observe, scoring, sharing }: Pooled,
  { from, to }: { readonly from: number; readonly to: number },
  signal?: AbortSignal,
): AsyncGenerator<Progress, Bounds> {
  const here = (group: number) => boundsOfGroup(pool, group, observe, scoring);
  const steps = groupsShared(pool.groups, here, sharing, signal);
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done) return boundsTogether(next.value);
    yield { phase: "evaluating", fraction: from + (to - from) * next.value };
  }
}

/** The contrastive bounds on what the outcomes tell of all of theta, by the known likelihood. */
async function* boundsOfTheta(
  { simulator, pool, observe }: { simulator: Simulator; pool: Pool; observe: Observe },
  signal?: AbortSignal,
): AsyncGenerator<Progress, Bounds> {
  const likelihood = likelihoodOf(simulator) as LogLikelihood;
  const scores = compileScores((_, theta, design, outcome) => likelihood(theta, design, outcome), {});
  try {
    return yield* poolBounds({ pool, observe, scoring: { scores } }, { from: 0.7, to: 1 }, signal);
  } finally {
    scores.dispose();
  }
}

/** The exact gain where the simulator knows it and the policy has one design. @throws InputError when it cannot be one */
function exactGain({ simulator, policy, params, key }: EvaluationTask): Partial<Gain> {
  if (!simulator.exactGain || policy.kind === "adaptive") return {};
  const designs = tidied(() => policy.designs(params, policyContext(policy, simulator.designs, key, 2)).arraySync());
  if (designs.length !== 1) return {};
  const { value, se } = simulator.exactGain(designs[0] as number[]);
  check(
    Number.isFinite(value) && value >= -(tolerance + 4 * se),
    `exactGain of ${simulator.name} is ${value} nats at the design (${designs[0]?.join(", ")}): an information gain is finite and never negative`,
  );
  const exact = Math.max(0, value);
  return se > 0 ? { exact, exactSe: se } : { exact };
}

/** Rounding of float32 densities, nats. */
const tolerance = 0.01;

const inNats = ({ value, se }: Estimate): string => `${withError(value, se)} nats`;

const noLower = "the lower bound is no more than 0: some outcomes were impossible under all contrasts. Raise --contrasts.";

/** A gain is never negative, so 0 is a better bound than a number below it. */
function notNegative(estimate: Estimate): Estimate {
  return estimate.value < 0 ? { ...estimate, value: 0, unclipped: estimate.value } : estimate;
}

/**
 * Both bounds by a likelihood are 0 or more on average where it is that of the outcomes; the lower one is the divergence of the outcome's own theta among the
 * contrasts from any other place among them.
 * @throws InputError for one that is below 0 by more than its error
 */
function checkNotBelow(side: "lower" | "upper", bound: Estimate): void {
  check(
    bound.value > -(tolerance + 4 * bound.se),
    `the ${side} bound came out as ${inNats(bound)}, and an information gain is never negative: logLikelihood does not describe what simulate ` +
      "returns. It must be the log density, in nats, of the outcome; compare both at one design with one parameter.",
  );
}

function negativeNotes(lower: Estimate): string[] {
  if (lower.value >= 0) return [];
  return [`the lower bound came out as ${inNats(lower)} and is given as 0: an information gain is never negative`];
}

/** Above this share of outcomes without near contrasts, the upper bound says little (test/information/upperError.full.test.ts). */
const lonelyAllowed = 0.05;

function upperNotes(bounds: Bounds, upper: Estimate | null, contrasts: number): string[] {
  if (upper === null) return [];
  if (!Number.isFinite(upper.value))
    return ["there is no upper bound: some outcomes were impossible under all contrasts. Raise --contrasts."];
  const share = lonelyShare(bounds, contrasts);
  if (share < lonelyAllowed) return [];
  return [
    `the upper bound is loose, and its error uncertain: hardly any of the ${contrasts.toLocaleString("en-US")} contrasts were near ` +
      `${Math.round(100 * share)} % of the outcomes. Raise --contrasts.`,
  ];
}

function capNotes({ value, cap = Number.POSITIVE_INFINITY }: Estimate): string[] {
  if (value < 0.9 * cap) return [];
  return [`the lower bound ${value.toFixed(2)} is near its cap ${cap.toFixed(2)} nats: raise --contrasts to see more`];
}
