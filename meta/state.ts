/** The state of a meta-training: only what the next step needs, as plain arrays, so that a checkpoint is a copy. */
import * as tf from "@tensorflow/tfjs-core";
import type { Checkpoint, Params } from "../src/contracts/values.js";
import { adamSlots } from "../src/engine/adam.js";
import type { CompiledStep } from "../src/engine/compile/index.js";

interface Parameter {
  readonly shape: readonly number[];
  readonly value: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
}

export interface MetaCounters {
  step: number;
  updates: number;
  /** Steps whose loss or gradient was not finite: in a row, and all. */
  badInARow: number;
  badSteps: number;
  /** Logarithms of the gradients' usual norms, by group. */
  usualNorms: Record<string, number>;
  /** Sums since the last line of metrics. */
  recent: { steps: number; risk: number; information: number | null };
  /** Seconds of training, validations left out. */
  seconds: number;
}

export interface MetaState {
  readonly counters: MetaCounters;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

/** Parameters that a critic has for itself. */
export const isCritics = (name: string): boolean => /^(critic|auxiliary)\//.test(name);

export const nothingYet = (): MetaCounters["recent"] => ({ steps: 0, risk: 0, information: null });

/** Takes over `params`, which it disposes of. */
export function initState(params: Params): MetaState {
  const parameters = Object.fromEntries(
    Object.entries(params).map(([name, x]) => [
      name,
      { shape: x.shape, value: x.dataSync().slice() as Float32Array, ...adamSlots(x.size) },
    ]),
  );
  tf.dispose(params);
  const counters = { step: 0, updates: 0, badInARow: 0, badSteps: 0, usualNorms: {}, recent: nothingYet(), seconds: 0 };
  return { counters, parameters };
}

/** The parameters as tensors, which the caller disposes of. */
export function tensorsOf({ parameters }: MetaState): Params {
  return Object.fromEntries(Object.entries(parameters).map(([name, { value, shape }]) => [name, tf.tensor(value, [...shape])]));
}

/** Brings what was trained back into the state. */
export function pullInto({ parameters }: MetaState, step: CompiledStep): void {
  const pulled = step.pull();
  for (const [name, parameter] of Object.entries(parameters))
    for (const field of ["value", "m", "v"] as const)
      parameter[field].set((pulled[name] as NonNullable<(typeof pulled)[string]>)[field]);
}

export function packState({ counters, parameters }: MetaState): Checkpoint {
  const shapes = Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, shape]));
  const arrays = Object.entries(parameters).flatMap(([name, { value, m, v }]) => [
    [`${name}:value`, value] as const,
    [`${name}:m`, m] as const,
    [`${name}:v`, v] as const,
  ]);
  return { state: { counters, shapes }, arrays: Object.fromEntries(arrays) };
}

export function unpackState({ state, arrays }: Checkpoint): MetaState {
  const { counters, shapes } = state as { counters: MetaCounters; shapes: Record<string, number[]> };
  const of = (name: string, field: string) => arrays[`${name}:${field}`] as Float32Array;
  const parameters = Object.entries(shapes).map(([name, shape]) => [
    name,
    { shape, value: of(name, "value"), m: of(name, "m"), v: of(name, "v") },
  ]);
  return { counters, parameters: Object.fromEntries(parameters) };
}
