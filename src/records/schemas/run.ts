/** What a run of `floe design` and `floe train` writes before and while it computes: config.json and metrics.jsonl. */
import { z } from "zod";
import type { EvaluationOptions, TrainingOptions } from "../../contracts/options.js";
import { parts } from "../checked.js";

const { number, count, text, path, numbers, counts, texts, settings, backend, versions, scale } = parts;

const part = z.object({ value: number, se: number.exactOptional() });

/** One line of metrics.jsonl. What was not finite is null there. */
export const metricSchema = z.object({
  restart: count,
  step: count,
  /** Training bound of recent steps, nats, with its standard error. Not an evaluation. */
  bound: number.nullable(),
  se: number.nullable(),
  /** Bound on a fixed validation draw, where this step validated. */
  validation: number.nullable().exactOptional(),
  /** What a bound's auxiliary alone says of the information (FLO's E[-u]), nats: of one batch, and no bound. */
  readOut: z.object({ value: number, se: number }).exactOptional(),
  /** Both terms of the bound, nats: their difference is the bound. Absent for bounds whose scores stand for no density ratio. */
  parts: z.object({ joint: part, others: part }).exactOptional(),
  design: numbers,
  seconds: number,
});

/** One that can be drawn. */
export const drawnMetricSchema = metricSchema.extend({ bound: number, se: number, validation: number.exactOptional() });

// The options are the contracts' (src/contracts/options.ts), with the words to each.
export const trainingSchema = z.object({
  estimator: text,
  critic: text,
  /** Model of what estimators over densities read. Runs of before there was a choice have none. */
  density: text.default("gaussian"),
  /** How a black box's design was moved, where that was asked for. */
  optimizer: text.exactOptional(),
  steps: count,
  batch: count,
  /** Others that each pair is contrasted with; absent: all. */
  negatives: count.min(1).exactOptional(),
  /** Thetas that each outcome is contrasted with; absent: the batch's. */
  trainingContrasts: count.min(3).exactOptional(),
  /** Thetas drawn around its own that each outcome is contrasted with; absent: none. */
  nearContrasts: count.min(1).exactOptional(),
  /** Stages in which such contrasts double, up to all; absent: 1. */
  curriculum: count.min(1).exactOptional(),
  restarts: count,
  hidden: counts,
  features: count,
  auxiliary: z.enum(["shared", "separate"]),
  criticRate: number,
  designRate: number,
  criticSteps: count,
  warmup: count,
  clipNorm: number,
  validateEvery: count,
  patience: count,
}) satisfies z.ZodType<TrainingOptions>;

export const evaluationSchema = z.object({
  samples: count,
  contrasts: count,
  criticSteps: count,
  criticBatch: count,
  critic: text.exactOptional(),
  bracket: text.exactOptional(),
}) satisfies z.ZodType<EvaluationOptions>;

/** What a run is about in words and units, so that its report needs no code of the simulator. */
export const aboutSchema = z
  .object({
    summary: text,
    theta: z.object({ names: texts, units: texts }),
    /** What is to be learned, where it is not all of theta. */
    goal: z.object({ name: text, names: texts, units: texts, nuisance: z.enum(["unknown", "known"]) }).exactOptional(),
    design: z.object({
      names: texts,
      unit: text,
      /** One for each name, where they differ. */
      units: texts.exactOptional(),
      /** Numbers of one measurement; absent: one. */
      width: count.min(1).exactOptional(),
      /** Groups of subjects, one after the other in a design, and subjects in each; absent: there is one subject. */
      groups: count.min(1).exactOptional(),
      subjects: count.min(1).exactOptional(),
      low: numbers,
      high: numbers,
      /** On which scale each coordinate was trained; absent: linear. */
      scales: z.array(scale).exactOptional(),
      /** Where each coordinate may be, [from, to] in ascending order, where that is not all between low and high. */
      windows: z.array(z.array(z.tuple([number, number]))).exactOptional(),
      /** What every measurement was chosen from, where that is one list. */
      pool: z
        .object({
          points: z.array(numbers).min(1),
          once: z.boolean(),
          labels: texts.exactOptional(),
          numbers: numbers.exactOptional(),
        })
        .exactOptional(),
    }),
    outcome: z.object({ names: texts, unit: text, units: texts.exactOptional() }),
    /** The training estimator's cap at the run's batch size; null where it has none. */
    cap: number.nullable(),
    /** What was used, with its source. */
    methods: z.array(z.object({ name: text, summary: text, reference: text.exactOptional() })).min(1),
  })
  .refine(({ theta }) => theta.names.length === theta.units.length, { error: '"about.theta" has not as many units as names' })
  .refine(({ design: { names, low, high } }) => [low, high].every(({ length }) => length === names.length), {
    error: '"about.design" has not as many limits as names',
  });

/** config.json: every option after defaults, enough to repeat the run. */
export const configSchema = z.object({
  kind: z.enum(["design", "policy"]),
  /** Of a policy: its name in the registry, and the widths of its layers. `training` is then the policy's. */
  policy: text.exactOptional(),
  policyHidden: counts.exactOptional(),
  policyStart: z.enum(["static", "first"]).exactOptional(),
  /** The horizons that it was trained for, "2,5,10": the largest is `designs`. Absent: no other than that. */
  horizons: text.exactOptional(),
  /** Whether it is compared with the greedy policy. Older runs are, where they can be. */
  greedy: z.enum(["yes", "no"]).exactOptional(),
  /** Training steps of the static design before it. Older runs do not say. */
  staticSteps: count.exactOptional(),
  gainAfter: z.enum(["each", "last"]).exactOptional(),
  /** A name of the registry, or the absolute path of the user's file. */
  simulator: path,
  /** SHA-256 of the user's file and of what it imports: a run goes on only with the simulator that it began with. */
  simulatorHash: text.exactOptional(),
  /** Measurements of each subject. */
  designs: count.min(1),
  /** Groups of subjects and subjects in each, where somebody said so. */
  groups: count.min(1).exactOptional(),
  subjects: count.min(1).exactOptional(),
  settings,
  /** The other models of the same experiment, and how probable each model was before it; absent: all alike. */
  rivals: z
    .array(z.object({ simulator: path, simulatorHash: text.exactOptional() }))
    .min(1)
    .exactOptional(),
  modelWeights: numbers.exactOptional(),
  /** What is to be learned, where it is not all parameters, and whether the others are known then. */
  goal: text.exactOptional(),
  nuisance: z.enum(["unknown", "known"]).exactOptional(),
  /** The user's own designs that the one found is compared with, by their names; absent: none were asked for. */
  versus: z.record(text, numbers).exactOptional(),
  /** What a design costs: a formula, where one was given, and its unit. */
  cost: text.exactOptional(),
  costUnit: text.exactOptional(),
  /** Where and when people can measure, as it was typed. */
  windows: text.exactOptional(),
  spacing: z.union([number, text]).exactOptional(),
  grid: z.union([number, text]).exactOptional(),
  candidates: text.exactOptional(),
  once: z.boolean().exactOptional(),
  /** Draws that are the prior: a file in the run folder, and its SHA-256. */
  given: z.object({ file: text, hash: text }).exactOptional(),
  /** The policy whose training goes on: a file in the run folder, and its SHA-256. */
  from: z.object({ file: text, hash: text }).exactOptional(),
  estimator: text,
  /** All of them, where it has some. */
  estimatorSettings: settings.exactOptional(),
  preset: text.exactOptional(),
  seed: count,
  backend,
  training: trainingSchema,
  evaluation: evaluationSchema,
  versions,
  /** Older runs have none. */
  about: aboutSchema.exactOptional(),
});
