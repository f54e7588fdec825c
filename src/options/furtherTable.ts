/** Options beside those of the problem, its training and its evaluation: by their long names, as in ./table.ts. */
import type { OptionSpec } from "./spec.js";

/** What must hold in a use of a policy, by the names of the runtime's `Constraints`. */
export const constraintOptions = {
  low: { kind: "number", value: "X", help: "measure nothing before X, in the design's unit" },
  high: { kind: "number", value: "X", help: "measure nothing after X, in the design's unit" },
  spacing: {
    kind: "quantity",
    value: "X",
    help: "smallest distance between measurements, in the design's unit or one of its own",
  },
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
  validationOnly: {
    kind: "flag",
    value: "",
    help: "measure on the validation tasks only: no test on held-out tasks, no model (a search for settings)",
  },
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

/** Where and when people can measure: what designs keep while they are trained, and exactly at the end. `spacing` is among the constraints. */
export const scheduleOptions = {
  windows: { kind: "text", value: "A:B,A:B", help: 'measure inside of these windows only, or "t=0:4,8:10; dose=5:20"' },
  candidates: {
    kind: "text",
    value: "X,X|FILE",
    help: 'measure at one of these only: "0.5,1,2,4", "5:1,5:4,20:1" where a measurement has two numbers, "A1=5:1,A2=5:4" with names, or a CSV with a row each',
  },
  once: { kind: "flag", value: "", help: "none of the candidates twice" },
  grid: { kind: "quantity", value: "STEP", help: 'measure at multiples of this only: 5min, 0.25, 1d, or "t=5min; dose=0.5"' },
} as const satisfies Record<string, OptionSpec>;

/** Subjects who share the unknown, in groups that are measured at a design each. */
export const groupOptions = {
  groups: {
    kind: "integer",
    value: "N",
    min: 1,
    max: 1000,
    help: "groups of subjects, each measured at a design of its own (default 1)",
  },
  subjects: {
    kind: "integer",
    value: "N",
    min: 1,
    max: 10_000,
    help: "subjects in each group: replicates of its design, with noise of their own (default 1)",
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

/** What is compared beside the baselines. */
export const versusOptions = {
  versus: {
    kind: "designs",
    value: "NAME=numbers",
    help: "a design of your own beside the one found, by the same experiments: protocol=0.5,4,18, or a CSV with a row each (repeat for several)",
  },
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

/** Of benchmarks, where the information is known. */
export const benchmarkOptions = {
  levels: {
    kind: "numbers",
    value: "X,X",
    help: "information of the pairs, nats: one level after the other, each as many steps (default 2,4,6,8,10)",
  },
  window: {
    kind: "integer",
    value: "N",
    min: 2,
    help: "steps at the end of each level that are read (default: a quarter of the level's)",
  },
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
  rows: { kind: "integer", value: "N", min: 40, help: "take only so many rows, drawn at random (default: all)" },
  check: { kind: "flag", value: "", help: "test the estimator on these data: shuffled 0, data processing 1, two rows at once 2" },
  decimalComma: { kind: "flag", value: "", help: "0,5 is a half, and semicolons or tabs stand between cells" },
  separator: { kind: "text", value: "TEXT", help: 'between cells, e.g. ";" or tab (default: what the first line has)' },
} as const satisfies Record<string, OptionSpec>;

/** Of studies. */
export const studyOptions = {
  engine: {
    kind: "choice",
    value: "NAME",
    choices: ["local", "queue", "commands", "slurm"],
    help: "who carries cells out: local processes (default), workers on any machine by a queue (--queue), or scripts that are written: a list of commands with a Snakefile, a Slurm array",
  },
  jobs: { kind: "integer", value: "N", min: 1, max: 1024, help: "cells at once (default: one a core)" },
  only: {
    kind: "settings",
    value: "name=value",
    help: "only the cells that have it, e.g. --only batch=64,256; cell=NAME is one cell (repeat for several)",
  },
  maxFailures: { kind: "integer", value: "N", min: 1, help: "stop once so many cells have failed (default 10)" },
  queue: {
    kind: "text",
    value: "URL",
    help: "a Redis through which cells go to workers (floe worker): redis://HOST:6379 (default redis://127.0.0.1:6379)",
  },
  dryRun: { kind: "flag", value: "", help: "list the cells and their commands, and run nothing" },
} as const satisfies Record<string, OptionSpec>;

/** Those of a run that is made of runs: who carries them out. How many at once is what `processes` says. */
export const partsOptions = ["engine", "queue", "maxFailures"] as const satisfies readonly (keyof typeof studyOptions)[];
