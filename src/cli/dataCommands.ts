/** The commands that begin with data, or with what they tell, as src/cli/commands.ts has the others. */
import { defaultMembers } from "../options/members.js";
import {
  calibrateOptions,
  estimateTakes,
  evaluationOptions,
  groupOptions,
  inferOptions,
  problemOptions,
  trainingOptions,
} from "../options/table.js";
import { type Command, names } from "./command.js";

/** What trains a posterior has no restarts and no bound. */
const ofPosteriors = {
  steps: "training steps, of a posterior that is trained",
  batch: "simulated experiments in a step, of a posterior that is trained",
  density: "what models a trained posterior; see `floe list densities`",
  critic: "how parameters and outcomes are compared, of a posterior by a critic; `floe list critics`",
} as const;

export const dataCommands: readonly Command[] = [
  {
    name: "estimate",
    summary: "mutual information between two groups of columns of a file, with an interval and a test of independence",
    args: [["<file>", "CSV, JSON lines or NumPy's .npy, also gzipped: a row each, all of them whole"]],
    options: estimateTakes,
    help: {
      estimator: "auto (default), all of them, or the name of one; `floe list estimators` tells which suits",
      estimatorSetting: "settings of the estimator, e.g. k=5; `floe list estimators` tells them",
      critic: `how x and y are compared (default ${defaultMembers.pairCritic}); \`floe list critics\` tells more`,
      hidden: "widths of the critics' hidden layers (default 64,64)",
      steps: "training steps of each critic, at most (default 2000)",
      batch: "rows in a step (default 256)",
    },
    extras: ["given", "out", "force", "json", "quiet", "config"],
    examples: [
      "floe estimate pairs.csv",
      "floe estimate genes.csv --x 1-5 --y expression --given age,batch --check --out runs/genes",
    ],
    computes: true,
    load: () => import("./commands/estimate.js"),
  },
  {
    name: "infer",
    help: { ...ofPosteriors, draws: "draws of the posterior (default 4000)" },
    summary:
      "from data to parameters: observed outcomes in, posterior out, with draws, intervals, a predictive check and figures",
    args: [["<run-or-simulator>", "a run folder of floe design or floe train, or a simulator: a name, or a .ts or .js file"]],
    options: [
      ...names(inferOptions),
      ...["designs", "set", "rivals", "modelWeights", "seed", "backend", "steps", "batch", "density", "critic"],
    ] as const,
    extras: ["command", "out", "force", "json", "quiet", "config", "trust"],
    examples: [
      "floe infer pharmacokinetic --data patient7.csv",
      "floe infer runs/policy --data patient7.json --draws 10000 --out runs/patient7",
    ],
    computes: true,
    load: () => import("./commands/infer.js"),
  },
  {
    name: "next",
    help: { draws: "draws of the posterior, the next prior (default 20000)" },
    summary:
      "what to measure next: what the data tell becomes the prior of the next design, or of a policy's decisions that are left",
    args: [
      ["<run-or-simulator>", "a run folder of floe design, train, infer or next, or a simulator: a name, or a .ts or .js file"],
    ],
    options: [
      ...names(inferOptions),
      ...names(problemOptions),
      ...names(groupOptions),
      "gainAfter",
      ...names(trainingOptions),
      ...names(evaluationOptions),
    ],
    extras: ["command", "out", "force", "json", "quiet", "config", "trust"],
    examples: ["floe next pharmacokinetic --data patient7.csv", "floe next runs/policy --data patient7.json --out runs/refined"],
    computes: true,
    load: () => import("./commands/next.js"),
  },
  {
    name: "beliefs",
    help: ofPosteriors,
    summary:
      "train what tells beliefs in a browser, without TensorFlow.js: densities after each measurement of a policy, or for a design",
    args: [["<run>", "a run folder of floe train or floe design"]],
    options: ["steps", "batch", "density", "seed", "backend"],
    extras: ["json", "quiet", "trust"],
    examples: ["floe beliefs runs/policy", "floe beliefs runs/mine --density mixture --steps 4000"],
    computes: true,
    load: () => import("./commands/beliefs.js"),
  },
  {
    name: "calibrate",
    help: { ...ofPosteriors, draws: "draws of each experiment's posterior (default 199)" },
    summary:
      "whether posteriors hold what they say: experiments simulated with known parameters, ranks and coverage of every kind of posterior",
    args: [
      [
        "<run-or-simulator>",
        "a run folder of floe design or floe train, or with --design a simulator: a name, or a .ts or .js file",
      ],
    ],
    options: [...names(calibrateOptions), "posterior", "draws", "set", "seed", "backend", "steps", "batch", "density", "critic"],
    extras: ["command", "out", "force", "json", "quiet", "config", "trust"],
    examples: [
      "floe calibrate pharmacokinetic --design 0.5,1,4,12,24 --posterior amortised",
      "floe calibrate runs/policy --replications 300 --out runs/calibrated",
    ],
    computes: true,
    load: () => import("./commands/calibrate.js"),
  },
];
