/** What the commands are called, take and show as help. Imports no implementation: `floe --help` must be quick. */
import {
  benchmarkOptions,
  boundsOptions,
  constraintOptions,
  costOptions,
  curveOptions,
  evaluationOptions,
  fromOptions,
  givenOptions,
  goalOptions,
  groupOptions,
  type OptionName,
  partsOptions,
  policyOptions,
  problemOptions,
  scheduleOptions,
  trainingOptions,
  versusOptions,
} from "../options/table.js";
import { type Command, names } from "./command.js";
import { dataCommands } from "./dataCommands.js";
import { metaCommands } from "./metaCommands.js";
import { studyCommands } from "./studyCommands.js";

const evaluating = names(evaluationOptions);
const scheduling = [...names(scheduleOptions), "spacing"] as const satisfies readonly OptionName[];
const simulator = [
  "<simulator>",
  "a name (see `floe list simulators`), the path of a .ts or .js file, or simulations in a .csv or .npz",
] as const;

/** First words of commands whose names have two. */
export const groups = {
  meta: "few-shot regression: methods that learn from many tasks how to adapt to a new one from a few points",
} as const;

const others: readonly Command[] = [
  {
    name: "design",
    summary: "optimise a static design, evaluate it beside baselines, write a run folder and a report",
    args: [simulator],
    options: [
      ...names(problemOptions),
      ...names(groupOptions),
      ...names(goalOptions),
      ...names(costOptions),
      ...names(versusOptions),
      ...scheduling,
      ...names(givenOptions),
      ...names(trainingOptions),
      ...evaluating,
    ],
    extras: ["command", "out", "force", "json", "quiet", "config", "trust"],
    examples: [
      "floe design pharmacokinetic --designs 5",
      "floe design linear --designs 10 --set noise=rate --estimator flo --out runs/mine",
    ],
    computes: true,
    load: () => import("./commands/design.js"),
  },
  {
    name: "curve",
    summary: "gain against the number of measurements, and against its cost: how many are enough",
    args: [simulator],
    options: [
      ...names(curveOptions),
      ...names(problemOptions).filter((name) => name !== "designs"),
      ...names(groupOptions),
      ...names(goalOptions),
      ...names(costOptions),
      ...names(trainingOptions),
      ...evaluating,
    ],
    extras: ["command", "out", "force", "json", "quiet", "config", "trust"],
    examples: [
      "floe curve pharmacokinetic --counts 1-8",
      'floe curve linear --counts 1,2,4,8 --cost "20+5*n" --cost-unit EUR --out runs/curve',
    ],
    computes: true,
    load: () => import("./commands/curve.js"),
  },
  {
    name: "train",
    summary: "train a policy that decides after every outcome, and compare it with the best static design",
    args: [simulator],
    options: [
      ...names(policyOptions),
      ...names(problemOptions).filter((name) => name !== "designs"),
      ...names(goalOptions),
      ...names(givenOptions),
      ...names(fromOptions),
      ...names(versusOptions),
      ...scheduling,
      ...names(trainingOptions),
      ...evaluating,
    ],
    extras: ["command", "out", "force", "json", "quiet", "config", "trust"],
    examples: [
      "floe train sir --horizon 2",
      "floe train location --horizon 10 --horizons 2,5,10 --policy deepSets --out runs/policy",
    ],
    computes: true,
    load: () => import("./commands/train.js"),
  },
  {
    name: "ask",
    summary: "the next measurement of a real experiment, by a trained policy",
    args: [["<policy>", "a run folder of floe train, or its policy.json"]],
    options: ["horizon", ...names(constraintOptions), "grid"],
    help: { horizon: "how many measurements there will be, of a policy that was trained with --horizons (default: the most)" },
    extras: ["history", "json"],
    examples: ["floe ask runs/policy", "floe ask runs/policy --history patient7.json --forbidden 20:32 --json"],
    load: () => import("./commands/ask.js"),
  },
  {
    name: "live",
    summary: "a real experiment with a trained policy, measurement by measurement, kept in a file as it goes",
    args: [["<policy>", "a run folder of floe train, or its policy.json"]],
    options: ["horizon", ...names(constraintOptions), "grid"],
    help: { horizon: "how many measurements there will be, of a policy that was trained with --horizons (default: the most)" },
    extras: ["session", "jsonl", "beliefs", "trust"],
    examples: [
      "floe live runs/policy --session patient7.json --beliefs --spacing 2",
      "instrument | floe live runs/policy --jsonl",
    ],
    load: () => import("./commands/live.js"),
  },
  {
    name: "browser",
    summary: "one HTML page in which a trained policy leads through an experiment, without server or network",
    args: [["[run]", "a run folder of floe train; without it a small policy for epidemics is trained first"]],
    options: [],
    extras: ["out", "force", "json"],
    examples: ["floe browser runs/policy", "floe browser runs/policy --out patients.html"],
    load: () => import("./commands/browser.js"),
  },
  {
    name: "evaluate",
    summary: "lower and upper bounds of the information gain, on fresh samples",
    args: [["<run-or-simulator>", "a run folder, or a simulator together with --design"]],
    options: [
      "set",
      "horizon",
      ...names(groupOptions),
      ...names(goalOptions),
      ...names(versusOptions),
      "given",
      "seed",
      "backend",
      ...evaluating.filter((name) => name !== "evaluationCritic"),
      "critic",
      "processes",
    ],
    help: {
      processes: "processes that share the work, of simulators with a likelihood; the result is the same (default 1)",
      critic: "how parameters and outcomes are compared, where there is no likelihood (default gaussian); `floe list critics`",
      bracket: "bounds by densities beside the contrastive ones, by this model; `floe list densities`",
      horizon: "in experiments of so many measurements, of a policy that was trained with --horizons (default: the most)",
    },
    extras: ["command", "design", "keep", "out", "force", "json", "quiet", "config", "trust"],
    examples: [
      "floe evaluate runs/mine --samples 10000",
      "floe evaluate linear --design 10,-10 --set noise=rate --out runs/worth",
    ],
    computes: true,
    alone: true,
    load: () => import("./commands/evaluate.js"),
  },
  ...dataCommands,
  {
    name: "bounds",
    summary:
      "which bound to maximise: bias, variance and error of the design's gradient by batch size; with --seeds, the designs found",
    args: [simulator],
    options: [
      ...names(problemOptions).filter((name) => name !== "estimator"),
      ...names(groupOptions),
      ...names(boundsOptions),
      "seeds",
      ...names(trainingOptions),
      ...evaluating,
    ],
    extras: ["command", "design", "out", "force", "json", "quiet"],
    examples: ["floe bounds linear --designs 2", "floe bounds pharmacokinetic --designs 5 --estimators flo,nwj,pce --seeds 3"],
    computes: true,
    load: () => import("./commands/bounds.js"),
  },
  {
    name: "benchmark",
    summary: "an estimator on pairs whose information is known: bias, variance and error, level by level, as in the papers",
    args: [["<task>", "a name; see `floe list tasks`"]],
    options: [
      ...names(benchmarkOptions),
      ...(["set", "estimator", "estimatorSetting", "critic", "hidden", "features", "auxiliary"] as const),
      ...(["steps", "batch", "negatives", "rows", "criticRate", "clipNorm", "seed", "backend"] as const),
    ],
    help: {
      rows: "learn from only so many pairs, drawn once, and be read on fresh ones (default: all are fresh)",
      critic: "a critic (default separable; see `floe list critics`), or best: the best scores there are, nothing is trained",
      set: "a setting of the task, e.g. --set dimensions=5 (repeat for several)",
      estimator: "what is read, from scores of pairs, which are trained, or from the rows; see `floe list estimators`",
      hidden: "widths of the critic's hidden layers (default 256,256)",
      features: "width of the features that are compared (default 32)",
      steps: "training steps, in equal parts for the levels (default 20000; 100 estimates from rows)",
      batch: "pairs in a step (default 64; 1000 rows)",
      criticRate: "learning rate (default 0.0005)",
      clipNorm: "largest norm of a gradient, as a multiple of its usual one (default: not clipped)",
    },
    extras: ["out", "force", "json", "quiet", "config"],
    examples: [
      "floe benchmark gaussian --estimator infoNce",
      "floe benchmark gaussian --critic best --estimator nwj --levels 2,4 --steps 400",
    ],
    computes: true,
    load: () => import("./commands/benchmark.js"),
  },
  {
    name: "simulate",
    summary: "draws as CSV: columns of theta, then of the outcome",
    args: [simulator],
    options: ["set", ...names(groupOptions), "given", "seed", "backend"],
    extras: ["command", "design", "count", "out", "force", "config"],
    examples: [
      "floe simulate linear --design 1,2,3 -n 1000 > draws.csv",
      "floe simulate pharmacokinetic --design 0.5,4,18 -n 20 --seed 7",
    ],
    computes: true,
    load: () => import("./commands/simulate.js"),
  },
  ...metaCommands(() => others),
  {
    name: "list",
    summary: "everything there is: what it is and when to use it",
    args: [
      [
        "[kind]",
        "simulators, estimators, critics, densities, optimizers, designs, policies, posteriors, tasks or meta; all of them without it",
      ],
    ],
    options: [],
    extras: ["json"],
    examples: ["floe list", "floe list simulators --json"],
    load: () => import("./commands/list.js"),
  },
  {
    name: "report",
    summary: "one HTML page, for one run or several side by side",
    args: [["<runs...>", "run folders"]],
    options: [],
    extras: ["out", "json", "quiet"],
    examples: ["floe report runs/mine", "floe report runs/flo runs/nwj --out comparison.html"],
    load: () => import("./commands/report.js"),
  },
  {
    name: "resume",
    summary: "go on where a run stopped",
    args: [["<run>", "a run folder"]],
    options: ["processes", ...partsOptions],
    help: {
      engine:
        "of a comparison: who carries its trainings out, local processes (default), queue, commands or slurm; as floe meta compare",
      queue: "of a comparison: a Redis through which trainings go to workers (default redis://127.0.0.1:6379)",
      maxFailures: "of a comparison: stop once so many trainings have failed (default 10)",
    },
    extras: ["json", "quiet", "trust"],
    examples: ["floe resume runs/mine", "floe resume runs/mine --json"],
    computes: true,
    load: async () => (await import("./commands/resume.js")).resume(others),
  },
  {
    name: "init",
    summary: "write a commented simulator of one's own, or a study, to start from",
    args: [["<file>", "the file to write: my.ts, sim.py, sim.R, or sweep.yaml for a study"]],
    options: [],
    extras: ["force"],
    examples: ["floe init my.ts && floe design my.ts", 'floe init sim.py && floe design --command "python3 sim.py"'],
    load: () => import("./commands/init.js"),
  },
  {
    name: "doctor",
    summary: "versions, backends and why each does or does not work here, their speed",
    args: [],
    options: [],
    extras: ["json"],
    examples: ["floe doctor", "floe doctor --json"],
    load: () => import("./commands/doctor.js"),
  },
];

export const commands: readonly Command[] = [...others, ...studyCommands(others)];

const asksForHelp = (word: string): boolean => word === "--help" || word === "-h";

/** Whether what was typed is a command that computes, and not a question about it. */
export function isComputed(argv: readonly string[]): boolean {
  const called = (words: number) => commands.find(({ name }) => name === argv.slice(0, words).join(" "));
  return !argv.some(asksForHelp) && (called(2) ?? called(1))?.computes === true;
}
