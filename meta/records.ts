/** What a run of `floe meta train` keeps, as types: those of its records are inferred from what is checked when they are read (schemas/). */
import type { ModelData } from "../src/portable/modelTypes.js";
import type { Recorded } from "../src/records/checked.js";
import type {
  exampleSchema,
  familyFileSchema,
  heldSchema,
  meanErrorSchema,
  metaConfigSchema,
  metaMetricSchema,
  metaResultSchema,
  taskErrorsSchema,
  trainingSchema,
} from "./schemas/training.js";

/** One training, every default resolved. */
export type MetaTraining = Recorded<typeof trainingSchema>;
/** Where a task family of one's own is kept, and the SHA-256 of that file: a run goes on only with the family that it began with. */
export type FamilyFile = Recorded<typeof familyFileSchema>;
/** config.json: every option after defaults, enough to repeat the run. */
export type MetaConfig = Recorded<typeof metaConfigSchema>;
/** One line of metrics.jsonl. */
export type MetaMetric = Recorded<typeof metaMetricSchema>;
export type MeanError = Recorded<typeof meanErrorSchema>;
/** result.json of `floe meta train`. */
export type MetaResult = Recorded<typeof metaResultSchema>;
/** errors.json: squared errors of one method on the held-out tasks. */
export type TaskErrors = Recorded<typeof taskErrorsSchema>;
/** Intervals of one level. */
export type Interval = Recorded<typeof heldSchema>;
export type Example = Recorded<typeof exampleSchema>;

/** Those, and what they say of the family. */
export interface TestedErrors extends TaskErrors {
  /** Means over all tasks of the family, which the known levels bring nearer than these tasks' (meta/controls.ts), for each of `steps`. */
  readonly means: readonly MeanError[];
}

/** model.json: all that is needed to adapt, without TensorFlow.js. Read by src/portable/, which checks it itself. */
export interface MetaModelFile extends ModelData {
  readonly method: string;
  readonly family: string;
}
