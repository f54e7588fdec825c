import { lower } from "../claims.js";
import type { Form, PaperTable, Part } from "../types.js";
import { type Bound, type Critic, levelReads, levels, rowsOf, type Task, tasks, taskWords } from "./levels.js";

type Of = "bias" | "variance" | "mse";

const tau = "estimatorSetting.tau";

const bounds: readonly Bound[] = [
  { label: "CPC", estimator: "infoNce", also: { [tau]: null } },
  { label: "NWJ", estimator: "nwj", also: { [tau]: null } },
  { label: "SMILE τ=1", estimator: "smile", also: { [tau]: 1 } },
  { label: "SMILE τ=5", estimator: "smile", also: { [tau]: 5 } },
  // No score is that large: nothing is clipped.
  { label: "SMILE τ=∞", estimator: "smile", also: { [tau]: 1e6 } },
];

/** The paper prints absolute values of its biases. */
const published: Readonly<Record<Task, Readonly<Record<Of, Readonly<Record<string, readonly number[]>>>>>> = {
  gaussian: {
    bias: {
      CPC: [0.25, 0.99, 2.31, 4.0, 5.89],
      NWJ: [0.12, 0.3, 0.75, 2.3, 2.97],
      "SMILE τ=1": [0.15, 0.3, 0.32, 0.18, 0.03],
      "SMILE τ=5": [0.13, 0.11, 0.19, 0.54, 0.86],
      "SMILE τ=∞": [0.15, 0.21, 0.22, 0.12, 0.22],
    },
    variance: {
      CPC: [0.04, 0.04, 0.02, 0.01, 0.0],
      NWJ: [0.06, 0.22, 1.36, 16.5, 99.0],
      "SMILE τ=1": [0.05, 0.12, 0.2, 0.28, 0.34],
      "SMILE τ=5": [0.05, 0.11, 0.19, 0.31, 0.51],
      "SMILE τ=∞": [0.05, 0.14, 0.36, 0.75, 1.54],
    },
    mse: {
      CPC: [0.1, 1.02, 5.33, 16.0, 34.66],
      NWJ: [0.07, 0.32, 2.19, 33.37, 28.43],
      "SMILE τ=1": [0.08, 0.21, 0.3, 0.32, 0.31],
      "SMILE τ=5": [0.07, 0.13, 0.22, 0.57, 1.26],
      "SMILE τ=∞": [0.08, 0.19, 0.4, 0.76, 1.62],
    },
  },
  cubic: {
    bias: {
      CPC: [0.72, 1.48, 2.63, 4.2, 5.99],
      NWJ: [0.66, 1.21, 2.04, 3.21, 4.7],
      "SMILE τ=1": [0.47, 0.77, 1.16, 1.64, 2.16],
      "SMILE τ=5": [0.71, 1.22, 1.55, 1.84, 2.16],
      "SMILE τ=∞": [0.71, 1.29, 1.82, 2.35, 2.81],
    },
    variance: {
      CPC: [0.03, 0.04, 0.03, 0.01, 0.01],
      NWJ: [0.04, 0.1, 0.41, 0.93, 3.23],
      "SMILE τ=1": [0.04, 0.1, 0.14, 0.2, 0.3],
      "SMILE τ=5": [0.04, 0.07, 0.12, 0.18, 0.26],
      "SMILE τ=∞": [0.03, 0.12, 0.24, 0.65, 0.94],
    },
    mse: {
      CPC: [0.55, 2.22, 6.95, 17.62, 35.91],
      NWJ: [0.47, 1.55, 4.56, 11.13, 27.0],
      "SMILE τ=1": [0.26, 0.69, 1.49, 2.9, 4.98],
      "SMILE τ=5": [0.54, 1.56, 2.53, 3.58, 4.92],
      "SMILE τ=∞": [0.54, 1.75, 3.55, 6.09, 8.81],
    },
  },
};

function cases(form: Form) {
  const critics: readonly Critic[] = form === "full" ? ["separable", "joint"] : ["separable"];
  const trained = critics.flatMap((critic) =>
    tasks.flatMap((task) => bounds.map(({ estimator, also }) => ({ task, estimator, ...also, critic }))),
  );
  return [{ task: "gaussian", estimator: "infoNce", [tau]: null, critic: "best" }, ...trained];
}

