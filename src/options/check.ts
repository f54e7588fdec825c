/** Options checked once: what users type becomes a type in which nothing needs a second look. Unknown keys are errors. */
import { z } from "zod";
import { InputError } from "../basics/errors.js";
import { didYouMean } from "../basics/names.js";
import { show, valueAt } from "../basics/show.js";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { BackendChoice, EvaluationOptions, TrainingOptions } from "../contracts/options.js";
import type { SimulatorFamily } from "../contracts/simulator.js";
import type { SettingValue } from "../contracts/values.js";
import {
  constraintOptions,
  costOptions,
  evaluationOptions,
  fromOptions,
  givenOptions,
  goalOptions,
  groupOptions,
  type OptionSpec,
  optionTable,
  policyOptions,
  problemOptions,
  scheduleOptions,
  trainingOptions,
  versusOptions,
} from "./table.js";

/** Designs by their names: the numbers in their order, a list for each group, or by the names of the coordinates. */
export type Versus = Readonly<
  Record<string, readonly number[] | readonly (readonly number[])[] | Readonly<Record<string, number>>>
>;

/** What `designExperiment` takes. Where a field is absent, the simulator's recommendation decides, else the general default. */
export interface DesignOptions {
  /** A name of the registry, the path of a TypeScript or JavaScript file, or the simulator itself. */
  readonly simulator: string | SimulatorFamily;
  readonly designs?: number;
  /** Groups of subjects, each measured at a design of its own: `designs` is of each. Absent: as the simulator says, else one. */
  readonly groups?: number;
  /** Subjects in each group. */
  readonly subjects?: number;
  readonly settings?: Readonly<Record<string, SettingValue>>;
  /** A file of draws of the parameters, draws.csv of an inference say: they become the prior. */
  readonly given?: string;
  readonly estimator?: string;
  /** What is to be learned: names of parameters with commas between, or a goal that the simulator declares. Absent: all parameters. */
  readonly goal?: string;
  /** Other models of the same experiment, by name or path with commas between: which is true becomes the goal, unless another is said. */
  readonly rivals?: string;
  /** How probable each model is before the experiment; absent: all alike. */
  readonly modelWeights?: readonly number[];
  /** What a design costs: a formula of n, of the design's names, or of all of them as `design`. */
  readonly cost?: string;
  readonly costUnit?: string;
  /** Own designs that the one found is compared with, by their names; `{}` asks for the rounded one alone. */
  readonly versus?: Versus;
  /** Windows as they are typed, "0:4,8:10": the design measures inside of them only. */
  readonly windows?: string;
  /** Candidates as they are typed, or the path of a CSV: each measurement is one of them. */
  readonly candidates?: string;
  /** None of the candidates twice. */
  readonly once?: boolean;
  /** Smallest distance between measurements: "0.25", "15min". */
  readonly spacing?: string | number;
  /** Multiples of this only: "5min". */
  readonly grid?: string | number;
  /** Whether the other parameters are known when the goal is learned; "unknown" unless said otherwise. */
  readonly nuisance?: "unknown" | "known";
  /** Its constants, where they are not the usual ones. */
  readonly estimatorSettings?: Readonly<Record<string, SettingValue>>;
  readonly preset?: string;
  readonly seed: number;
  readonly backend: BackendChoice;
  /** How many processes share the work, this one included; 1 unless said otherwise. More need a simulator by name or path. */
  readonly processes: number;
  /** Name of an adaptive policy: it is trained from the best static design. Absent: a static design is all that is wanted. */
  readonly policy?: string;
  /** Widths of the policy's layers. */
  readonly policyHidden?: readonly number[];
  /** What a policy begins as: the best static design, or the best first measurement in every step; absent: by what outcomes there are. */
  readonly policyStart?: "static" | "first";
  /** Whether a policy is compared with the greedy one, too; absent: it is. */
  readonly greedy?: "yes" | "no";
  /** Training steps of that static design; absent: what suits one. */
  readonly staticSteps?: number;
  /** The file of a policy whose training goes on; its kind, widths and measurements are that one's. */
  readonly from?: string;
  /** Horizons that one policy is trained for, "2,5,10" or "all", the longest of them `designs`; absent: it knows no other. */
  readonly horizons?: string;
  /** What a policy is worth after each of its measurements (default), or after the last one only. */
  readonly gainAfter?: "each" | "last";
  readonly training: Partial<TrainingOptions>;
  readonly evaluation: Partial<EvaluationOptions>;
}

/** As a caller writes them: everything but the simulator may be left out. */
export type DesignInput = Pick<DesignOptions, "simulator"> & Partial<DesignOptions>;

/** What an option takes, in words: "a whole number of at least 1". */
export function describe(spec: OptionSpec): string {
  const { kind, min, above, max, choices, several } = spec;
  if (kind === "choice") return `one of ${choices?.join(", ")}`;
  if (kind === "text") return "a name";
  if (kind === "flag") return "true or false";
  if (kind === "quantity") return "a number, with a unit where it is not the design's own, e.g. 0.25 or 15min";
  if (kind === "settings") return several ? "name=value, several with commas between" : "name=value";
  if (kind === "numbers") return "numbers with commas between, e.g. 0.5,4,18";
  if (kind === "designs") return "designs by name, e.g. protocol=0.5,4,18, or the path of a CSV file with a head";
  if (kind === "windows") return "from:to with from before to, e.g. 20:32";
  const lower = above !== undefined ? ` above ${above}` : min !== undefined ? ` of at least ${min}` : "";
  const upper = max !== undefined ? ` and at most ${max}` : "";
  if (kind === "integers") return `whole numbers${lower}${upper} with commas between, e.g. 128,128`;
  return `${kind === "integer" ? "a whole number" : "a number"}${lower}${upper}`;
}

