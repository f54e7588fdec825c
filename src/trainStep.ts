/** One step of joint ascent: a pure function of parameters and drawn inputs, then Adam on each group. */
import * as tf from "@tensorflow/tfjs-core";
import { rollout } from "./experiment.js";
import type { Objective } from "./objective.js";
import { adamAscend, globalNorm } from "./optimizers.js";
import { tidied } from "./tensor.js";
import { isDesign, type TrainCounters, type TrainState } from "./trainState.js";
import type { Draw, Key, Params, Policy, Simulator } from "./types.js";

export interface StepTask {
  readonly simulator: Simulator;
  readonly policy: Policy;
  readonly objective: Objective;
}

export interface StepInputs {
  readonly draw: Draw;
  readonly key: Key;
  /** Share of the training that is done, for spaces that harden. */
  readonly progress: number;
}

export interface Rates {
  /** 0 leaves the group as it is. */
  readonly design: number;
  readonly critic: number;
  /** Largest norm of a group's gradient, as a multiple of its usual one. */
  readonly clipNorm: number;
}

/** The contributions of one batch, [n] nats. */
export function contributionsOf(task: StepTask, params: Params, { draw, key, progress }: StepInputs): tf.Tensor1D {
  const context = { space: task.simulator.designs, key, n: draw.theta.shape[0], sharpness: tf.scalar(progress) };
  return task.objective.contributions(params, rollout(task.simulator, task.policy, params, draw, context));
}

/** Bound and gradients at the current parameters; all tensors are gone when it returns. */
export function boundAndGradients(
  task: StepTask,
  state: TrainState,
  inputs: () => StepInputs,
): { bound: number; gradients: Record<string, Float32Array> } {
  const names = Object.keys(state.parameters);
  return tidied(() => {
    const given = inputs();
    const tensors = names.map((name) => {
      const { value, shape } = state.parameters[name] as TrainState["parameters"][string];
      return tf.tensor(value.slice(), shape);
    });
    const bound = (...values: tf.Tensor[]): tf.Scalar => {
      const params = Object.fromEntries(names.map((name, i) => [name, values[i] as tf.Tensor]));
      return tf.mean(contributionsOf(task, params, given));
    };
    const { value, grads } = tf.valueAndGrads(bound)(tensors);
    const gradients = Object.fromEntries(names.map((name, i) => [name, (grads[i] as tf.Tensor).dataSync() as Float32Array]));
    return { bound: value.dataSync()[0] as number, gradients };
  });
}

/**
 * Moves both groups uphill in place, each clipped by its own norm.
 * @returns false, with nothing changed, when the bound or a gradient is not finite
 */
export function ascend(state: TrainState, bound: number, gradients: Record<string, Float32Array>, rates: Rates): boolean {
  const design = Object.keys(gradients).filter(isDesign);
  const critic = Object.keys(gradients).filter((name) => !isDesign(name));
  const norm = (names: string[]): number => globalNorm(names.map((name) => gradients[name] as Float32Array));
  const norms = { design: norm(design), critic: norm(critic) };
  if (![bound, norms.design, norms.critic].every(Number.isFinite)) return false;
  const usual = followNorms(state.counters.usualNorms, norms);

  const move = (names: string[], t: number, rate: number, norm: number, usualNorm: number): void => {
    const limit = rates.clipNorm * usualNorm;
    const scale = norm > limit ? limit / norm : 1;
    for (const name of names) {
      const { value, slots } = state.parameters[name] as TrainState["parameters"][string];
      adamAscend(value, gradients[name] as Float32Array, slots, t, rate, scale);
    }
  };
  if (rates.critic > 0) move(critic, ++state.counters.criticUpdates, rates.critic, norms.critic, usual.critic);
  if (rates.design > 0) move(design, ++state.counters.designUpdates, rates.design, norms.design, usual.design);
  return true;
}

/** Norms' logarithms are averaged over about this many steps. */
const normMemory = 100;

/**
 * The usual norm of each group: a running geometric mean, updated in place. Bounds that average exponentials (FLO, NWJ, TUBA)
 * have heavy-tailed gradients: measured against the usual norm, rare large ones can be cut without a limit in absolute units.
 */
function followNorms(
  usual: TrainCounters["usualNorms"],
  norms: { design: number; critic: number },
): { design: number; critic: number } {
  const follow = (group: "design" | "critic"): number => {
    const now = Math.log(Math.max(norms[group], Number.MIN_VALUE));
    const before = usual[group];
    usual[group] = before === null ? now : before + (now - before) / normMemory;
    return Math.exp(usual[group]);
  };
  return { design: follow("design"), critic: follow("critic") };
}
