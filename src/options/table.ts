/**
 * Every option by its long name: what it takes, its limits, one line of help. The command line's help, its checks, the checks
 * of --config files and of the library's options all read this table. It imports names only, so that `--help` is quick.
 */
import {
  benchmarkOptions,
  boundsOptions,
  calibrateOptions,
  constraintOptions,
  costOptions,
  curveOptions,
  estimateOptions,
  fromOptions,
  givenOptions,
  goalOptions,
  groupOptions,
  inferOptions,
  metaOptions,
  scheduleOptions,
  studyOptions,
  versusOptions,
} from "./furtherTable.js";
import { defaultMembers } from "./members.js";
import type { OptionSpec } from "./spec.js";

export * from "./furtherTable.js";
export type { OptionSpec } from "./spec.js";

/** What the problem is and how the run is identified. */
export const problemOptions = {
  designs: { kind: "integer", value: "N", min: 1, max: 10_000, help: "how many measurements the design has" },
  set: {
    kind: "settings",
    value: "name=value",
    help: "a setting of the simulator or method, e.g. --set noise=rate (repeat for several)",
  },
  estimator: { kind: "text", value: "NAME", help: "bound that is maximised; `floe list estimators` tells which suits" },
  estimatorSetting: {
    kind: "settings",
    value: "name=value",
    several: true,
    help: "settings of the bound, e.g. lambda=1,clip=10; `floe list estimators` tells them",
  },
  preset: { kind: "text", value: "NAME", help: "named options of the simulator, e.g. paper: the source paper's own" },
  seed: {
    kind: "integer",
    value: "N",
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    help: "same seed, backend and version: same bytes (default 0)",
  },
  backend: {
    kind: "choice",
    value: "NAME",
    choices: ["auto", "native", "wasm", "cpu"],
    help: "auto (default: the fastest that works), native, wasm or cpu",
  },
  processes: {
    kind: "integer",
    value: "N",
    min: 1,
    max: 1024,
    help: "how many share the work; the result is the same (default: one a core)",
  },
} as const satisfies Record<string, OptionSpec>;

/** Of policies that decide after every outcome. */
export const policyOptions = {
  horizon: { kind: "integer", value: "N", min: 1, max: 10_000, help: "measurements in an experiment" },
  policy: {
    kind: "text",
    value: "NAME",
    help: `how it decides; \`floe list policies\` tells which suits (default ${defaultMembers.policy})`,
  },
  horizons: {
    kind: "text",
    value: "N,N",
    help: "one policy for experiments of so many measurements each, told how many there will be: 2,5,10, the largest is --horizon, or all",
  },
  gainAfter: {
    kind: "choice",
    value: "WHEN",
    choices: ["each", "last"],
    help: "bounds after each measurement (default), or after the last one only",
  },
  policyHidden: { kind: "integers", value: "N,N", min: 1, max: 4096, help: "widths of the policy's layers (default 64,64)" },
  policyStart: {
    kind: "choice",
    value: "WHAT",
    choices: ["static", "first"],
    help: "what it begins as: the best static design, or the best first measurement in every step (default where outcomes are few, e.g. yes or no, or counts of trials that it chooses)",
  },
  greedy: {
    kind: "choice",
    value: "WHETHER",
    choices: ["yes", "no"],
    help: "whether it is compared with the greedy policy, too, which takes minutes (default yes)",
  },
  staticSteps: {
    kind: "integer",
    value: "N",
    min: 1,
    help: "training steps of the static design before it (default: what suits one, e.g. 600 by a likelihood)",
  },
} as const satisfies Record<string, OptionSpec>;

