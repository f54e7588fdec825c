/** result.json of `floe design` and `floe train`. */
import { z } from "zod";
import type { Difference, Estimate, Gain, NamedGain, Remaining } from "../../contracts/gain.js";
import { parts } from "../checked.js";

const { number, count, text, numbers, texts, settings } = parts;

// Estimates and gains are the contracts' (src/contracts/gain.ts), with the words to each part.
const estimate = z.object({
  value: number,
  se: number,
  method: text,
  samples: number,
  contrasts: number.exactOptional(),
  cap: number.exactOptional(),
  unclipped: number.exactOptional(),
  draws: text.exactOptional(),
  blocks: numbers.exactOptional(),
}) satisfies z.ZodType<Estimate>;

const remaining = z.object({
  name: text,
  unit: text,
  before: number,
  after: z.object({ value: number, se: number }),
  relative: number.exactOptional(),
  shrinkage: number,
}) satisfies z.ZodType<Remaining>;

export const gainSchema = z.object({
  lower: estimate.nullable(),
  upper: estimate.nullable(),
  bounds: z.array(estimate.extend({ side: z.enum(["lower", "upper"]) })).exactOptional(),
  exact: number.exactOptional(),
  exactSe: number.exactOptional(),
  remaining: z.array(remaining).exactOptional(),
  other: z.array(estimate).exactOptional(),
}) satisfies z.ZodType<Gain>;

const difference = z.object({
  value: number,
  se: number,
  paired: z.literal(true).exactOptional(),
  of: text,
}) satisfies z.ZodType<Difference>;

export const namedGainSchema = z.object({
  name: text,
  design: numbers.nullable(),
  decides: z.literal(true).exactOptional(),
  seconds: number.exactOptional(),
  rival: z.enum(["own", "rounded", "none"]).exactOptional(),
  violation: text.exactOptional(),
  difference: difference.exactOptional(),
  cost: number.exactOptional(),
  gain: gainSchema,
}) satisfies z.ZodType<NamedGain>;

const training = z
  .object({
    steps: count,
    /** Of the whole run, its evaluations too. */
    seconds: number,
    /** Of the policy's own training, without the static design before it. Older runs do not say. */
    policy: z.object({ seconds: number }).exactOptional(),
    /** Experiments that were simulated for it, where simulations are all that there is to learn from. */
    simulations: count.exactOptional(),
    bound: z.object({ value: number, se: number }),
    /** null when the estimator has no cap. */
    cap: number.nullable(),
    /** `optimizer`: what moved the design, where simulations are all that there is. */
    restarts: z.array(z.object({ design: numbers, compared: estimate, steps: count, optimizer: text.exactOptional() })),
    chosen: count,
  })
  .refine(({ restarts, chosen }) => chosen < restarts.length, { error: '"training.chosen" is none of the restarts' });

const result = {
  designNames: texts,
  gain: gainSchema,
  baselines: z.array(namedGainSchema),
  /** Baselines that could not be evaluated, with the reason; absent where there are none. */
  leftOut: z.array(z.object({ name: text, why: text })).exactOptional(),
  training,
  warnings: texts,
  /** What is worth knowing, and speaks against nothing. */
  notes: texts.exactOptional(),
  designUnit: text,
  /** One for each of designNames, where they differ. */
  designUnits: texts.exactOptional(),
  simulator: text,
  settings,
  estimator: text,
  seed: count,
  backend: text,
  version: text,
};

interface Designs {
  readonly designNames: readonly string[];
  readonly baselines: readonly { readonly design: readonly number[] | null }[];
  readonly training: { readonly restarts: readonly { readonly design: readonly number[] }[] };
}

/** Every design has a number for every name. */
const sameLength = (record: Designs, ...more: readonly (readonly number[])[]): boolean =>
  [...record.baselines, ...record.training.restarts, ...more.map((design) => ({ design }))].every(
    ({ design }) => design === null || design.length === record.designNames.length,
  );
const lengths = { error: "its designs are not all as long as designNames" };

export const designResultSchema = z
  .object({
    kind: z.literal("design"),
    ...result,
    design: numbers,
    /** The same by groups, a list each, and how many subjects are measured at each; absent: there is one subject. */
    groups: z.array(numbers).min(1).exactOptional(),
    subjects: count.min(1).exactOptional(),
    /** What the design costs; absent where that is not known. */
    cost: z.object({ value: number, unit: text }).exactOptional(),
  })
  .refine((one) => sameLength(one, one.design), lengths);

export const policyResultSchema = z
  .object({
    kind: z.literal("policy"),
    ...result,
    /** Its name in the registry. */
    policy: text,
    /** Measurements in an experiment. */
    horizon: count,
    /** The policy itself, beside result.json. */
    policyFile: z.literal("policy.json"),
    /** Of one that was refined for an experiment under way: where to measure now. */
    next: z.object({ design: z.tuple([number], number), step: count, of: count }).exactOptional(),
    /**
     * What the first 1, 2, ... measurements of the policy, and of the static design, are worth; the last is the whole `gain`. Absent where only
     * the last was asked for, and from older versions.
     */
    gainPerStep: z
      .array(z.object({ name: text, gains: z.array(gainSchema).min(1) }))
      .min(1)
      .exactOptional(),
    /** Of a policy that serves several horizons: what it is worth in experiments of each that it was trained for, which it is told beforehand. */
    gainPerHorizon: z
      .array(z.object({ horizon: count.min(1), gain: gainSchema }))
      .min(1)
      .exactOptional(),
  })
  .refine((one) => sameLength(one), lengths);

export const resultSchema = z.discriminatedUnion("kind", [designResultSchema, policyResultSchema]);
