/** What a run of `floe benchmark` leaves: config.json, a checkpoint, course.json and result.json. */
import { z } from "zod";
import { parts } from "../checked.js";

const { number, count, text, numbers, counts, texts, settings, backend, versions } = parts;

/** config.json: enough to repeat the run. */
export const benchmarkConfigSchema = z.object({
  kind: z.literal("benchmark"),
  task: text,
  settings,
  estimator: text,
  /** All of them, where it has some. */
  estimatorSettings: settings.exactOptional(),
  /** The command's options by their long names, defaults filled in. */
  options: z.object({
    /** Nats; absent: the task's settings say its information. */
    levels: numbers.min(1).exactOptional(),
    critic: text,
    hidden: counts.min(1),
    features: count,
    auxiliary: z.enum(["shared", "separate"]),
    steps: count.min(1),
    batch: count.min(2),
    /** Others that each pair is contrasted with; absent: all. */
    negatives: count.min(1).exactOptional(),
    /** Pairs that are learned from, drawn once for each level; absent: fresh ones in each step. */
    rows: count.min(2).exactOptional(),
    window: count.min(2),
    criticRate: number,
    /** Absent: gradients are not clipped. */
    clipNorm: number.exactOptional(),
  }),
  seed: count,
  backend,
  versions,
});

const levelSchema = z.object({
  /** The truth, nats. */
  information: number,
  /** Mean over the steps that are read, and its standard error; null where one of them was no number. */
  value: number.nullable(),
  se: number.nullable(),
  /** What a typical step says. Older runs have none. */
  median: number.nullable().exactOptional(),
  /** The mean less the truth; variance and mean squared error of one batch's value; how far the farthest one is from the truth. */
  bias: number.nullable(),
  variance: number.nullable(),
  mse: number.nullable(),
  farthest: number.nullable(),
  /** The bound's two terms, nats, and how much they move in 1,000 steps. */
  terms: z.object({ first: number, second: number, firstDrift: number, secondDrift: number }).exactOptional(),
  /** What the auxiliary alone says. */
  readOut: number.exactOptional(),
});

export const benchmarkResultSchema = z.object({
  kind: z.literal("benchmark"),
  task: text,
  settings,
  estimator: text,
  estimatorSettings: settings.exactOptional(),
  /** The largest value that a batch can give, null without limit. */
  cap: number.nullable(),
  side: z.enum(["lower", "upper", "neither"]),
  levels: z.array(levelSchema).min(1),
  /** What the auxiliary says of single pairs, beside the log ratio of their densities: of the level that was learned last. Older runs have none. */
  pointwise: z
    .object({
      /** Root mean square error over pairs as they are drawn, and what 95 % of them are within, nats; null where nothing is said of single pairs. */
      rms: number.nullable(),
      within95: number.nullable(),
      /** Along x at a few y, where each has one column: [y][x]. */
      slices: z.object({ x: numbers, y: numbers, found: z.array(numbers), truth: z.array(numbers) }).exactOptional(),
    })
    .exactOptional(),
  /** Steps that were skipped, for something in them was not finite; and the one at which the training was given up. */
  badSteps: count,
  endedAt: count.exactOptional(),
  seconds: number,
  seed: count,
  version: text,
  warnings: texts,
});

/** course.json: means of so many steps each; null where one of them was no number. */
export const benchmarkCourseSchema = z.object({
  every: count.min(1),
  steps: count.min(1),
  value: z.array(number.nullable()),
  /** The bound's second term. */
  second: z.array(number.nullable()).exactOptional(),
});
