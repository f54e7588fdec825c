/** What a run of `floe curve` leaves: config.json and result.json; its points are run folders of their own. */
import { z } from "zod";
import { parts } from "../checked.js";
import { gainSchema } from "./result.js";
import { configSchema } from "./run.js";

const { number, count, text, numbers, counts, texts } = parts;

/** config.json: as of the designs at every point, but for how many numbers they have. */
export const curveConfigSchema = configSchema
  .omit({
    kind: true,
    designs: true,
    given: true,
    policy: true,
    policyHidden: true,
    policyStart: true,
    horizons: true,
    greedy: true,
    staticSteps: true,
    gainAfter: true,
  })
  .extend({
    kind: z.literal("curve"),
    /** Numbers of measurements, ascending. */
    counts: counts.min(1),
  });

export const curveResultSchema = z.object({
  kind: z.literal("curve"),
  simulator: text,
  /** One a number of measurements, in their order; each is a finished run in `points/N`. */
  points: z.array(z.object({ designs: count.min(1), design: numbers, gain: gainSchema, cost: number.exactOptional() })).min(1),
  designUnit: text,
  /** Groups of subjects, one after the other in each design; absent: there is one subject. */
  groups: count.min(1).exactOptional(),
  costUnit: text.exactOptional(),
  /** How many are enough, in sentences. */
  words: texts,
  seconds: number,
  version: text,
  warnings: texts,
});
