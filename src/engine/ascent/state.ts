/** What a training is between two steps: plain arrays and numbers. */
import * as tf from "@tensorflow/tfjs-core";
import type { Params } from "../../contracts/values.js";
import { adamSlots } from "../adam.js";
import type { VariableState } from "../compile/index.js";

/** One trainable tensor outside TensorFlow.js, with Adam's moments. */
export interface Parameter extends VariableState {
  readonly shape: readonly number[];
}

/** Numbers that change from step to step, in every training. */
export interface Counters {
  step: number;
  /** Consecutive steps that were skipped, for something in them was not finite, and all such steps. */
  badInARow: number;
  badSteps: number;
  /** Running means of the logarithms of the gradients' norms, by group. */
  usualNorms: Record<string, number | null>;
}

export interface AscentState<C extends Counters = Counters> {
  readonly counters: C;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

/** Takes the tensors' values, and disposes of the tensors. */
export function initParameters(params: Params): AscentState["parameters"] {
  const entries = Object.entries(params).map(([name, tensor]): [string, Parameter] => {
    const value = Float32Array.from(tensor.dataSync());
    return [name, { shape: tensor.shape, value, ...adamSlots(value.length) }];
  });
  tf.dispose(params);
  return Object.fromEntries(entries);
}

/** The parameters as new tensors, which the caller disposes of. @param instead values that stand for some of them */
export function tensorsOf({ parameters }: AscentState, instead: Readonly<Record<string, Float32Array>> = {}): Params {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, value }]) => [name, tf.tensor((instead[name] ?? value).slice(), [...shape])]),
  );
}

/** What a parameter holds. */
export const fields = ["value", "m", "v"] as const;
