/** beliefs.json, beside policy.json: what turns outcomes into beliefs about theta, by weights on draws from the prior. */
import { z } from "zod";
import type { TrainingOptions } from "../../contracts/options.js";
import type { FeatureScaling, PackedTensor } from "../../contracts/values.js";
import { parts } from "../checked.js";

const { number, count, text, path, counts, settings, scale } = parts;

// As in the contracts (src/contracts/values.ts), with the words to each part.
export const packed = z.object({ shape: counts, base64: text }) satisfies z.ZodType<PackedTensor>;
const scaling = z.object({
  mean: z.array(number),
  sd: z.array(number),
  scale: scale.exactOptional(),
  scales: z.array(scale).exactOptional(),
});
const seen = z.object({ at: scaling, outcome: scaling, passive: scaling.exactOptional() });
export const featureScaling = z.object({
  theta: scaling,
  outcome: scaling,
  ownTheta: scaling.exactOptional(),
  designSeen: z.boolean(),
  logits: z.literal(true).exactOptional(),
  measurement: seen.exactOptional(),
}) satisfies z.ZodType<FeatureScaling>;

/** A trained critic as plain data: with its simulator, it can score outcomes again. */
export const criticSchema = z.object({
  options: z.object({
    critic: text,
    hidden: counts,
    features: count,
    auxiliary: z.enum(["shared", "separate"]),
  }) satisfies z.ZodType<Pick<TrainingOptions, "critic" | "hidden" | "features" | "auxiliary">>,
  scaling: featureScaling,
  parameters: z.record(text, packed),
});

export const beliefsSchema = z.object({
  kind: z.literal("beliefs"),
  version: text,
  /** A name of the registry, or the path of the user's file. */
  simulator: path,
  /** As in config.json; absent from older versions. */
  simulatorHash: text.exactOptional(),
  settings,
  horizon: count,
  /** Only where there is no likelihood: one critic after each measurement (null: none was trained), and draws from the prior in effect. */
  learned: z.object({ critics: z.array(criticSchema.nullable()), thetas: packed }).exactOptional(),
});
