/** What a trained policy's file holds, and what is said to it and by it. This folder imports nothing from outside of itself. */

/** policy.json, as far as deciding needs it. */
export interface PolicyData {
  readonly kind: "policy";
  readonly version: string;
  readonly simulator: string;
  readonly family: string;
  readonly hidden: readonly number[];
  /** Measurements in an experiment. */
  readonly horizon: number;
  readonly designNames: readonly string[];
  readonly designUnit: string;
  readonly outcomeNames: readonly string[];
  readonly outcomeUnit: string;
  /** What each measurement can come out as, an `OutcomeRange` in three lists; none where the simulator does not say, and from older versions. */
  readonly outcomeKinds?: readonly OutcomeRange["kind"][];
  readonly outcomeLow?: readonly number[];
  readonly outcomeHigh?: readonly number[];
  readonly space: SpaceData;
  readonly transform: TransformData;
  readonly seen: { readonly at: Scaling; readonly outcome: Scaling };
  readonly parameters: Weights;
  /** Of a policy that was refined for an experiment under way: what had been measured. It decides about the rest of that experiment only. */
  readonly after?: History["observations"];
}

/** What a measurement can come out as. */
export interface OutcomeRange {
  /** Any number; a whole number; 0 or 1; or a whole number that stands for a category. */
  readonly kind: "continuous" | "count" | "binary" | "category";
  /** The least and the largest possible outcome; the largest number of single precision where there is none. */
  readonly low: number;
  readonly high: number;
}

export interface Scaling {
  readonly mean: readonly number[];
  readonly sd: readonly number[];
  /** "log": of the logarithm. Files without it are of before there were such scales. */
  readonly scale?: Scale;
}

export type Scale = "linear" | "log";

export interface TransformData {
  readonly kind: string;
  readonly scale: number;
  readonly shift: number;
}

/** A design space as plain data: its kind, and what that kind needs (spaces/). */
export interface SpaceData {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** The range of one coordinate. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly scale: Scale | undefined;
}

/** The half of a design space that works without tensors: one coordinate after the other. One file a kind in spaces/. */
export interface SpaceKind<Data extends SpaceData = SpaceData> {
  /** Whether a file's fields are what they should be. @param must refuses the field that does not fit */
  check(
    fields: Readonly<Record<string, unknown>>,
    horizon: number,
    must: (field: string, fits: boolean, what: string) => void,
  ): void;
  /** Of the coordinate after `step` others, as the experiment has it whatever was measured before. */
  axis(space: Data, step: number): Axis;
  /** The next coordinate as in training (`next` in designs/), after the ones that were really measured. @param share sigmoid of the raw value */
  place(space: Data, share: number, before: readonly number[], horizon: number): number;
  /** The earliest next coordinate, where each comes after the last. */
  earliest?(space: Data, last: number): number | undefined;
  /** Where the next coordinate may be, of spaces with gaps: stretches in ascending order. Without it, all of its range. */
  allowed?(space: Data, before: readonly number[]): readonly (readonly [number, number])[];
  /** Of which number places are multiples, where they are; 0 where they are not. */
  gridOf?(space: Data, step: number): number;
}

/** One measurement: where it was really taken, and what came out. */
export interface Observation {
  readonly design: readonly number[];
  readonly outcome: readonly number[];
}

/** A measurement that was made, and told nothing: a broken tube. Its place is used up. */
export interface LostMeasurement {
  readonly design: readonly number[];
  readonly lost: true;
}

/** A measurement that was made, and whose outcome will come later: a sample in the laboratory. Until then it tells nothing. */
export interface PendingMeasurement {
  readonly design: readonly number[];
  readonly pending: true;
}

export interface History {
  readonly observations: readonly (Observation | LostMeasurement | PendingMeasurement)[];
}

/** What came in late for the `step`-th measurement (from 1), which was pending or given up as lost. */
export type LateResult = { readonly step: number } & ({ readonly outcome: readonly number[] } | { readonly lost: true });

/** The next measurement: the `step`-th (from 1) of `of`. */
export interface Advice {
  readonly design: [number];
  readonly step: number;
  readonly of: number;
}

/** What must hold when a policy is used, without training it again. All in the design's unit. */
export interface Constraints {
  readonly low?: number;
  readonly high?: number;
  /** Smallest distance to every earlier measurement. */
  readonly spacing?: number;
  /** Ranges [from, to] in which nothing can be measured, ends allowed. */
  readonly forbidden?: readonly (readonly [number, number])[];
  /** How many measurements may be taken in all; at most the horizon. */
  readonly budget?: number;
  /** Multiples of this only, 0.25 say; absent: as the policy was trained. */
  readonly grid?: number;
}

/** A network that reads one measurement after the other. */
export interface Network {
  /** Forgets everything. */
  reset(): void;
  /** The raw value of the next coordinate. @param step how many measurements there were */
  next(step: number): number;
  /** @param at standardised place @param outcome standardised outcome */
  observe(at: number, outcome: number): void;
}

/** Wrong input: a history, a constraint or a file that makes no sense. */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
}

/** Tensors by name, as plain numbers. */
export type Weights = Readonly<Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>>;
