/** learned.json: what was trained to tell theta from outcomes, in the folder of the run that trained it. Also read without TensorFlow.js. */
import { z } from "zod";
import type { TrainingOptions } from "../../contracts/options.js";
import type { Support, Transform } from "../../contracts/values.js";
import { parts } from "../checked.js";
import { criticSchema, featureScaling, packed } from "./beliefs.js";

const { number, count, text, path, counts, numbers, texts, settings } = parts;

/** A model of the density of theta given outcomes as plain data: with its simulator it can be drawn from again. */
export const densitySchema = z.object({
  options: z.object({ density: text, hidden: counts }) satisfies z.ZodType<Pick<TrainingOptions, "density" | "hidden">>,
  scaling: featureScaling,
  parameters: z.record(text, packed),
});

const model = z.object({
  /** Where every experiment measured; absent: where a policy decided. */
  design: numbers.exactOptional(),
  /** Of a policy: after how many; of a design: its numbers. */
  measurements: count.min(1),
  /** How long it was trained; absent for a critic that a run trained for its own evaluation. */
  training: z.object({ steps: count, batch: count }).exactOptional(),
  /** Whose it was, where another run has trained it. */
  from: text.exactOptional(),
  density: densitySchema.exactOptional(),
  critic: criticSchema.exactOptional(),
});

const support = z.object({
  low: number.exactOptional(),
  high: number.exactOptional(),
}) satisfies z.ZodType<Support>;

const transform = z.object({
  kind: z.enum(["identity", "sqrt", "asinh", "log"]),
  scale: number,
  shift: number,
}) satisfies z.ZodType<Transform>;

export const learnedSchema = z.object({
  kind: z.literal("learned"),
  version: text,
  /** A name of the registry, or the path of the user's file. */
  simulator: path,
  simulatorHash: text.exactOptional(),
  settings,
  /** Whose density it is, and where each parameter can be. */
  prior: z.object({ names: texts.min(1), units: texts, support: z.array(support).exactOptional() }),
  /** Which coordinates of designs networks see as logarithms. */
  design: z.object({ names: texts, unit: text, logs: z.array(z.boolean()) }),
  /** What networks see in place of an outcome; no transform where that is a function, which nobody can write down. */
  outcome: z.object({ names: texts, unit: text, transform: transform.exactOptional() }),
  models: z.array(model),
});
