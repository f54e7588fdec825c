import { columns, stages } from "../../benchmarks/compare.js";
import { secondsColumn } from "../../compare.js";
import type { Form, PaperTable } from "../../types.js";
import { problems } from "./problems.js";

/** Other experiments than those of the runs, and others again for the one that they choose. */
const [eachSeed, bestSeed] = [101, 102];

/** By which a problem's cells are known. */
const by = ["simulator", "horizon", "set.preset"];

/** Of the short form: enough to go through everything. */
const few = {
  train: { steps: 3, staticSteps: 3, batch: 16, policyHidden: [8, 8], nearContrasts: 16, trainingContrasts: 64, curriculum: 2 },
  evaluate: { samples: 100, contrasts: 200, evaluationSteps: 20 },
};

type Options = Readonly<Record<string, unknown>>;

/** Of options that a problem says, those that make it long. @param more that it need not say */
function shortened(options: Options, by: Options, more: readonly string[]): Options {
  const less = Object.entries(by).filter(([name]) => name in options || more.includes(name));
  return { ...options, ...Object.fromEntries(less) };
}

const training = (form: Form, train: Options): Options =>
  form === "full" ? train : shortened(train, few.train, ["steps", "staticSteps", "batch", "policyHidden"]);
const evaluating = (form: Form, evaluate: Options): Options =>
  form === "full" ? evaluate : shortened(evaluate, few.evaluate, ["samples", "contrasts"]);

export const boed: PaperTable = {
  name: "boed",
  summary: "policies that decide after every outcome, on the problems that the literature of adaptive design compares itself on",
  reference: "Published numbers of adaptive Bayesian experimental design: DAD, iDAD, RL-BOED, ALINE, VPCE and others",
  protocol: [
    "Three policies are trained for each problem, by three seeds, and each is evaluated by fresh experiments with as many contrasts as in print; the best of them is evaluated once more by others, so that its luck in the choice counts for nothing.",
    "Met is the highest published number: yes and no by two standard errors of ours, for hardly any published number has an error. Seconds are of the machine's clock: the training of the policy alone, without the static design before it, and one evaluation.",
    "The static design is evaluated in the runs themselves, by fewer contrasts. Published costs are of the papers' budgets on one core, extrapolated from some of their steps.",
  ],
  takes: { full: "a day of one core", quick: "five minutes" },
  study: (form) => ({
    run: "train",
    stages: [
      {
        name: stages.train,
        options: {
          restarts: 1,
          gainAfter: "last",
          greedy: "no",
          ...(form === "full" ? { samples: 300, contrasts: 20_000 } : few.evaluate),
        },
        cases: problems.map(({ cell, train }) => ({ ...cell, ...training(form, train) })),
        seeds: form === "full" ? 3 : 1,
        read: {
          ...columns,
          fixed: "baselines.static.gain.lower.value",
          fixedSe: "baselines.static.gain.lower.se",
          training: "training.policy.seconds",
          [secondsColumn]: "training.seconds",
        },
        choose: { by, of: "lower", which: "all" },
      },
      {
        name: stages.each,
        run: "evaluate",
        take: ["run"],
        options: { seed: eachSeed },
        cases: problems.map(({ cell, evaluate }) => ({ ...cell, ...evaluating(form, evaluate) })),
        read: { ...columns, [secondsColumn]: "seconds" },
        choose: { by, of: "lower", which: "cell" },
      },
      {
        name: stages.best,
        run: "evaluate",
        take: ["run"],
        options: { seed: bestSeed },
        cases: problems.map(({ cell, evaluate }) => ({ ...cell, ...evaluating(form, evaluate) })),
        read: { ...columns, [secondsColumn]: "seconds" },
      },
    ],
    read: { ...columns, [secondsColumn]: "seconds" },
  }),
  parts: [],
  benchmarks: problems,
};