function schemaOf(spec: OptionSpec): z.ZodType {
  const error = `must be ${describe(spec)}`;
  const limited = (schema: z.ZodNumber) => {
    const low =
      spec.above !== undefined ? schema.gt(spec.above, { error }) : schema.gte(spec.min ?? -Number.MAX_VALUE, { error });
    return spec.max === undefined ? low : low.lte(spec.max, { error });
  };
  switch (spec.kind) {
    case "integer":
      return limited(z.int({ error }));
    case "number":
      return limited(z.number({ error }));
    case "integers":
      return z.array(limited(z.int({ error })), { error }).min(1, { error });
    case "numbers":
      return z.array(z.number({ error }), { error }).min(1, { error });
    case "choice":
      return z.enum(spec.choices as readonly [string, ...string[]], { error });
    case "quantity":
      return z.union([z.number(), z.string().min(1)], { error });
    case "flag":
      return z.boolean({ error });
    case "text":
      return z.string({ error }).min(1, { error });
    case "windows":
      return z.array(
        z.tuple([z.number(), z.number()]).refine(([from, to]) => from <= to),
        { error },
      );
    case "designs":
      return z.record(
        z.string(),
        z.union([z.array(z.number()).min(1), z.array(z.array(z.number()).min(1)).min(1), z.record(z.string(), z.number())], {
          error: "must be finite numbers with commas between, or numbers by the names of the coordinates",
        }),
        { error: 'must be an object of designs by name, e.g. {"protocol": [0.5, 4, 18]}' },
      );
    case "settings":
      return z.record(
        z.string(),
        z.union([z.number(), z.string(), z.boolean()], { error: "must be a number, a text, true or false" }),
        {
          error: "must be an object of settings by name",
        },
      );
  }
}

const optional = (specs: Record<string, OptionSpec>) =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, schemaOf(spec).optional()]));

const { samples, contrasts, evaluationSteps, evaluationBatch, evaluationCritic, bracket } = evaluationOptions;
const { set, estimatorSetting, ...problem } = problemOptions;
const { horizon: _, ...ofPolicies } = policyOptions;

const designSchema = z.strictObject({
  simulator: z.union([z.string().min(1), z.custom<SimulatorFamily>((x) => typeof x === "object" && x !== null)], {
    error: "must be a name, the path of a file, or a simulator",
  }),
  settings: schemaOf(set).optional(),
  estimatorSettings: schemaOf(estimatorSetting).optional(),
  ...optional(problem),
  ...optional(ofPolicies),
  ...optional(givenOptions),
  ...optional(goalOptions),
  ...optional(groupOptions),
  ...optional(fromOptions),
  ...optional(costOptions),
  ...optional(versusOptions),
  ...optional(scheduleOptions),
  ...optional({ spacing: constraintOptions.spacing }),
  training: z.strictObject({ estimator: schemaOf(problem.estimator).optional(), ...optional(trainingOptions) }).optional(),
  evaluation: z
    .strictObject(
      optional({
        samples,
        contrasts,
        criticSteps: evaluationSteps,
        criticBatch: evaluationBatch,
        critic: evaluationCritic,
        bracket,
      }),
    )
    .optional(),
});

const keysAt: Record<string, readonly string[]> = {
  "": Object.keys(designSchema.shape),
  training: ["estimator", ...Object.keys(trainingOptions)],
  evaluation: ["samples", "contrasts", "criticSteps", "criticBatch", "critic", "bracket"],
};

/** Checks the library's options and fills in seed, backend and empty groups. @throws InputError naming the first wrong one */
export function checkDesignOptions(input: DesignInput): DesignOptions {
  const {
    simulator,
    seed = 0,
    backend = "auto",
    processes = 1,
    training = {},
    evaluation = {},
    ...rest
  } = checked(designSchema, input) as DesignInput;
  return { ...rest, simulator, seed, backend, processes, training: withoutGaps(training), evaluation: withoutGaps(evaluation) };
}

function checked(schema: z.ZodType, input: unknown): unknown {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0] as z.core.$ZodIssue;
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const unknown = issue.keys[0] as string;
    throw new InputError(`unknown option "${path ? `${path}.` : ""}${unknown}"${didYouMean(unknown, keysAt[path] ?? [])}`);
  }
  const value = valueAt(input, issue.path);
  const problem = value === undefined ? `is missing: it ${issue.message}` : `${issue.message}, got ${show(value)}`;
  throw new InputError(path ? `option "${path}" ${problem}` : "options must be an object");
}

/** Checks one option of the table; `label` says where it was written: "--steps", or "steps in sweep.json". */
export function checkOption(name: string, value: unknown, label: string): unknown {
  const spec: OptionSpec = optionTable[name as keyof typeof optionTable];
  const result = schemaOf(spec).safeParse(value);
  if (result.success) return result.data;
  const near = spec.choices && typeof value === "string" ? didYouMean(value, spec.choices) : "";
  // Whole numbers are exact up to here: what is above was another number when it was typed.
  const exact = spec.kind === "integer" && (value as number) > Number.MAX_SAFE_INTEGER ? { max: Number.MAX_SAFE_INTEGER } : {};
  throw new InputError(`${label} must be ${describe({ ...exact, ...spec })}, got ${show(value)}${near}`);
}
