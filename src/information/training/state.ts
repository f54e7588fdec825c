/** The state of a training: only what the next step needs, as plain arrays, so that a checkpoint is a copy. */
import * as tf from "@tensorflow/tfjs-core";
import type { Checkpoint, Params } from "../../contracts/values.js";
import { type AdamSlots, adamSlots } from "../../engine/adam.js";

/** One trainable tensor outside TensorFlow.js. */
export interface Parameter {
  readonly shape: number[];
  readonly value: Float32Array;
  readonly slots: AdamSlots;
}

/** Numbers that change from step to step. */
export interface TrainCounters {
  step: number;
  designUpdates: number;
  criticUpdates: number;
  /** Consecutive steps whose bound or gradient was not finite, and all such steps. */
  badInARow: number;
  badSteps: number;
  /** The step of the last metric. */
  line: number;
  /** Bounds since the last metric. */
  recent: number[];
  /** The last metric's bound that was finite: a run that resumes behind the last step still has to report it. */
  last: { bound: number; se: number };
  bestValidation: number | null;
  validationsSinceBest: number;
  stopped: boolean;
  /** Running means of the logarithms of the gradient norms. */
  usualNorms: Record<string, number | null>;
}

export interface TrainState {
  readonly counters: TrainCounters;
  readonly parameters: Record<string, Parameter>;
  /** Running average of the policy's parameters: the design that is reported. */
  readonly averaged: Record<string, Float32Array>;
}

/** Parameters of the policy are named "design/..."; all others belong to the critic. */
export function isDesign(name: string): boolean {
  return name.startsWith("design/");
}

/** The names of all parameters of a gradient's baseline (src/information/training/scoreGradient.ts) begin so. */
export const baselineName = "baseline/";

/** The names of what an estimator remembers from step to step begin so: kept with the parameters, and moved by no gradient. */
export const memoryName = "memory/";

/** Parameters that are clipped and moved together: those of the policy, of a gradient's baseline, and all others. */
export function groupsOf(names: readonly string[]): Record<string, string[]> {
  const baseline = names.filter((name) => name.startsWith(baselineName));
  return {
    design: names.filter(isDesign),
    critic: names.filter((name) => !isDesign(name) && !name.startsWith(baselineName) && !name.startsWith(memoryName)),
    ...(baseline.length > 0 ? { baseline } : {}),
  };
}

/** Takes the tensors' values and disposes of the tensors. */
export function initState(params: Params): TrainState {
  const parameters: Record<string, Parameter> = {};
  const averaged: Record<string, Float32Array> = {};
  for (const [name, tensor] of Object.entries(params)) {
    const value = Float32Array.from(tensor.dataSync());
    parameters[name] = { shape: tensor.shape, value, slots: adamSlots(value.length) };
    if (isDesign(name)) averaged[name] = value.slice();
    tensor.dispose();
  }
  return { counters: freshCounters(), parameters, averaged };
}

function freshCounters(): TrainCounters {
  return {
    step: 0,
    designUpdates: 0,
    criticUpdates: 0,
    badInARow: 0,
    badSteps: 0,
    line: 0,
    recent: [],
    last: { bound: Number.NaN, se: Number.NaN },
    bestValidation: null,
    validationsSinceBest: 0,
    stopped: false,
    usualNorms: { design: null, critic: null },
  };
}

/** The current parameters as new tensors; with `useAverage` the policy's are the averaged ones. */
export function tensorsOf(state: TrainState, useAverage = false): Params {
  return Object.fromEntries(
    Object.entries(state.parameters).map(([name, { shape, value }]) => [
      name,
      tf.tensor(((useAverage && state.averaged[name]) || value).slice(), shape),
    ]),
  );
}

/** For a checkpoint: numbers as JSON, arrays by name. */
export function packState(state: TrainState): Checkpoint {
  const arrays: Record<string, Float32Array> = {};
  const shapes: Record<string, number[]> = {};
  for (const [name, { shape, value, slots }] of Object.entries(state.parameters)) {
    shapes[name] = shape;
    arrays[`value:${name}`] = value;
    arrays[`m:${name}`] = slots.m;
    arrays[`v:${name}`] = slots.v;
  }
  for (const [name, value] of Object.entries(state.averaged)) arrays[`average:${name}`] = value;
  return { state: { counters: state.counters, shapes }, arrays };
}

export function unpackState({ state, arrays }: Checkpoint): TrainState {
  const { counters, shapes } = state as { counters: TrainCounters; shapes: Record<string, number[]> };
  const take = (name: string): Float32Array => {
    const array = arrays[name];
    if (!array) throw new Error(`the checkpoint lacks ${name}`);
    return array;
  };
  const parameters: Record<string, Parameter> = {};
  const averaged: Record<string, Float32Array> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    parameters[name] = { shape, value: take(`value:${name}`), slots: { m: take(`m:${name}`), v: take(`v:${name}`) } };
    if (isDesign(name)) averaged[name] = take(`average:${name}`);
  }
  return { counters, parameters, averaged };
}
