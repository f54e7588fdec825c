/** What the records of meta-learning must be to be read. The types, with their words, are in recordTypes.ts and compare/recordTypes.ts. */
import { z } from "zod";
import { parts } from "../src/records/checked.js";
import type { MetaComparison } from "./compare/recordTypes.js";
import type { MetaMetric, MetaResult, MetaTraining, TaskErrors } from "./records.js";

const { number, count, text, path, numbers, counts, texts, backend, versions } = parts;

const named = z.record(text, number).readonly();

export const trainingSchema = z.looseObject({
  method: text,
  family: text,
  support: count,
  query: count,
  tasks: count,
  steps: count,
  hidden: counts,
  rate: number,
  criticRate: number,
  settings: named,
  seed: count,
}) satisfies z.ZodType<MetaTraining>;

const familyFile = z.looseObject({ file: path, hash: text }).exactOptional();

export const metaConfigSchema = z.looseObject({
  kind: z.literal("meta"),
  training: trainingSchema,
  familyFile,
  backend,
  versions,
});

export const compareConfigSchema = z.looseObject({
  kind: z.literal("metaCompare"),
  common: z.looseObject({
    family: text,
    support: count,
    query: count,
    tasks: count,
    steps: count,
    hidden: counts,
    criticRate: number,
  }),
  familyFile,
  searchSteps: count,
  seeds: count.min(1),
  seed: count,
  backend,
  versions,
});

/** A mean over no steps is null. */
export const metaMetricSchema = z.looseObject({
  step: count,
  risk: number.nullable(),
  information: number.nullable().exactOptional(),
  validation: number.nullable().exactOptional(),
  seconds: number,
});
export type WrittenMetric = Omit<MetaMetric, "risk"> & { readonly risk: number | null };

const levels = z.looseObject({ zero: number, mean: number, oracle: number });
const meanError = { value: number, se: number, diverged: count.exactOptional() };
const bySupport = z.array(z.looseObject({ support: count, ...meanError })).readonly();

export const metaResultSchema = z.looseObject({
  kind: z.literal("meta"),
  training: trainingSchema,
  backend: text,
  version: text,
  parameters: count,
  criticParameters: count,
  seconds: number,
  validation: number,
  levels,
  tasks: count,
  points: count,
  errors: z.array(z.looseObject({ steps: count, ...meanError })).readonly(),
  bySupport,
  warnings: texts,
}) satisfies z.ZodType<MetaResult>;

const table = z.array(numbers).readonly();
/** A prediction that is no number is null: an adaptation may diverge. */
const predictions = z.array(z.array(number.nullable()).readonly()).readonly();
const task = { x: numbers, y: numbers, truth: numbers };
const paired = { error: "an example has not as many x as y" };

export const taskErrorsSchema = z.looseObject({
  steps: counts,
  errors: table,
  bySupport,
  examples: z.array(z.looseObject({ ...task, predictions }).refine(({ x, y }) => x.length === y.length, paired)).readonly(),
}) satisfies z.ZodType<TaskErrors>;

export const divergenceSchema = z.looseObject({ message: text });

const interval = { ...meanError, half: number };
const after = z.looseObject({ steps: count, ...interval });

const course = z
  .looseObject({
    steps: numbers,
    seconds: numbers,
    validation: numbers,
    information: z
      .array(z.looseObject({ step: number, nats: number }))
      .readonly()
      .exactOptional(),
  })
  .refine(({ steps, seconds, validation }) => [seconds, validation].every(({ length }) => length === steps.length), {
    error: "a course has not as many times as steps",
  });

const row = z.looseObject({
  label: text,
  tuned: z.boolean(),
  ablation: z.boolean(),
  training: trainingSchema,
  stepwise: z.boolean(),
  parameters: count,
  criticParameters: count,
  seconds: number,
  errors: z.array(after).min(1).readonly(),
  best: after,
  bySupport: z.array(z.looseObject({ support: count, ...interval })).readonly(),
  courses: z.array(course).readonly(),
  predictions,
});

const reference = z.looseObject({
  name: text,
  summary: text,
  exact: number.exactOptional(),
  validation: number.exactOptional(),
  ...meanError,
  bySupport,
  predictions,
});

const search = z
  .looseObject({
    method: text,
    steps: count,
    tried: z
      .array(z.looseObject({ settings: named, validation: number.nullable() }))
      .min(1)
      .readonly(),
    chosen: named,
  })
  .refine(({ tried }) => tried.every(({ settings }) => sameKeys(settings, tried[0]?.settings ?? {})), {
    error: "what a search tried has not the same settings everywhere",
  });

const sameKeys = (a: object, b: object): boolean => Object.keys(a).sort().join("\n") === Object.keys(b).sort().join("\n");

/** Of a comparison, and of one training as a comparison of one row. */
export const comparisonSchema = z
  .looseObject({
    kind: z.literal("metaCompare"),
    backend: text,
    version: text,
    family: text,
    support: count,
    levels,
    tasks: count,
    points: count,
    worst: number.exactOptional(),
    seeds: count,
    search: z.array(search).readonly(),
    rows: z.array(row).min(1).readonly(),
    diverged: z.array(z.looseObject({ label: text, trainings: count, message: text })).readonly(),
    references: z.array(reference).readonly(),
    differences: z.array(z.looseObject({ ...interval, label: text, minus: text })).readonly(),
    grid: numbers,
    examples: z.array(z.looseObject(task).refine(({ x, y }) => x.length === y.length, paired)).readonly(),
  })
  .refine(({ grid, examples }) => examples.every(({ truth }) => truth.length === grid.length), {
    error: "an example's truth is not as long as the grid",
  })
  .refine(
    ({ grid, examples, rows, references }) =>
      [...rows, ...references].every(
        ({ predictions }) => predictions.length === examples.length && predictions.every(({ length }) => length === grid.length),
      ),
    { error: "predictions are not as many as examples, or not as long as the grid" },
  ) satisfies z.ZodType<MetaComparison>;
