/** What a trained restart is worth to the choice between restarts: one contrastive reading on draws that all restarts share. */
import * as tf from "@tensorflow/tfjs-core";
import type { Estimate } from "../contracts/gain.js";
import type { Goal } from "../contracts/goal.js";
import type { FixedPolicy, Policy } from "../contracts/policy.js";
import type { Draw, Simulator } from "../contracts/simulator.js";
import type { Key } from "../contracts/values.js";
import { type CompiledStep, compileStep } from "../engine/compile/index.js";
import { tidied } from "../engine/tensors.js";
import { likelihoodServes } from "../experiment/aim.js";
import { policyContext, type Rollout, rollout } from "../experiment/rollout.js";
import { columnLogSumExp, estimateOf } from "../information/evaluation/contrastive.js";
import { contrastsFor, goalTerms, type Outer } from "../information/evaluation/goalTerms.js";
import { compileScores, type Observed, type PairScores, thetasAtOnce } from "../information/evaluation/pairScores.js";
import type { Enumeration } from "../information/training/counting.js";
import { type TrainState, tensorsOf } from "../information/training/state.js";
import type { StepTask } from "../information/training/step.js";
import { likelihoodOf } from "../modelling/likelihoods.js";

/**
 * A lower bound by contrasting each draw with all others: of the known likelihood where there is one (sPCE), as in the evaluation,
 * else of the restart's own critic (InfoNCE), whatever it was trained by; with other thetas, or with other outcomes where its scores may have
 * any function of theta added. Restarts are not compared by the bound they were trained
 * by: its exponentials are noisy, and critics of equal training are not equally good for all designs (docs/decisions.md).
 * @param draw n fresh pairs; the same for every restart, so that most of the error is common
 */
export function compareRestart(task: StepTask, state: TrainState, draw: Draw, key: Key): Estimate {
  const comparison = openComparison(task, state, draw, key);
  try {
    return comparison.of(task.policy);
  } finally {
    comparison.dispose();
  }
}

export interface Comparison {
  /** What a policy with the restart's parameters is worth, by the same draws each time. */
  of(policy: Policy): Estimate;
  dispose(): void;
}

/** As `compareRestart`, for several policies: what is compiled is kept. */
export function openComparison(task: StepTask, state: TrainState, draw: Draw, key: Key): Comparison {
  const n = draw.theta.shape[0];
  const { goal } = task.simulator;
  const logLikelihood = likelihoodServes(task.simulator) ? likelihoodOf(task.simulator) : undefined;
  const params = tensorsOf(state, true);
  const scores = logLikelihood
    ? compileScores((_, some, design, outcome) => logLikelihood(some, design, outcome), {})
    : compileScores(task.objective.scores, params);
  const valuesOf = (policy: Policy) =>
    tidied(() => {
      const context = policyContext(policy, task.simulator.designs, key, n);
      const { theta, ...observed } = rollout(task.simulator, policy, params, draw, context);
      if (logLikelihood && goal) return aboutGoal(goal, scores, { theta, ...observed });
      const all =
        !logLikelihood && task.objective.freeOfTheta
          ? sumsOfThetas(scores, theta, observed)
          : sumsOfOutcomes(scores, theta, observed);
      return Array.from(scores.own(theta, observed), (score, i) => score - (all[i] as number) + Math.log(n));
    });
  const method = logLikelihood ? "sPCE" : "InfoNCE";
  return {
    of: (policy) => estimateOf(valuesOf(policy), { method, contrasts: n - 1, cap: Math.log(n) }),
    dispose() {
      scores.dispose();
      tf.dispose(params);
    },
  };
}

export interface Counted {
  /** The bound of a policy without parameters by the same draws each time, nats. */
  of(policy: FixedPolicy): number;
  dispose(): void;
}

/** Whose outcome each is is counted out (`src/information/training/countedThetas.ts`): differences of designs have a quarter of the variance. */
export function openCounted(simulator: Simulator, { bound }: Enumeration, draw: Draw, key: Key): Counted {
  const n = draw.theta.shape[0];
  let step: CompiledStep | undefined;
  return {
    of: (policy) =>
      tidied(() => {
        const { theta, design, outcome } = rollout(simulator, policy, {}, draw, policyContext(policy, simulator.designs, key, n));
        const inputs = { theta, design, outcome };
        step ??= compileStep((_, seen) => ({ bound: tf.mean(bound(seen as unknown as Rollout)) }), { variables: {}, inputs });
        return step.run(inputs).bound?.[0] as number;
      }),
    dispose: () => step?.dispose(),
  };
}

/** Of each outcome, over all thetas. */
function sumsOfOutcomes(scores: PairScores, theta: tf.Tensor2D, observed: Observed): number[] {
  const all = columnLogSumExp(theta.shape[0]);
  inBlocks(theta, (some) => all.add(scores.logSums(some, observed)));
  return Array.from({ length: theta.shape[0] }, (_, j) => all.value(j));
}

/** Of each theta, over all outcomes. */
function sumsOfThetas(scores: PairScores, theta: tf.Tensor2D, observed: Observed): number[] {
  const all: number[] = [];
  inBlocks(theta, (some) => void all.push(...scores.logSumsOfThetas(some, observed)));
  return all;
}

function inBlocks(theta: tf.Tensor2D, look: (some: tf.Tensor2D) => void): void {
  const n = theta.shape[0];
  const size = thetasAtOnce(n);
  for (let from = 0; from < n; from += size) look(tf.slice(theta, [from, 0], [Math.min(size, n - from), -1]));
}

/** The same for a goal: both densities of the ratio with the outcome's own draw among the others, so that their leanings are alike. */
function aboutGoal(goal: Goal, scores: PairScores, outer: Outer): number[] {
  const n = outer.theta.shape[0];
  const count = contrastsFor(goal, n);
  const thetas = (from: number, rows: number) => tf.slice(outer.theta, [from, 0], [rows, -1]) as tf.Tensor2D;
  const { numerator, contrasts, joined } = goalTerms(goal, scores, outer, { count, thetas });
  const sums = columnLogSumExp(n);
  for (const row of [...contrasts, joined]) sums.add(row);
  return Array.from(numerator.with, (above, j) => above - sums.value(j) + Math.log(count + 1));
}
