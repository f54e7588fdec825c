import { lower, near } from "../claims.js";
import { secondsColumn } from "../compare.js";
import type { Entry, Form, PaperTable, Part, Row } from "../types.js";

const target = "estimatorSetting.target";
const information = Math.log(16);

const plain = ["mine", "nwj"] as const;
const held = ["reMine", "reNwj"] as const;
const all = [...plain, ...held] as const;
const batches = [32, 100];

/** Where the paper holds the second term of ReMINE is not printed: these. */
const targets = [-2, 0, 2, 4];

const reads = {
  ...Object.fromEntries(["value", "se", "mse", "farthest"].map((name) => [name, `levels.0.${name}`])),
  second: "levels.0.terms.second",
  drift: "levels.0.terms.secondDrift",
  [secondsColumn]: "seconds",
};

const row = (estimator: string, read: string, se?: string): Row => ({
  label: estimator,
  entries: batches.map(
    (batch): Entry => ({ cell: { estimator, batch, [target]: null }, read, ...(se ? { se } : {}), published: null }),
  ),
});

const parts: readonly Part[] = [
  {
    ...{ name: "value", title: "Value after training", of: "value (nats)", along: "batch", columns: batches },
    truth: batches.map(() => information),
    rows: all.map((name) => row(name, "value", "se")),
    claims: held.map((name) => near(`${name} estimates log N in small batches, too`, name, information, 0.1)),
  },
  {
    ...{ name: "farthest", title: "How far single batches stray", of: "farthest from the truth (nats)", along: "batch" },
    columns: batches,
    rows: all.map((name) => row(name, "farthest")),
    claims: [
      lower("the penalty keeps MINE's batches from straying", { of: "reMine", than: "mine" }),
      lower("and NWJ's", { of: "reNwj", than: "nwj" }),
    ],
  },
  {
    ...{ name: "second", title: "The second term, less what it is at the optimum", of: "second term (nats)", along: "batch" },
    columns: batches,
    truth: batches.map(() => 0),
    rows: all.map((name) => row(name, "second")),
    claims: [
      near("the second term of MINE drifts, and ReMINE's does not", "reMine", 0, 0.1),
      near("nor does NWJ's", "nwj", 0, 0.1),
    ],
  },
  {
    ...{ name: "target", title: "ReMINE's second term goes where it is held", of: "second term (nats)", along: "C*" },
    columns: targets,
    truth: targets,
    rows: [
      {
        label: "reMine",
        entries: targets.map((at) => ({
          cell: { estimator: "reMine", batch: 100, [target]: at },
          read: "second",
          published: null,
        })),
      },
    ],
    claims: [near("the second term goes to C*", "reMine", targets, 0.1)],
  },
];

const cases = [
  ...all.flatMap((estimator) => batches.map((batch) => ({ estimator, batch, [target]: null }))),
  ...targets.map((at) => ({ estimator: "reMine", batch: 100, [target]: at })),
];

export const oneHot: PaperTable = {
  name: "one-hot",
  summary: "MINE's two terms drift, NWJ's do not, both stray in small batches, and a penalty keeps them from it",
  reference:
    "Choi and Lee 2022, Combating the instability of mutual information-based losses via regularization, figures 1, 3, 4 and 5",
  protocol: [
    "x = y, uniform on 16 values as columns of zeros and a one: log 16 = 2.773 nats. The joint critic, Adam at 1e-3, batches of 100 and of 32, each pair contrasted with one other, as by shuffling a batch once.",
    "The paper shows curves and prints neither how many values nor which network, and its batches of 32 are said to be of 3,000 and of 23,000 iterations: here all take 10,000 steps, and the last quarter is read.",
    "The second term of nwj is its mean ratio less 1, which is 0 at the optimum, as mine's logarithm is where it does not drift.",
  ],
  takes: { full: "an hour", quick: "two minutes" },
  study: (form: Form) => ({
    run: "benchmark oneHot --critic joint --negatives 1",
    options: {
      ...(form === "full" ? { steps: 10_000, hidden: [64, 64] } : { steps: 600, hidden: [16] }),
      criticRate: form === "full" ? 1e-3 : 3e-3,
    },
    cases: cases.filter((one) => form === "full" || one.batch === 32 || one[target] === 2),
    seeds: form === "full" ? [0, 1, 2] : [0],
    read: reads,
    compare: { by: ["estimator"], of: "mse" },
  }),
  parts,
};
