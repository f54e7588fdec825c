/** What the records of one meta-training must be to be read. */
import { z } from "zod";
import { parts } from "../../src/records/checked.js";

const { number, count, text, path, numbers, counts, texts, backend, versions } = parts;

export const named = z.record(text, number);

/** One training, every default resolved. */
export const trainingSchema = z.object({
  method: text,
  family: text,
  /** Points of a training task, and tasks in a step. */
  support: count,
  query: count,
  tasks: count,
  steps: count,
  /** Widths of the hidden layers of all networks. */
  hidden: counts,
  /** Adam's learning rate, and the critic's. */
  rate: number,
  criticRate: number,
  /** The method's own numbers. */
  settings: named,
  seed: count,
});

/** Where a task family of one's own is kept, and the SHA-256 of that file: a run goes on only with the family that it began with. */
export const familyFileSchema = z.object({
  /** Absolute. */
  file: path,
  hash: text,
});

/** config.json: every option after defaults, enough to repeat the run. */
export const metaConfigSchema = z.object({
  kind: z.literal("meta"),
  training: trainingSchema,
  /** Where the family is not of the registry. */
  familyFile: familyFileSchema.exactOptional(),
  /** Neither tested on held-out tasks nor kept as a model. */
  validationOnly: z.literal(true).exactOptional(),
  backend,
  versions,
});

/** One line of metrics.jsonl. What was not finite is null there. */
export const metaMetricSchema = z.object({
  step: count,
  /** Mean over the steps since the last line: squared error on query points, and the information that is penalised, nats. */
  risk: number.nullable(),
  information: number.nullable().exactOptional(),
  /** Mean squared error on tasks that are never trained on nor tested with. */
  validation: number.nullable().exactOptional(),
  /** Of training alone, validations left out. */
  seconds: number,
});

export const meanErrorSchema = z.object({
  value: number,
  /** Standard error over tasks. */
  se: number,
  /** Tasks whose adaptation diverged, whose errors count as a million times what networks see of y; absent where there are none. */
  diverged: count.exactOptional(),
});

/** Central intervals of what is predicted for single points, of methods that say how sure they are. */
export const heldSchema = z.object({
  level: number,
  /** How often they hold what they are about, over held-out tasks and their query points. */
  holds: number,
  /** Standard error of that, over tasks. */
  se: number,
  /** Mean width, in the family's units. */
  width: number,
});

export const bySupport = z.array(meanErrorSchema.extend({ support: count }));
/** The contracts' (meta/types.ts), with the words to each. */
export const levels = z.object({ zero: number, mean: number, oracle: number });

/** result.json of `floe meta train`. */
export const metaResultSchema = z.object({
  kind: z.literal("meta"),
  training: trainingSchema,
  backend: text,
  version: text,
  /** Trainable numbers that predictions need, and those of the critic. */
  parameters: count,
  criticParameters: count,
  seconds: number,
  /** Mean squared error on the validation tasks at the end. */
  validation: number,
  levels,
  tasks: count,
  points: count,
  /** Mean squared error on the held-out tasks by adaptation steps. */
  errors: z.array(meanErrorSchema.extend({ steps: count })),
  bySupport,
  intervals: z.array(heldSchema).exactOptional(),
  warnings: texts,
});

/** One row a task, of its values or of predictions; one that is no number is null: an adaptation may diverge. */
export const predictions = z.array(z.array(number.nullable()));

/** A task to look at. `truth`: its values at the grid's midpoints. */
export const task = { x: numbers, y: numbers, truth: numbers };
export const paired = { error: "an example has not as many x as y" };

export const exampleSchema = z
  .object({
    ...task,
    /** On the grid, for each of `steps`. */
    predictions,
    /** Standard deviations that the method says there. */
    sd: numbers.exactOptional(),
  })
  .refine(({ x, y }) => x.length === y.length, paired);

/** errors.json: squared errors of one method on the held-out tasks. */
export const taskErrorsSchema = z.object({
  /** Adaptation steps; [0] alone where the method adapts in one pass. */
  steps: counts,
  /** Mean squared error of each task, for each of `steps`. */
  errors: z.array(numbers),
  /** Mean over tasks by number of support points, after the last of `steps` that training used. */
  bySupport,
  intervals: z.array(heldSchema).exactOptional(),
  /** A few tasks to look at. */
  examples: z.array(exampleSchema),
});

export const divergenceSchema = z.object({ message: text });
