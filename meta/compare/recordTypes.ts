/** result.json of a comparison: all that its report needs. Errors are means over held-out tasks and seeds. */
import type { MeanError, MetaTraining } from "../records.js";
import type { ReferenceLevels } from "../types.js";

export interface Interval extends MeanError {
  /** Half the width of a 95 % interval over tasks and seeds. */
  readonly half: number;
}

export interface ErrorAfter extends Interval {
  /** `diverged` counts tasks of all seeds. */
  /** Adaptation steps. */
  readonly steps: number;
}

/** One training's way. */
export interface Course {
  /** Where it was validated, and the mean squared error on the validation tasks. */
  readonly steps: readonly number[];
  readonly seconds: readonly number[];
  readonly validation: readonly number[];
  readonly information?: readonly { readonly step: number; readonly nats: number }[];
}

export interface ComparedRow {
  readonly label: string;
  readonly tuned: boolean;
  /** Isolates a part of another row. */
  readonly ablation: boolean;
  /** With the first seed. */
  readonly training: MetaTraining;
  readonly stepwise: boolean;
  /** Trainable numbers that predictions need, and those of the critic. */
  readonly parameters: number;
  readonly criticParameters: number;
  /** Of one training, on average. */
  readonly seconds: number;
  readonly errors: readonly ErrorAfter[];
  /** The smallest of `errors`. */
  readonly best: ErrorAfter;
  readonly bySupport: readonly (Interval & { readonly support: number })[];
  readonly courses: readonly Course[];
  /** Of the examples, by the first seed. */
  readonly predictions: readonly (readonly (number | null)[])[];
}

export interface ReferenceRow extends MeanError {
  readonly name: string;
  readonly summary: string;
  /** Where there is a closed form. */
  readonly exact?: number;
  /** Mean squared error on the validation tasks; absent from older results. */
  readonly validation?: number;
  readonly bySupport: readonly (MeanError & { readonly support: number })[];
  readonly predictions: readonly (readonly (number | null)[])[];
}

export interface Tried {
  readonly settings: Readonly<Record<string, number>>;
  /** null where the training diverged. */
  readonly validation: number | null;
}

export interface SearchOutcome {
  readonly method: string;
  readonly steps: number;
  /** Every combination that was tried, with its error on the validation tasks. */
  readonly tried: readonly Tried[];
  readonly chosen: Readonly<Record<string, number>>;
}

export interface MetaComparison {
  readonly kind: "metaCompare";
  readonly backend: string;
  readonly version: string;
  readonly family: string;
  readonly support: number;
  readonly levels: ReferenceLevels;
  readonly tasks: number;
  readonly points: number;
  /** What an adaptation that diverged counts as; absent from older results. */
  readonly worst?: number;
  readonly seeds: number;
  readonly search: readonly SearchOutcome[];
  readonly rows: readonly ComparedRow[];
  /** Rows that are left out of the table, because trainings of theirs diverged. */
  readonly diverged: readonly { readonly label: string; readonly trainings: number; readonly message: string }[];
  readonly references: readonly ReferenceRow[];
  /** Error of a row less that of another, by task and seed. */
  readonly differences: readonly (Interval & { readonly label: string; readonly minus: string })[];
  readonly grid: readonly number[];
  readonly examples: readonly {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly truth: readonly number[];
  }[];
}
