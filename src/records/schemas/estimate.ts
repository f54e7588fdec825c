/** What a run of `floe estimate` leaves: config.json, pieces.jsonl, shown.json and result.json. */
import { z } from "zod";
import { parts } from "../checked.js";

const { number, count, text, path, numbers, counts, texts, settings, backend, versions } = parts;

/** One number, in nats, as `floe estimate --json` prints it. */
export const informationEstimateSchema = z.object({
  estimator: text,
  value: number,
  /** One standard error, of held-out rows and of trainings. */
  se: number,
  /** 95 %. */
  interval: z.tuple([number, number]),
  side: z.enum(["lower", "upper", "neither"]),
  /** The largest value that it could have given, null without limit. */
  cap: number.nullable(),
  /** Of the value, what held-out rows cannot prove: of ranks, how near neighbouring ones are. */
  unseen: number.exactOptional(),
  /** Rows that it was read off. */
  samples: count,
  /** Why it should not be trusted, and what was left out; none where there is nothing to say. */
  warnings: texts,
  seconds: number,
});

export const columnAboutSchema = z.object({
  name: text,
  /** Words, or numbers of which few are different, are discrete. */
  kind: z.enum(["continuous", "discrete"]),
  /** How many different ones there are, where they are few. */
  kinds: count.exactOptional(),
});

const columns = z.array(columnAboutSchema).min(1);

/** config.json: enough to repeat the run. */
export const estimateConfigSchema = z.object({
  kind: z.literal("estimate"),
  /** Absolute. */
  file: path,
  /** SHA-256 of the file's bytes. */
  hash: text,
  /** The command's options by their long names, defaults filled in. */
  options: z.object({
    x: text.exactOptional(),
    y: text.exactOptional(),
    given: text.exactOptional(),
    estimator: text,
    estimatorSetting: settings.exactOptional(),
    scale: z.enum(["rank", "standard", "none"]),
    shuffles: count,
    rows: count.exactOptional(),
    check: z.boolean(),
    decimalComma: z.boolean(),
    separator: text.exactOptional(),
    critic: text,
    hidden: counts.min(1),
    steps: count,
    batch: count,
  }),
  seed: count,
  backend,
  about: z.object({ rows: count, x: columns, y: columns, given: columns.exactOptional() }),
  versions,
});

/** What pairs put together at random come to, beside the pairs as they are: mean scores of the critics, nats. */
const chanceSchema = z.object({ own: number, shuffled: numbers });

/** A line of pieces.jsonl: what is computed already, by a name that says all of it. A run that goes on takes it from here. */
export const estimatePieceSchema = z.object({
  piece: text,
  estimate: informationEstimateSchema,
  /** Of trained critics. */
  fit: z
    .object({
      value: number,
      se: number,
      rows: count,
      contrasts: count,
      /** What critics gained in the second half of their steps where steps ran out, nats. */
      rising: number.default(0),
      p: number.exactOptional(),
      chance: chanceSchema.exactOptional(),
      parts: z.array(z.object({ value: number, step: count, best: number })).min(1),
      /** What each row that was read adds, in the order in which they were; where another fit of the same rows is taken from it. */
      added: numbers.exactOptional(),
      /** The same of the elliptical distribution that the critics began at, and rows that each critic was trained on. */
      elliptical: numbers.exactOptional(),
      trained: count.exactOptional(),
    })
    .exactOptional(),
});

const selfCheckSchema = z.object({
  test: z.enum(["shuffled", "dataProcessing", "independentRows"]),
  /** Nats when shuffled, else a ratio. null where it could not be had. */
  value: number.nullable(),
  se: number.nullable(),
  expected: number,
  /** Within three standard errors, or a twentieth. */
  passes: z.boolean().nullable(),
  /** What was found, in words. */
  words: text,
});

export const estimateResultSchema = z.object({
  kind: z.literal("estimate"),
  ...informationEstimateSchema.shape,
  file: text,
  /** That were taken; all of the file unless fewer were asked for. */
  rows: count,
  x: columns,
  y: columns,
  given: columns.exactOptional(),
  /** Whether x and y may be independent: how often pairs put together at random look as dependent. */
  independence: z.object({ p: number, shuffles: count }).exactOptional(),
  /** Whether nothing speaks against the interval. */
  reliable: z.boolean(),
  /** What else was estimated: all of them, or what the choice was made from. */
  others: z.array(informationEstimateSchema),
  /** Estimators that could not be had, where all were asked for. */
  refused: texts.exactOptional(),
  checks: z.array(selfCheckSchema).exactOptional(),
  /** Pairs for which the mean of the true density ratio has this standard deviation: at least so many, and so many for normals. */
  needed: z.object({ error: number, pairs: number, normal: number }),
  seed: count,
  version: text,
});

/** One axis of the picture of the rows. */
const axisSchema = z.object({ name: text, words: texts.exactOptional() });

/** shown.json: what the figures draw beside the numbers. */
export const estimateShownSchema = z.object({
  x: axisSchema,
  y: axisSchema,
  /** Rows drawn at random: normal scores, or the place of a word. */
  points: z.array(z.tuple([number, number])).exactOptional(),
  /** How many rows there are of each kind of x (rows) and of y (columns), where both are kinds. */
  counts: z.array(counts).exactOptional(),
  chance: chanceSchema.exactOptional(),
  /** What the estimators are that were used. */
  methods: z.array(z.object({ name: text, summary: text, reference: text })),
});
