/** What the records of a comparison must be to be read. Errors are means over held-out tasks and seeds. */
import { z } from "zod";
import { parts } from "../../src/records/checked.js";
import {
  bySupport,
  familyFileSchema,
  heldSchema,
  levels,
  meanErrorSchema,
  named,
  paired,
  predictions,
  task,
  trainingSchema,
} from "./training.js";

const { number, count, text, numbers, backend, versions } = parts;

/** config.json of a comparison. */
export const compareConfigSchema = z.object({
  kind: z.literal("metaCompare"),
  /** The same for all rows. */
  common: trainingSchema.pick({
    family: true,
    support: true,
    query: true,
    tasks: true,
    steps: true,
    hidden: true,
    criticRate: true,
  }),
  /** Where the family is not of the registry. */
  familyFile: familyFileSchema.exactOptional(),
  searchSteps: count,
  seeds: count.min(1),
  /** The first seed. */
  seed: count,
  backend,
  versions,
});

export const intervalSchema = meanErrorSchema.extend({
  /** Half the width of a 95 % interval over tasks and seeds. */
  half: number,
});

export const errorAfterSchema = intervalSchema.extend({
  /** Adaptation steps; `diverged` counts tasks of all seeds. */
  steps: count,
});

/** One training's way. */
export const courseSchema = z
  .object({
    /** Where it was validated, and the mean squared error on the validation tasks. */
    steps: numbers,
    seconds: numbers,
    validation: numbers,
    information: z.array(z.object({ step: number, nats: number })).exactOptional(),
  })
  .refine(({ steps, seconds, validation }) => [seconds, validation].every(({ length }) => length === steps.length), {
    error: "a course has not as many times as steps",
  });

export const rowSchema = z.object({
  label: text,
  tuned: z.boolean(),
  /** Isolates a part of another row. */
  ablation: z.boolean(),
  /** With the first seed. */
  training: trainingSchema,
  stepwise: z.boolean(),
  /** Trainable numbers that predictions need, and those of the critic. */
  parameters: count,
  criticParameters: count,
  /** Of one training, on average. */
  seconds: number,
  errors: z.array(errorAfterSchema).min(1),
  /** The smallest of `errors`. */
  best: errorAfterSchema,
  bySupport: z.array(intervalSchema.extend({ support: count })),
  courses: z.array(courseSchema),
  /** Of the examples, by the first seed. */
  predictions,
  /** How often intervals hold what they are about, over tasks and seeds, of methods that give some. */
  intervals: z.array(heldSchema).exactOptional(),
  /** Standard deviations beside `predictions`. */
  sd: z.array(numbers).exactOptional(),
});

export const referenceSchema = meanErrorSchema.extend({
  name: text,
  summary: text,
  /** Where there is a closed form. */
  exact: number.exactOptional(),
  /** Mean squared error on the validation tasks; absent from older results. */
  validation: number.exactOptional(),
  bySupport,
  predictions,
});

const tried = z.object({
  settings: named,
  /** null where the training diverged. */
  validation: number.nullable(),
});

export const searchSchema = z
  .object({
    method: text,
    steps: count,
    /** Every combination that was tried, with its error on the validation tasks. */
    tried: z.array(tried).min(1),
    chosen: named,
  })
  .refine((search) => search.tried.every(({ settings }) => sameKeys(settings, search.tried[0]?.settings ?? {})), {
    error: "what a search tried has not the same settings everywhere",
  });

const sameKeys = (a: object, b: object): boolean => Object.keys(a).sort().join("\n") === Object.keys(b).sort().join("\n");

/** result.json of a comparison, and report.json of one training, as a comparison of one row: all that its report needs. */
export const comparisonSchema = z
  .object({
    kind: z.literal("metaCompare"),
    backend: text,
    version: text,
    family: text,
    support: count,
    levels,
    tasks: count,
    points: count,
    /** What an adaptation that diverged counts as; absent from older results. */
    worst: number.exactOptional(),
    seeds: count,
    search: z.array(searchSchema),
    rows: z.array(rowSchema).min(1),
    /** Rows that are left out of the table, because trainings of theirs diverged. */
    diverged: z.array(z.object({ label: text, trainings: count, message: text })),
    references: z.array(referenceSchema),
    /** Error of a row less that of another, by task and seed. */
    differences: z.array(intervalSchema.extend({ label: text, minus: text })),
    grid: numbers,
    examples: z.array(z.object(task).refine(({ x, y }) => x.length === y.length, paired)),
  })
  .refine(({ grid, examples }) => examples.every(({ truth }) => truth.length === grid.length), {
    error: "an example's truth is not as long as the grid",
  })
  .refine(
    ({ grid, examples, rows, references }) =>
      [...rows, ...references].every(
        (row) => row.predictions.length === examples.length && row.predictions.every(({ length }) => length === grid.length),
      ),
    { error: "predictions are not as many as examples, or not as long as the grid" },
  );
