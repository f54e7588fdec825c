/** What a run of `floe calibrate` leaves: config.json, ranks.jsonl, result.json. */
import { z } from "zod";
import { parts } from "../checked.js";

const { number, count, text, path, numbers, texts, settings, backend, versions } = parts;

/** config.json: enough to repeat the run. */
export const calibrationConfigSchema = z.object({
  kind: z.literal("calibrate"),
  /** A name of the registry, or the absolute path of the user's file. */
  simulator: path,
  simulatorHash: text.exactOptional(),
  settings,
  /** How many coordinates its designs have. */
  designs: count.min(1),
  /** Where all experiments measure; absent where a policy decides. */
  design: numbers.exactOptional(),
  /** The run whose design it is. */
  run: path.exactOptional(),
  /** SHA-256 of the draws that are its prior, where that is so: a file of the run. */
  given: z.object({ hash: text }).exactOptional(),
  /** The policy that decides: its run folder, its name, and the SHA-256 of its file. */
  policy: z.object({ run: path, family: text, hash: text }).exactOptional(),
  /** Names of the registry, in the order in which they are looked at. */
  posteriors: z.array(z.object({ name: text, replications: count })).min(1),
  /** The options that decided it, where they were given. */
  asked: z.object({ posterior: text.exactOptional(), replications: count.exactOptional() }),
  /** Draws of a posterior, of one replication. */
  draws: count.min(1),
  /** Of what is trained. */
  training: z.object({ steps: count, batch: count, density: text, critic: text }),
  seed: count,
  backend,
  about: z.object({
    summary: text,
    parameters: z.object({ names: texts, units: texts }),
    design: z.object({ names: texts, unit: text }),
    methods: z.array(z.object({ name: text, summary: text, reference: text.exactOptional() })),
  }),
  versions,
});

/** One line of ranks.jsonl. */
export const rankSchema = z.object({
  /** Name of the posterior. */
  posterior: text,
  replication: count,
  /** Of the parameter. */
  name: text,
  /** Whether it is the parameter's own rank, or that of the distance of all parameters from a random point (TARP). */
  of: z.enum(["parameter", "distance"]),
  /** How many of the independent draws lie below the truth; equal ones by lot. */
  rank: count,
  /** How many independent draws there were. */
  draws: count,
  /** In (0, 1), uniform where the posterior is right, however many draws there were: rank and lot. */
  place: number.gt(0).lt(1),
});

/** A replication for which there was no posterior. */
export const failedReplicationSchema = z.object({
  posterior: text,
  replication: count,
  of: z.literal("nothing"),
  why: text,
});

const shares = z.object({ "0.5": number, "0.9": number, "0.95": number });

/** How often what should hold the truth with these probabilities holds it, with standard errors. */
const uniformity = z.object({
  /** Of Anderson and Darling's test: probability of ranks so uneven, were the posterior right. */
  sbcP: number,
  coverage: shares,
  coverageErrors: shares,
});

const spread = z.object({
  /** Of the truth from the posterior's centre, in standard deviations of the posterior: 0 where it is right. */
  shift: number,
  shiftError: number,
  /** How many times as wide the posterior should be: 1 where it is right. */
  width: number,
  widthError: number,
});

const parameter = uniformity.extend({
  name: text,
  unit: text,
  ...spread.shape,
  /** In words. */
  verdict: text,
  /** Of the 20 parts of (0, 1): how many places fall in each. */
  histogram: z.array(count),
  /** Coverage at 0.05, 0.1, .. 0.95. */
  curve: numbers,
  /** By a map of quantiles learned on one half of the replications, tested on the other. */
  recalibrated: uniformity
    .extend({
      /** Of the posterior as it is, the quantiles that are the ends of a 95 % interval. */
      ends: z.tuple([number, number]),
      learnedOn: count,
      testedOn: count,
    })
    .exactOptional(),
});

const posterior = z.object({
  name: text,
  summary: text,
  replications: count,
  /** For which there was no posterior. */
  failed: count,
  /** Independent draws of a replication: fewest and most. */
  draws: z.tuple([count, count]),
  /** Of training what is read, and of one replication. */
  seconds: z.tuple([number, number]),
  passes: z.boolean(),
  parameters: z.array(parameter).min(1),
  /** Expected coverage of all parameters together. */
  tarp: uniformity.extend({ curve: numbers }),
});

export const calibrationResultSchema = z.object({
  kind: z.literal("calibrate"),
  simulator: text,
  settings,
  design: numbers.exactOptional(),
  policy: text.exactOptional(),
  posteriors: z.array(posterior).min(1),
  /** Why others were left out, by name. */
  refused: z.record(z.string(), text),
  ranksFile: z.literal("ranks.jsonl"),
  seconds: number,
  seed: count,
  backend: text,
  version: text,
  warnings: texts,
});

/** calibration.json in the folder of a run that was calibrated: what its own report shows. */
export const runCalibrationSchema = z.object({
  kind: z.literal("calibrationOf"),
  /** The calibration's own folder. */
  folder: path,
  config: calibrationConfigSchema,
  result: calibrationResultSchema,
});
