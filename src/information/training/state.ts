/** The state of a training: only what the next step needs, as plain arrays, so that a checkpoint is a copy. */

import { check } from "../../basics/errors.js";
import type { Checkpoint, Params } from "../../contracts/values.js";
import * as ascent from "../../engine/ascent/index.js";

/** Numbers that change from step to step. */
export interface TrainCounters extends ascent.Counters {
  designUpdates: number;
  criticUpdates: number;
  /** The step of the last metric. */
  line: number;
  /** Bounds since the last metric. */
  recent: number[];
  /** Of the same steps, the bound's first term where it has two (`Parts` in parts.ts). */
  recentJoint: number[];
  /** The last metric's bound that was finite: a run that resumes behind the last step still has to report it. */
  last: { bound: number; se: number };
  bestValidation: number | null;
  validationsSinceBest: number;
  stopped: boolean;
}

export interface TrainState extends ascent.AscentState<TrainCounters> {
  /** Running average of the policy's parameters: the design that is reported. */
  readonly averaged: Readonly<Record<string, Float32Array>>;
}

/** Parameters of the policy are named "design/..."; all others belong to the critic. */
export function isDesign(name: string): boolean {
  return name.startsWith("design/");
}

/** The names of all parameters of a gradient's baseline (src/information/training/scoreGradient.ts) begin so. */
export const baselineName = "baseline/";

/** The names of what an estimator remembers from step to step begin so: kept with the parameters, and moved by no gradient. */
export const memoryName = "memory/";

/** The names of an auxiliary that learns at a rate of its own begin so. */
export const pacedName = "paced/";

/**
 * With Adam's usual 0.999 one outlier among the gradients of a coordinate that hardly moves carries it thirty times the rate away, because the
 * second moment forgets the outlier a hundred times more slowly than the first one follows it (docs/defaults.md).
 */
const designAdam = { beta2: 0.95 };

export type TrainGroups = ascent.Groups<"designUpdates" | "criticUpdates">;

/** Parameters of the policy, of a gradient's baseline, which learns beside the critic, of an auxiliary with its own rate, and all others. */
export function groupsOf(names: readonly string[]): TrainGroups {
  const baseline = names.filter((name) => name.startsWith(baselineName));
  const others = names.filter((name) => !isDesign(name) && !baseline.includes(name));
  const { critic, ...paced } = learnedGroups(others, "criticUpdates");
  return {
    design: { names: names.filter(isDesign), counter: "designUpdates", adam: designAdam },
    critic,
    ...(baseline.length > 0 ? { baseline: { names: baseline, counter: "criticUpdates" } } : {}),
    ...paced,
  };
}

/** Parameters of an auxiliary with its own rate, and all others that are moved; those that are only remembered are not. */
export function learnedGroups<Counter extends string>(names: readonly string[], counter: Counter) {
  const paced = names.filter((name) => name.startsWith(pacedName));
  const critic = names.filter((name) => !paced.includes(name) && !name.startsWith(memoryName));
  return { critic: { names: critic, counter }, ...(paced.length > 0 ? { paced: { names: paced, counter } } : {}) };
}

/** Takes the tensors' values and disposes of the tensors. */
export function initState(params: Params): TrainState {
  const parameters = ascent.initParameters(params);
  const own = Object.entries(parameters).filter(([name]) => isDesign(name));
  return {
    counters: freshCounters(),
    parameters,
    averaged: Object.fromEntries(own.map(([name, { value }]) => [name, value.slice()])),
  };
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
    recentJoint: [],
    last: { bound: Number.NaN, se: Number.NaN },
    bestValidation: null,
    validationsSinceBest: 0,
    stopped: false,
    usualNorms: { design: null, critic: null },
  };
}

/** The current parameters as new tensors; with `useAverage` the policy's are the averaged ones. */
export function tensorsOf(state: TrainState, useAverage = false): Params {
  return ascent.tensorsOf(state, useAverage ? state.averaged : {});
}

const arrayName: ascent.ArrayName = (field, parameter) => `${field}:${parameter}`;
const averageName = (parameter: string): string => `average:${parameter}`;

/** For a checkpoint: numbers as JSON, arrays by name. */
export function packState(state: TrainState): Checkpoint {
  const { arrays, ...rest } = ascent.pack(state, arrayName);
  const averages = Object.entries(state.averaged).map(([name, value]) => [averageName(name), value]);
  return { ...rest, arrays: { ...arrays, ...Object.fromEntries(averages) } };
}

/** @param like a state of the same training @throws InputError naming what differs */
export function unpackState(checkpoint: Checkpoint, like: TrainState): TrainState {
  const state = ascent.unpack(checkpoint, like, arrayName);
  const averaged = Object.entries(like.averaged).map(([name, { length }]): [string, Float32Array] => {
    const array = checkpoint.arrays[averageName(name)];
    check(array?.length === length, `the checkpoint lacks ${averageName(name)}`);
    return [name, array];
  });
  // A checkpoint of an earlier version lacks what is counted since.
  return { ...state, counters: { ...freshCounters(), ...state.counters }, averaged: Object.fromEntries(averaged) };
}
