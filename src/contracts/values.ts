/** What is passed between all rooms: keys, bags of tensors, scalings, progress. Types only. */
import type { Tensor } from "@tensorflow/tfjs-core";

/** A splittable random key: two unsigned 32-bit words (Threefry-2x32). */
export type Key = readonly [number, number];

/** Trainable tensors by name. Pure functions take the bag and never change it. */
export type Params = Readonly<Record<string, Tensor>>;

/** Random numbers drawn ahead, by name; every tensor's first axis is the n experiments of a batch. */
export type Noise = Readonly<Record<string, Tensor>>;

export type SettingValue = number | string | boolean;

/** One setting of a simulator or an estimator: its default fixes its type. */
export interface SettingSpec {
  readonly default: SettingValue;
  readonly help: string;
  readonly unit?: string;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

export type SettingSpecs = Readonly<Record<string, SettingSpec>>;

/** The values that a table of settings describes: one of its choices where it has some, else what the default is of. */
export type SettingsOf<Specs extends SettingSpecs> = { readonly [Name in keyof Specs]: ValueOf<Specs[Name]> };

type ValueOf<Spec extends SettingSpec> = Spec extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : KindOf<Spec["default"]>;

/** Of 3 a number, of "x" a text. */
type KindOf<Value> = Value extends number ? number : Value extends boolean ? boolean : string;

/** The values that a parameter can take: all between the ends, which it does not reach. */
export interface Support {
  /** Absent: there is no lower end. */
  readonly low?: number;
  readonly high?: number;
}

/** "linear": steps of a coordinate are differences. "log": they are ratios. */
export type Scale = "linear" | "log";

/** x -> (x - mean) / sd, column by column. */
export interface Scaling {
  readonly mean: readonly number[];
  readonly sd: readonly number[];
  /** "log": of the logarithm of x. */
  readonly scale?: Scale;
  /** Where the columns differ in that: one for each. */
  readonly scales?: readonly Scale[];
}

/** How an adaptive policy sees measurements: a column for each number of one, the same for all steps. */
export interface SeenScaling {
  readonly at: Scaling;
  readonly outcome: Scaling;
  /** Of what comes without being chosen; absent where nothing does. */
  readonly passive?: Scaling;
}

/** How a critic's inputs are standardised. */
export interface FeatureScaling {
  readonly theta: Scaling;
  readonly outcome: Scaling;
  /** Of theta's own columns, for models of its density; absent where nothing needs it. */
  readonly ownTheta?: Scaling;
  /** Whether the outcome's columns begin with the designs'. */
  readonly designSeen: boolean;
  /** Designs are seen a second time, by their logits (src/numbers/scales.ts): where all over the space is tried. */
  readonly logits?: true;
  /** Of single measurements, all steps alike; absent where they cannot be taken one by one. */
  readonly measurement?: SeenScaling;
}

/** float32 numbers, little-endian, in base64. */
export interface PackedTensor {
  readonly shape: readonly number[];
  readonly base64: string;
}

/** All that is needed to go on bit for bit: numbers and names in `state`, tensors' values in `arrays`. */
export interface Checkpoint {
  readonly state: unknown;
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

/** What a long computation yields while it runs. */
export interface Progress {
  /** What is being done, in words for the progress bar: "training 2 of 4", "evaluating equallySpaced". */
  readonly phase: string;
  /** Share of the whole command that is done, 0 to 1. */
  readonly fraction: number;
  /** Until the end, as whoever does it knows; null: nobody can tell yet. Absent: whoever shows it goes by the share. */
  readonly secondsLeft?: number | null;
  /** The current bound, nats, where there is one. */
  readonly bound?: number;
  readonly se?: number;
  /** Something the user should know now; shown once. */
  readonly warning?: string;
  /** Something for the run's log; shown once. */
  readonly note?: string;
}

/** g(scale·x + shift), with g by its name. */
export interface Transform {
  readonly kind: "identity" | "sqrt" | "asinh" | "log";
  readonly scale: number;
  readonly shift: number;
}
