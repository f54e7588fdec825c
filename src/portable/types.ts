/** What a trained policy's file holds, and what is said to it and by it. This folder imports nothing from outside of itself. */

/** policy.json, as far as deciding needs it. */
export interface PolicyData {
  readonly kind: "policy";
  readonly version: string;
  readonly simulator: string;
  readonly family: string;
  readonly hidden: readonly number[];
  /** Measurements in an experiment: of several horizons, the longest (`forHorizon` in horizons.ts makes the file of another). */
  readonly horizon: number;
  /** What it was trained for, where it serves experiments of any length up to the longest of these. */
  readonly horizons?: readonly number[];
  /** The design space of experiments of 1, 2, .. measurements up to one less than the longest; absent where it is the same for all. */
  readonly spaces?: readonly SpaceData[];
  /** One for each number of the whole design: `space` says how many each measurement has. */
  readonly designNames: readonly string[];
  readonly designUnit: string;
  /** One for each of them, where they differ; none from older versions. */
  readonly designUnits?: readonly string[];
  /** As many for each measurement. */
  readonly outcomeNames: readonly string[];
  readonly outcomeUnit: string;
  readonly outcomeUnits?: readonly string[];
  /** What each outcome can come out as, an `OutcomeRange` in three lists; none where the simulator does not say, and from older versions. */
  readonly outcomeKinds?: readonly OutcomeRange["kind"][];
  readonly outcomeLow?: readonly number[];
  readonly outcomeHigh?: readonly number[];
  readonly space: SpaceData;
  readonly transform: TransformData;
  readonly seen: { readonly at: Scaling; readonly outcome: Scaling; readonly passive?: Scaling };
  /** What comes without being chosen; none where nothing does, and from older versions. */
  readonly passive?: PassiveData;
  readonly parameters: Weights;
  /** Of a policy that was refined for an experiment under way: what had been measured. It decides about the rest of that experiment only. */
  readonly after?: History["observations"];
}

/** Reports that come in whatever is measured: a list each, as long as there are reports. */
export interface PassiveData {
  readonly names: readonly string[];
  readonly units: readonly string[];
  readonly kinds?: readonly OutcomeRange["kind"][];
  readonly low?: readonly number[];
  readonly high?: readonly number[];
  /** When each is in, ascending, by the clock: how many measurements were taken, or the first number of the latest one's place. */
  readonly at: readonly number[];
  readonly clock: "measurements" | "place";
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
  /** Where the numbers of a measurement differ in that: one for each. */
  readonly scales?: readonly Scale[];
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

/** The half of a design space that works without tensors: one number after the other, a measurement each. One file a kind in spaces/. */
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
  readonly widths?: undefined;
}

/** The same of a space whose measurements have several numbers each, or are made from several raw ones. */
export interface PointKind<Data extends SpaceData = SpaceData> {
  check: SpaceKind<Data>["check"];
  /** Numbers of one measurement, and raw numbers that it is made from. */
  widths(space: Data): Widths;
  /** Of the measurement after `step` others, an axis a number. */
  axes(space: Data, step: number): readonly Axis[];
  /** The next measurement as in training, after the ones that were really taken. */
  place(space: Data, raw: ArrayLike<number>, before: readonly Point[], horizon: number): Point;
  /** All that can be measured next, where it is a list. */
  candidates?(space: Data, before: readonly Point[]): readonly Point[] | undefined;
  /** All that measurements are chosen from, where every one is of the same list. */
  list?(space: Data): Listed | undefined;
  /** A whole design as one measurement, where its measurements can be made from unlike numbers of raw ones. */
  together?(space: Data): Together;
  /** The earliest next measurement after `step` others, where it comes after the last. */
  earliest?(space: Data, last: number, step: number): number | undefined;
  /** As of a space of plain numbers, where a measurement is one. */
  allowed?(space: Data, before: readonly Point[]): readonly (readonly [number, number])[] | undefined;
  gridOf?(space: Data, step: number): number;
}

/** Candidates, and what people call them. */
export interface Listed {
  readonly points: readonly Point[];
  readonly labels?: readonly string[] | undefined;
  /** Their numbers in the list that the user gave, where these are not 1, 2, .. */
  readonly numbers?: readonly number[] | undefined;
}

/** All numbers of a design at once. */
export interface Together {
  readonly rawWidth: number;
  readonly axes: readonly Axis[];
  place(raw: ArrayLike<number>): Point;
}

export interface Widths {
  readonly width: number;
  readonly rawWidth: number;
}

/** The numbers of one measurement's place. */
export type Point = readonly number[];

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
  /** What came without being chosen, in its order, as far as it is told; null where a report never came. */
  readonly reports?: readonly (number | null)[];
}

/** What came in late for the `step`-th measurement (from 1), which was pending or given up as lost. */
export type LateResult = { readonly step: number } & ({ readonly outcome: readonly number[] } | { readonly lost: true });

/** The next measurement: the `step`-th (from 1) of `of`. */
export interface Advice {
  readonly design: [number, ...number[]];
  readonly step: number;
  readonly of: number;
  /** Where measurements are of a list: which of it this is, from 1, and what people call it. */
  readonly candidate?: number;
  readonly label?: string;
}

/** A number of a measurement's place, and what it may be whatever was measured before. */
export interface ChosenNumber {
  readonly name: string;
  /** "" where it has none. */
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly scale: Scale;
}

/** What must hold when a policy is used, without training it again. All in the design's unit; where measurements have several numbers, `budget` only. */
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
  /** The raw values of the next measurement, to be read at once. @param step how many measurements there were */
  next(step: number): ArrayLike<number>;
  /**
   * @param seen standardised numbers of the place, then of the outcome, then of the reports that are in (0: not in); to be read at once
   * @param step how many measurements there were before
   */
  observe(seen: Float64Array, step: number): void;
}

/** Wrong input: a history, a constraint or a file that makes no sense. */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
}

/** Tensors by name, as plain numbers. */
export type Weights = Readonly<Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>>;