const [best, asPublished] = ["CPC, best critic", "CPC"] as const;

/** Nothing is trained: what the loss can give with batches of this size. */
const exact: Readonly<Record<Task, readonly Bound[]>> = { gaussian: [{ label: best, estimator: "infoNce" }], cubic: [] };

const part = (task: Task, of: Of): Part => ({
  name: of === "mse" ? task : `${task}-${of}`,
  title: `${taskWords[task]}, ${{ mse: "mean squared error", bias: "bias", variance: "variance" }[of]}`,
  of: { mse: "mean squared error (nats²)", bias: "bias (nats)", variance: "variance (nats²)" }[of],
  along: "information (nats)",
  columns: levels,
  ...(of === "bias" ? { truth: levels.map(() => 0) } : { log: true as const }),
  rows: [
    ...rowsOf(exact[task], { task, critic: "best" }, of, { [best]: signed(task, of)[asPublished] ?? [] }, ""),
    ...(["separable", "joint"] as const).flatMap((critic) =>
      rowsOf(bounds, { task, critic }, of, signed(task, of), `, ${critic}`),
    ),
  ],
  ...(of === "variance"
    ? {
        claims: [
          lower("clipping at τ=1 lowers the variance below NWJ's where there is much information", {
            ...{ of: "SMILE τ=1, separable", than: "NWJ, separable", at: (nats: number) => nats > 4 },
          }),
          lower("clipping at τ=1 lowers the variance below that without clipping", {
            ...{ of: "SMILE τ=1, separable", than: "SMILE τ=∞, separable", at: (nats: number) => nats > 4 },
          }),
        ],
      }
    : {}),
  ...(of === "mse"
    ? {
        claims: [
          lower("SMILE has a smaller error than CPC", { of: "SMILE τ=5, separable", than: "CPC, separable" }),
          lower("SMILE has a smaller error than NWJ", { of: "SMILE τ=5, separable", than: "NWJ, separable" }),
        ],
      }
    : {}),
});

/** Their bias is printed without its sign: a bound's is below the truth, and which side clipped ratios are on nobody can tell. */
function signed(task: Task, of: Of): Readonly<Record<string, readonly number[]>> {
  const all = published[task][of];
  if (of !== "bias") return all;
  const lower = ["CPC", "NWJ"];
  return Object.fromEntries(
    Object.entries(all).map(([label, values]) => [label, lower.includes(label) ? values.map((x) => -x) : values]),
  );
}

export const smile: PaperTable = {
  name: "smile",
  summary: "clipped ratios against NWJ and CPC on the same staircases: bias, variance and mean squared error",
  reference: "Song and Ermon 2020, Understanding the limitations of variational mutual information estimators, table 2",
  protocol: [
    "20 columns a side, y³ for Cubic; batches of 64; the information rises by 2 nats every 4,000 steps of 20,000; Adam at 5e-4; three layers of weights with 256 units between, 32 features. Read: the last 1,000 steps of each level, which the paper does not say.",
    "The published numbers are of the joint critic, and stand beside the separable one for comparison. Their biases are printed without a sign; those of CPC and NWJ, which are lower bounds, stand here below the truth, and SMILE's, which is on neither side, as printed. Their NWJ at 8 and 10 nats has errors that bias and variance contradict.",
    "Two of its rows are not here: τ=10, and flows.",
  ],
  takes: { full: "an hour with the separable critic, a night with the joint one", quick: "a few minutes" },
  study: (form) => ({
    run: "benchmark",
    options: {
      ...(form === "full" ? { steps: 20_000, window: 1000 } : { steps: 3000, window: 200 }),
      ...(form === "full" ? { hidden: [256, 256] } : { hidden: [128, 128] }),
      ...{ batch: 64, criticRate: 5e-4, "set.dimensions": 20 },
    },
    cases: cases(form).map((one) => (one.task === "cubic" ? { ...one, "set.mixed": false } : one)),
    seeds: [0],
    read: levelReads,
    compare: { by: ["estimator"], of: "mse 5" },
  }),
  parts: tasks.flatMap((task) => (["mse", "bias", "variance"] as const).map((of) => part(task, of))),
};
