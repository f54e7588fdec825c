/** What a run of `floe infer` leaves: config.json, result.json, and what its report shows. */
import { z } from "zod";
import type { MadeExperiment } from "../../contracts/data.js";
import { parts } from "../checked.js";

const { number, count, text, path, numbers, texts, settings, backend, versions } = parts;

const experiment = z.object({
  design: numbers,
  outcome: numbers,
  censored: z.array(z.enum(["below", "above"]).nullable()).exactOptional(),
  subject: text.exactOptional(),
}) satisfies z.ZodType<MadeExperiment>;

/** config.json: enough to repeat the run. */
export const inferenceConfigSchema = z.object({
  kind: z.literal("infer"),
  /** A name of the registry, or the absolute path of the user's file. */
  simulator: path,
  simulatorHash: text.exactOptional(),
  settings,
  /** How many coordinates its designs usually have. */
  designs: count.min(1),
  /** The data as they were read, and from where. */
  data: z.object({ file: path, experiments: z.array(experiment).min(1), missing: count, notes: texts }),
  /** A name of the registry; absent: the best that there is. */
  posterior: text.exactOptional(),
  draws: count.min(1),
  /** Of what is trained where there is no likelihood. */
  training: z.object({ steps: count, batch: count, density: text, critic: text }),
  /** Where models are compared: what this one is called among them, the others, and how probable each was before the data, this one first. */
  models: z
    .object({
      own: text,
      rivals: z.array(z.object({ name: text, simulator: path, simulatorHash: text.exactOptional(), settings })).min(1),
      shares: numbers,
    })
    .exactOptional(),
  seed: count,
  backend,
  about: z.object({
    summary: text,
    design: z.object({ names: texts, unit: text }),
    outcome: z.object({ names: texts, unit: text }),
    methods: z.array(z.object({ name: text, summary: text, reference: text.exactOptional() })),
  }),
  versions,
});

const moments = z.object({ mean: number, sd: number });

const parameter = z.object({
  name: text,
  unit: text,
  mean: number,
  sd: number,
  median: number,
  /** 95 %: from the 2.5 % to the 97.5 % quantile. */
  interval: z.tuple([number, number]),
  /** Monte Carlo errors, in the parameter's unit: of the mean, and of both ends of the interval. */
  mcError: number,
  intervalErrors: z.tuple([number, number]),
  ess: number,
  rhat: number.exactOptional(),
  prior: moments,
});

const valued = z.object({ value: number, se: number });
const check = z.object({ p: number, se: number, samples: count });

export const inferenceResultSchema = z.object({
  kind: z.literal("infer"),
  simulator: text,
  settings,
  /** Its name in the registry, and why it was taken. */
  posterior: text,
  why: text,
  /** Whether it rests on a model that was trained: how well is in no number here. Absent: it does not. */
  trained: z.literal(true).exactOptional(),
  /** How many simulations the data were compared with, where the posterior is those most like them. */
  simulated: count.exactOptional(),
  parameters: z.array(parameter).min(1),
  draws: count,
  drawsFile: z.literal("draws.csv"),
  /** The smallest of all parameters. */
  ess: number,
  /** The largest of all parameters, of samplers that run chains. */
  rhat: number.exactOptional(),
  divergences: count.exactOptional(),
  paretoK: number.exactOptional(),
  /** log p(data), nats. */
  logEvidence: z.object({ value: number, se: number }).exactOptional(),
  /** The models that were compared, this one first; `bayesFactor` is the best one's evidence over that of each. */
  models: z
    .array(
      z.object({
        name: text,
        before: number,
        logEvidence: valued,
        bayesFactor: valued,
        probability: valued,
        parameters: z.array(parameter).min(1),
        predictive: check,
      }),
    )
    .exactOptional(),
  data: z.object({ experiments: count, outcomes: count, missing: count, censored: count.exactOptional() }),
  /**
   * p: share of experiments with the posterior's parameters that lie as far from their mean as the data; `prior`: of experiments with the
   * prior's, that stand as alone among the others.
   */
  predictive: check.extend({ prior: check }),
  seconds: number,
  seed: count,
  backend: text,
  version: text,
  warnings: texts,
});

const rows = z.array(numbers);

/** shown.json: some of the draws, and experiments simulated again, for the figures. */
export const inferenceShownSchema = z.object({
  /** Parameters, a row a draw. */
  prior: rows.min(1),
  posterior: rows.min(1),
  /** Outcomes of all experiments side by side, a row a simulation; null where a simulation failed. */
  again: z.object({ prior: z.array(z.array(number.nullable())), posterior: z.array(z.array(number.nullable())) }),
  /** Courses without measurement noise, where the simulator has them. */
  courses: z.object({ xTitle: text, yTitle: text, xs: numbers, prior: rows, posterior: rows }).exactOptional(),
});
