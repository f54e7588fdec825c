/** What a benchmark goes through step by step, whether anything is learned on the way or not. */
import type { Critic, FromSamples, FromScores } from "../../contracts/bounds.js";
import type { Key } from "../../contracts/values.js";
import type { AscentState, Counters } from "../../engine/ascent/index.js";
import type { KnownPairs } from "./task.js";

export interface KnownTraining {
  readonly pairs: KnownPairs;
  /** One that reads the rows themselves has nothing to train, and no scores. */
  readonly estimator: FromScores | FromSamples;
  /** Absent: the best scores, so that nothing is trained. */
  readonly critic?: Critic;
  readonly hidden: readonly number[];
  readonly features: number;
  readonly auxiliary: "shared" | "separate";
  /** As many for each level. */
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  /** Infinity: gradients are not clipped. */
  readonly clipNorm: number;
  /** So many pairs are learned from, drawn once for each level, and values are of fresh ones; absent: each step learns from the fresh ones. */
  readonly rows?: number;
}

export interface KnownCounters extends Counters {
  updates: number;
  seconds: number;
}

/** What each step reported, nats; NaN where it was no number, and behind the step at which the training ended. */
export interface Course {
  /** Mean of the contributions. */
  readonly value: Float32Array;
  /** The bound's first term, the mean log ratio of the pairs that belong together; NaN where the scores stand for none. */
  readonly first: Float32Array;
  /** What the auxiliary alone says. */
  readonly readOut: Float32Array;
}

export const kept = ["value", "first", "readOut"] as const satisfies readonly (keyof Course)[];

export type Seen = Partial<Readonly<Record<keyof Course, number>>>;

export interface Walk {
  readonly state: AscentState<KnownCounters>;
  /** One batch, counted. */
  step(k: Key, level: number, n: number): Seen;
  /** Brings what was learned into the state. */
  pull(): void;
  dispose(): void;
}

export const fresh = (): KnownCounters => ({
  step: 0,
  updates: 0,
  badInARow: 0,
  badSteps: 0,
  usualNorms: { critic: null, paced: null },
  seconds: 0,
});

/** As checkpoints call it. */
export const arrayName = (field: string, parameter: string): string => `${field}/${parameter}`;
