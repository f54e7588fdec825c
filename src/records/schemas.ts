/** What the records of a run of `floe design` and `floe train` must be to be read. The types, with their words, are in recordTypes.ts. */
import { z } from "zod";
import type { Gain } from "../contracts/gain.js";
import { parts } from "./checked.js";
import type { About, BeliefsFile, DesignResult, Drawing, Latency, Metric, PolicyResult, Rollouts } from "./types.js";

const { number, count, text, path, numbers, counts, texts, settings, backend, versions } = parts;

const estimate = z.looseObject({
  value: number,
  se: number,
  method: text,
  samples: number,
  contrasts: number.exactOptional(),
  cap: number.exactOptional(),
  unclipped: number.exactOptional(),
  draws: text.exactOptional(),
  blocks: numbers.exactOptional(),
});

const gain = z.looseObject({
  lower: estimate.nullable(),
  upper: estimate.nullable(),
  bounds: z
    .array(estimate.extend({ side: z.enum(["lower", "upper"]) }))
    .readonly()
    .exactOptional(),
  exact: number.exactOptional(),
  exactSe: number.exactOptional(),
  other: z.array(estimate).readonly().exactOptional(),
}) satisfies z.ZodType<Gain>;

const trained = z.looseObject({ design: numbers, compared: estimate, steps: count });

const training = z
  .looseObject({
    steps: count,
    seconds: number,
    bound: z.looseObject({ value: number, se: number }),
    cap: number.nullable(),
    restarts: z.array(trained).readonly(),
    chosen: count,
  })
  .refine(({ restarts, chosen }) => chosen < restarts.length, { error: '"training.chosen" is none of the restarts' });

const result = {
  designNames: texts,
  gain,
  baselines: z.array(z.looseObject({ name: text, design: numbers.nullable(), gain })).readonly(),
  leftOut: z
    .array(z.looseObject({ name: text, why: text }))
    .readonly()
    .exactOptional(),
  training,
  warnings: texts,
  designUnit: text,
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

const designResult = z
  .looseObject({ kind: z.literal("design"), ...result, design: numbers })
  .refine((one) => sameLength(one, one.design), lengths) satisfies z.ZodType<DesignResult>;

const policyResult = z
  .looseObject({
    kind: z.literal("policy"),
    ...result,
    policy: text,
    horizon: count,
    policyFile: z.literal("policy.json"),
    gainPerStep: z
      .array(z.looseObject({ name: text, gains: z.array(gain).min(1).readonly() }))
      .min(1)
      .readonly()
      .exactOptional(),
  })
  .refine((one) => sameLength(one), lengths) satisfies z.ZodType<PolicyResult>;

export const resultSchema = z.discriminatedUnion("kind", [designResult, policyResult]);

/** One line of metrics.jsonl. A bound that was not finite is null there. */
export const metricSchema = z.looseObject({
  restart: count,
  step: count,
  bound: number.nullable(),
  se: number.nullable(),
  validation: number.nullable().exactOptional(),
  design: numbers,
  seconds: number,
});

/** One that can be drawn. */
export const drawnMetricSchema = metricSchema.extend({
  bound: number,
  se: number,
  validation: number.exactOptional(),
}) satisfies z.ZodType<Metric>;

const trainingOptions = z.looseObject({
  estimator: text,
  critic: text,
  density: text.default("gaussian"), // runs of before there was a choice have none
  steps: count,
  batch: count,
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
});

const about = z
  .looseObject({
    summary: text,
    theta: z.looseObject({ names: texts, units: texts }),
    design: z.looseObject({ names: texts, unit: text, low: numbers, high: numbers }),
    outcome: z.looseObject({ names: texts, unit: text }),
    cap: number.nullable(),
    methods: z
      .array(z.looseObject({ name: text, summary: text, reference: text.exactOptional() }))
      .min(1)
      .readonly(),
  })
  .refine(({ theta }) => theta.names.length === theta.units.length, { error: '"about.theta" has not as many units as names' })
  .refine(({ design: { names, low, high } }) => [low, high].every(({ length }) => length === names.length), {
    error: '"about.design" has not as many limits as names',
  }) satisfies z.ZodType<About>;

export const configSchema = z.looseObject({
  kind: z.enum(["design", "policy"]),
  policy: text.exactOptional(),
  policyHidden: counts.exactOptional(),
  gainAfter: z.enum(["each", "last"]).exactOptional(),
  simulator: path,
  simulatorHash: text.exactOptional(),
  designs: count.min(1),
  settings,
  estimator: text,
  preset: text.exactOptional(),
  seed: count,
  backend,
  training: trainingOptions,
  evaluation: z.looseObject({ samples: count, contrasts: count, criticSteps: count, criticBatch: count }),
  versions,
  about: about.exactOptional(), // older runs have none
});

export const drawingSchema = z
  .looseObject({ xTitle: text, yTitle: text, xs: z.array(number).min(1).readonly(), paths: z.array(numbers).readonly() })
  .refine(({ xs, paths }) => paths.every(({ length }) => length === xs.length)) satisfies z.ZodType<Drawing>;

const rows = z.array(numbers).min(1).readonly();
const even = (table: readonly (readonly number[])[]): boolean => table.every(({ length }) => length === table[0]?.length);

/** Every experiment has a place and an outcome a step. @param axis points of the drawing, along which courses go */
export const rolloutsSchema = (axis: number): z.ZodType<Rollouts> =>
  z
    .looseObject({ theta: rows, design: rows, outcome: rows, courses: rows.exactOptional() })
    .refine(({ theta, design, outcome, courses = [] }) => {
      const tables = [theta, design, outcome, ...(courses.length > 0 ? [courses] : [])];
      return (
        tables.every((table) => even(table) && table.length === design.length) &&
        design[0]?.length === outcome[0]?.length &&
        courses.every(({ length }) => length === axis)
      );
    });

export const latencySchema = z.looseObject({
  decisions: count,
  median: number,
  p99: number,
}) satisfies z.ZodType<Latency>;

const packed = z.looseObject({ shape: counts, base64: text });
const scaling = z.looseObject({ mean: numbers, sd: numbers });
const seen = z.looseObject({ at: scaling, outcome: scaling });
const critic = z.looseObject({
  options: z.looseObject({ critic: text, hidden: counts, features: count, auxiliary: z.enum(["shared", "separate"]) }),
  scaling: z.looseObject({ theta: scaling, outcome: scaling, designSeen: z.boolean(), measurement: seen.exactOptional() }),
  parameters: z.record(text, packed),
});

export const beliefsSchema = z.looseObject({
  kind: z.literal("beliefs"),
  version: text,
  simulator: path,
  simulatorHash: text.exactOptional(),
  settings,
  horizon: count,
  learned: z.looseObject({ critics: z.array(critic.nullable()).readonly(), thetas: packed }).exactOptional(),
}) satisfies z.ZodType<BeliefsFile>;