/** Fields of TrainingOptions, but for `estimator`, which is above. */
export const trainingOptions = {
  steps: { kind: "integer", value: "N", min: 1, help: "training steps, of each restart where there are several" },
  batch: { kind: "integer", value: "N", min: 2, max: 65_536, help: "simulated experiments in a step" },
  negatives: {
    kind: "integer",
    value: "K",
    min: 1,
    max: 65_535,
    help: "others that each pair of a batch is contrasted with (default: all)",
  },
  trainingContrasts: {
    kind: "integer",
    value: "L",
    min: 3,
    max: 100_000_000,
    help: "parameters that each outcome is contrasted with in training, where a likelihood is known; its own is one (default: the batch's); with --near-contrasts: whose bound those estimate",
  },
  nearContrasts: {
    kind: "integer",
    value: "K",
    min: 14,
    max: 1_000_000,
    help: "parameters drawn around its own that each outcome is contrasted with in training, where likelihood and prior are known: for more than 6 nats",
  },
  curriculum: {
    kind: "integer",
    value: "N",
    min: 1,
    max: 10,
    help: "equal parts of the training in which --training-contrasts or --near-contrasts double, up to all of them: faster, for what they tell at first is coarse anyhow (default 1)",
  },
  restarts: { kind: "integer", value: "N", min: 1, max: 1000, help: "independent trainings; the best on fresh samples is taken" },
  critic: {
    kind: "text",
    value: "NAME",
    help: "how parameters and outcomes are compared, commas between: restart by restart; `floe list critics`",
  },
  density: { kind: "text", value: "NAME", help: "what models densities, for bounds that read them; see `floe list densities`" },
  optimizer: {
    kind: "text",
    value: "NAME",
    help: "how designs of black boxes are moved; `floe list optimizers` tells which suits",
  },
  hidden: { kind: "integers", value: "N,N", min: 1, max: 65_536, help: "widths of the hidden layers, e.g. 128,128" },
  features: { kind: "integer", value: "N", min: 1, max: 65_536, help: "width of the features that are compared" },
  auxiliary: {
    kind: "choice",
    value: "KIND",
    choices: ["shared", "separate"],
    help: "auxiliary network on features or on inputs",
  },
  criticRate: { kind: "number", value: "X", above: 0, max: 10, help: "learning rate of the critic" },
  designRate: { kind: "number", value: "X", above: 0, max: 10, help: "learning rate of the design" },
  criticSteps: { kind: "integer", value: "N", min: 1, max: 100_000, help: "critic updates for each design update" },
  warmup: { kind: "integer", value: "N", min: 0, help: "critic-only steps before the design moves" },
  clipNorm: { kind: "number", value: "X", above: 0, help: "largest norm of a gradient, as a multiple of its usual one" },
  validateEvery: { kind: "integer", value: "N", min: 1, help: "steps between validations" },
  patience: { kind: "integer", value: "N", min: 0, help: "validations without a better bound before stopping; 0: never" },
} as const satisfies Record<string, OptionSpec>;

/** EvaluationOptions by the names that they have on the command line. */
export const evaluationOptions = {
  samples: { kind: "integer", value: "N", min: 2, max: 10_000_000, help: "samples of an evaluation" },
  contrasts: { kind: "integer", value: "N", min: 1, max: 100_000_000, help: "fresh parameters contrasted with each sample" },
  evaluationSteps: { kind: "integer", value: "N", min: 1, help: "steps of an evaluation's critic (no likelihood), or densities" },
  evaluationCritic: {
    kind: "text",
    value: "NAME",
    help: `critic of an evaluation (no likelihood); as --critic (default ${defaultMembers.critic})`,
  },
  bracket: { kind: "text", value: "NAME", help: "bounds by densities beside the contrastive ones, by this model; as --density" },
  evaluationBatch: {
    kind: "integer",
    value: "N",
    min: 2,
    max: 65_536,
    help: "batch of an evaluation's critic (no likelihood), or densities",
  },
} as const satisfies Record<string, OptionSpec>;

export const optionTable = {
  ...problemOptions,
  ...policyOptions,
  ...trainingOptions,
  ...evaluationOptions,
  ...constraintOptions,
  ...metaOptions,
  ...boundsOptions,
  ...benchmarkOptions,
  ...inferOptions,
  ...givenOptions,
  ...goalOptions,
  ...groupOptions,
  ...fromOptions,
  ...scheduleOptions,
  ...costOptions,
  ...versusOptions,
  ...curveOptions,
  ...calibrateOptions,
  ...estimateOptions,
  ...studyOptions,
};
export type OptionName = keyof typeof optionTable;

/** All that an estimate takes: options of its own, and of others. */
export const estimateTakes: readonly OptionName[] = [
  ...(Object.keys(estimateOptions) as (keyof typeof estimateOptions)[]),
  ...(["estimator", "estimatorSetting", "critic", "hidden", "steps", "batch", "seed", "backend"] as const),
];

/** --validate-every for validateEvery. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
