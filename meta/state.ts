/** The state of a meta-training: only what the next step needs, as plain arrays, so that a checkpoint is a copy. */
import type { Checkpoint, Params } from "../src/contracts/values.js";
import * as ascent from "../src/engine/ascent/index.js";

export interface MetaCounters extends ascent.Counters {
  updates: number;
  /** Sums since the last line of metrics. */
  recent: { steps: number; risk: number; information: number | null };
  /** Seconds of training, validations left out. */
  seconds: number;
}

export type MetaState = ascent.AscentState<MetaCounters>;

/** Parameters that a critic has for itself. */
export const isCritics = (name: string): boolean => /^(critic|auxiliary)\//.test(name);

export const nothingYet = (): MetaCounters["recent"] => ({ steps: 0, risk: 0, information: null });

export type MetaGroups = ascent.Groups<"updates">;

/** A critic is clipped by its own norm, and learns at its own rate. */
export function groupsOf({ parameters }: MetaState): MetaGroups {
  const names = Object.keys(parameters);
  const critic = names.filter(isCritics);
  return {
    main: { names: names.filter((name) => !isCritics(name)), counter: "updates" },
    ...(critic.length > 0 ? { critic: { names: critic, counter: "updates" } } : {}),
  };
}

/** Takes over `params`, which it disposes of. */
export function initState(params: Params): MetaState {
  const counters = { step: 0, updates: 0, badInARow: 0, badSteps: 0, usualNorms: {}, recent: nothingYet(), seconds: 0 };
  return { counters, parameters: ascent.initParameters(params) };
}

const arrayName: ascent.ArrayName = (field, parameter) => `${parameter}:${field}`;

export const packState = (state: MetaState): Checkpoint => ascent.pack(state, arrayName);

/** @param like a state of the same training @throws InputError naming what differs */
export const unpackState = (checkpoint: Checkpoint, like: MetaState): MetaState => ascent.unpack(checkpoint, like, arrayName);
