/**
 * Every option by its long name: what it takes, its limits, one line of help. The command line's help, its checks, the checks
 * of --config files and of the library's options all read this table. It imports names only, so that `--help` is quick.
 */
import { defaultMembers } from "./members.js";

export interface OptionSpec {
  readonly kind: "integer" | "number" | "text" | "choice" | "integers" | "numbers" | "settings" | "windows";
  /** What stands for the value in the help. */
  readonly value: string;
  readonly help: string;
  readonly min?: number;
  /** Exclusive lower limit. */
  readonly above?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** Of settings: whether one text may hold several, with commas between. */
  readonly several?: true;
}

/** What the problem is and how the run is identified. */
export const problemOptions = {
  designs: { kind: "integer", value: "N", min: 1, max: 10_000, help: "how many numbers the design has" },
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
  gainAfter: {
    kind: "choice",
    value: "WHEN",
    choices: ["each", "last"],
    help: "bounds after each measurement (default), or after the last one only",
  },
  policyHidden: { kind: "integers", value: "N,N", min: 1, max: 4096, help: "widths of the policy's layers (default 64,64)" },
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
  restarts: { kind: "integer", value: "N", min: 1, max: 1000, help: "independent trainings; the best on fresh samples is taken" },
  critic: { kind: "text", value: "NAME", help: "how parameters and outcomes are compared; `floe list critics` tells more" },
  density: { kind: "text", value: "NAME", help: "what models densities, for bounds that read them; see `floe list densities`" },
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

/** What must hold in a use of a policy, by the names of the runtime's `Constraints`. */
export const constraintOptions = {
  low: { kind: "number", value: "X", help: "measure nothing before X, in the design's unit" },
  high: { kind: "number", value: "X", help: "measure nothing after X, in the design's unit" },
  spacing: { kind: "number", value: "X", min: 0, help: "smallest distance to every earlier measurement, in the design's unit" },
  forbidden: {
    kind: "windows",
    value: "A:B",
    help: "measure nothing between A and B, in the design's unit (repeat for several)",
  },
  budget: { kind: "integer", value: "N", min: 1, help: "measurements that may be taken in all; at most the policy's" },
} as const satisfies Record<string, OptionSpec>;

/** Of meta-learning. */
export const metaOptions = {
  family: {
    kind: "text",
    value: "NAME",
    help: "what the tasks are (default sine; see `floe list meta`), or the path of a .ts or .js file",
  },
  shots: { kind: "integer", value: "N", min: 1, max: 1000, help: "support points of a training task" },
  queries: { kind: "integer", value: "N", min: 1, max: 1000, help: "query points of a training task" },
  tasks: { kind: "integer", value: "N", min: 2, max: 4096, help: "tasks in a training step" },
  rate: { kind: "number", value: "X", above: 0, max: 10, help: "learning rate of the outer loop" },
  seeds: { kind: "integer", value: "N", min: 1, max: 1000, help: "trainings of each method, from different seeds" },
  searchSteps: { kind: "integer", value: "N", min: 1, help: "steps of each training of the search for settings" },
} as const satisfies Record<string, OptionSpec>;

/** From data to parameters. */
export const inferOptions = {
  data: {
    kind: "text",
    value: "FILE",
    help: "what was measured: CSV with a head (time,concentration), a history (JSON), or a session of floe live",
  },
  posterior: {
    kind: "text",
    value: "NAME",
    help: "way to the posterior; `floe list posteriors` tells them (default: the best that there is)",
  },
  draws: {
    kind: "integer",
    value: "N",
    min: 100,
    max: 1_000_000,
    help: "draws of the posterior (default 4000; of next 20000; of each in calibrate 199)",
  },
} as const satisfies Record<string, OptionSpec>;

/** Of simulation-based calibration. */
export const calibrateOptions = {
  design: {
    kind: "numbers",
    value: "numbers",
    help: "where every experiment measures: --design 0.5,4,18 (default: where the run says)",
  },
  replications: {
    kind: "integer",
    value: "N",
    min: 20,
    max: 1_000_000,
    help: "experiments whose truth is known (default 1000; 300 where each needs a sampler)",
  },
} as const satisfies Record<string, OptionSpec>;

/** What is known before the experiment, in place of the simulator's prior. */
export const givenOptions = {
  given: {
    kind: "text",
    value: "FILE",
    help: "draws of the parameters (draws.csv of floe infer): they become the prior; floe next does both",
  },
} as const satisfies Record<string, OptionSpec>;

/** What the information is about, where it is not all parameters. */
export const goalOptions = {
  goal: {
    kind: "text",
    value: "NAME,NAME",
    help: "what is to be learned: some parameters, or a goal of the simulator (default: all parameters)",
  },
  nuisance: {
    kind: "choice",
    value: "KIND",
    choices: ["unknown", "known"],
    help: "whether the other parameters are unknown (default) or known when the goal is learned",
  },
  rivals: {
    kind: "text",
    value: "MODEL,MODEL",
    help: "other models of the same experiment: which is true becomes the goal (--goal all: the parameters of all, too)",
  },
  modelWeights: {
    kind: "numbers",
    value: "X,X",
    help: "how probable each model is before the experiment, the first one's first (default: all alike)",
  },
} as const satisfies Record<string, OptionSpec>;

/** Where a policy's training goes on. */
export const fromOptions = {
  from: {
    kind: "text",
    value: "FILE",
    help: "policy.json of an earlier training, which goes on; with what was measured in it (floe next), for the rest",
  },
} as const satisfies Record<string, OptionSpec>;

/** Of what experiments cost. */
export const costOptions = {
  cost: {
    kind: "text",
    value: "FORMULA",
    help: 'what a design costs: a formula of n, its names, or all as design, e.g. "10 + 2*n" or "max(design)"',
  },
  costUnit: { kind: "text", value: "UNIT", help: "unit of the cost, e.g. EUR or h" },
} as const satisfies Record<string, OptionSpec>;

/** Of gain against the number of measurements. */
export const curveOptions = {
  counts: {
    kind: "text",
    value: "N-N",
    help: "numbers of measurements: a range, or several with commas between: 1-8, or 1,2,4,8 (default 1-6)",
  },
} as const satisfies Record<string, OptionSpec>;

/** Of comparisons of bounds. */
export const boundsOptions = {
  estimators: { kind: "text", value: "NAME,NAME", help: "bounds that are compared (default: all that can be maximised)" },
  batches: { kind: "integers", value: "N,N", min: 2, max: 4096, help: "batch sizes that are compared (default 16,64,256,512)" },
} as const satisfies Record<string, OptionSpec>;

/** Of information in a file. */
export const estimateOptions = {
  x: { kind: "text", value: "COLUMNS", help: "columns of x, e.g. x1,x2, 1-3 or x1:x3 (default: those called x, x1, x2, ..)" },
  y: { kind: "text", value: "COLUMNS", help: "columns of y, likewise" },
  scale: {
    kind: "choice",
    value: "SCALE",
    choices: ["rank", "standard", "none"],
    help: "columns to normal scores (default: rank), to mean 0 and deviation 1, or as they are",
  },
  shuffles: { kind: "integer", value: "N", min: 0, max: 100_000, help: "of the test of independence (default 999; 0: none)" },
} as const satisfies Record<string, OptionSpec>;

export const optionTable = {
  ...problemOptions,
  ...policyOptions,
  ...trainingOptions,
  ...evaluationOptions,
  ...constraintOptions,
  ...metaOptions,
  ...boundsOptions,
  ...inferOptions,
  ...givenOptions,
  ...goalOptions,
  ...fromOptions,
  ...costOptions,
  ...curveOptions,
  ...calibrateOptions,
  ...estimateOptions,
};
export type OptionName = keyof typeof optionTable;

/** --validate-every for validateEvery. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
