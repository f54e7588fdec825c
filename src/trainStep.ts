/** One step of joint ascent: a pure function of parameters and drawn inputs, then Adam on each group. */
import * as tf from "@tensorflow/tfjs-core";
import { rollout } from "./experiment.js";
import type { Objective } from "./objective.js";
import { adamAscend, globalNorm } from "./optimizers.js";
import { tidied } from "./tensor.js";
import { isDesign, type TrainState } from "./trainState.js";
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

  const move = (names: string[], t: number, rate: number, norm: number): void => {
    const scale = norm > rates.clipNorm ? rates.clipNorm / norm : 1;
    for (const name of names) {
      const { value, slots } = state.parameters[name] as TrainState["parameters"][string];
      adamAscend(value, gradients[name] as Float32Array, slots, t, rate, scale);
    }
  };
  if (rates.critic > 0) move(critic, ++state.counters.criticUpdates, rates.critic, norms.critic);
  if (rates.design > 0) move(design, ++state.counters.designUpdates, rates.design, norms.design);
  return true;
}
