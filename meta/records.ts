/** Plain data of meta-learning: what is asked for, and what a run keeps. */
import type { PortableMethod, Scaling } from "../src/portable/modelTypes.js";
import type { ReferenceLevels, Settings } from "./types.js";

/** One training, every default resolved. */
export interface MetaTraining {
  readonly method: string;
  readonly family: string;
  /** Points of a training task, and tasks in a step. */
  readonly support: number;
  readonly query: number;
  readonly tasks: number;
  readonly steps: number;
  /** Widths of the hidden layers of all networks. */
  readonly hidden: readonly number[];
  /** Adam's learning rate, and the critic's. */
  readonly rate: number;
  readonly criticRate: number;
  /** The method's own numbers. */
  readonly settings: Settings;
  readonly seed: number;
}

/** Where a task family of one's own is kept, and the SHA-256 of that file: a run goes on only with the family that it began with. */
export interface FamilyFile {
  /** Absolute. */
  readonly file: string;
  readonly hash: string;
}

/** One line of metrics.jsonl. */
export interface MetaMetric {
  readonly step: number;
  /** Mean over the steps since the last line: squared error on query points, and the information that is penalised, nats. */
  readonly risk: number;
  readonly information?: number;
  /** Mean squared error on tasks that are never trained on nor tested with. */
  readonly validation?: number;
  /** Of training alone, validations left out. */
  readonly seconds: number;
}

export interface MeanError {
  readonly value: number;
  /** Standard error over tasks. */
  readonly se: number;
  /** Tasks whose adaptation diverged, whose errors count as a million times what networks see of y; absent where there are none. */
  readonly diverged?: number;
}

/** Squared errors of one method on the held-out tasks. */
export interface TaskErrors {
  /** Adaptation steps; [0] alone where the method adapts in one pass. */
  readonly steps: readonly number[];
  /** Mean squared error of each task, for each of `steps`. */
  readonly errors: readonly (readonly number[])[];
  /** Mean over tasks by number of support points, after the last of `steps` that training used. */
  readonly bySupport: readonly (MeanError & { readonly support: number })[];
  /** A few tasks to look at. */
  readonly examples: readonly Example[];
}

/** Those, and what they say of the family. */
export interface TestedErrors extends TaskErrors {
  /** Means over all tasks of the family, which the known levels bring nearer than these tasks' (meta/controls.ts), for each of `steps`. */
  readonly means: readonly MeanError[];
}

export interface Example {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The task's values at the grid's midpoints. */
  readonly truth: readonly number[];
  /** Predictions on the grid, for each of `steps`. */
  readonly predictions: readonly (readonly (number | null)[])[];
}

/** model.json: all that is needed to adapt, without TensorFlow.js. */
export interface MetaModelFile {
  readonly kind: "metaModel";
  readonly version: string;
  readonly method: string;
  readonly family: string;
  readonly low: number;
  readonly high: number;
  readonly adaptation: PortableMethod;
  /** Absent where networks see x and y as they are. */
  readonly scaling?: Scaling;
  readonly parameters: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>>;
}

/** result.json of `floe meta train`. */
export interface MetaResult {
  readonly kind: "meta";
  readonly training: MetaTraining;
  readonly backend: string;
  readonly version: string;
  /** Trainable numbers that predictions need, and those of the critic. */
  readonly parameters: number;
  readonly criticParameters: number;
  readonly seconds: number;
  /** Mean squared error on the validation tasks at the end. */
  readonly validation: number;
  readonly levels: ReferenceLevels;
  readonly tasks: number;
  readonly points: number;
  /** Mean squared error on the held-out tasks by adaptation steps. */
  readonly errors: readonly (MeanError & { readonly steps: number })[];
  readonly bySupport: TaskErrors["bySupport"];
  readonly warnings: readonly string[];
}
