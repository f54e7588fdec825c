import { higher, lower, near } from "../claims.js";
import { secondsColumn } from "../compare.js";
import type { Claim, Form, PaperTable, Part, Row } from "../types.js";
import { levelReads, levels } from "./levels.js";

const batches = [16, 32, 64, 128, 256, 512];
const quickBatches = [16, 64, 128];

const bounds = [
  { label: "infoNce", cell: { estimator: "infoNce", "estimatorSetting.alpha": null } },
  { label: "alphaInfoNce α=0.5", cell: { estimator: "alphaInfoNce", "estimatorSetting.alpha": 0.5 } },
  { label: "alphaInfoNce α=0.01", cell: { estimator: "alphaInfoNce", "estimatorSetting.alpha": 0.01 } },
  { label: "nwj", cell: { estimator: "nwj", "estimatorSetting.alpha": null } },
  { label: "flo", cell: { estimator: "flo", "estimatorSetting.alpha": null } },
  { label: "dv", cell: { estimator: "dv", "estimatorSetting.alpha": null } },
  { label: "nmc (an upper bound)", cell: { estimator: "nmc", "estimatorSetting.alpha": null } },
] as const;

/** Along the information at one batch, and along the batch at one level. */
const across = (batch: number, of: "bias" | "variance" | "mse"): Row[] =>
  bounds.map(({ label, cell }) => ({
    label,
    entries: levels.map((_, i) => ({
      cell: { ...cell, batch },
      read: `${of} ${i + 1}`,
      ...(of === "bias" ? { se: `se ${i + 1}` } : {}),
      published: null,
    })),
  }));

const along = (level: number, of: "bias" | "variance" | "mse", columns: readonly number[]): Row[] =>
  bounds.map(({ label, cell }) => ({
    label,
    entries: columns.map((batch) => ({
      cell: { ...cell, batch },
      read: `${of} ${level + 1}`,
      ...(of === "bias" ? { se: `se ${level + 1}` } : {}),
      published: null,
    })),
  }));

const words = { bias: "bias (nats)", variance: "variance (nats²)", mse: "mean squared error (nats²)" } as const;
const titles = { bias: "Bias", variance: "Variance", mse: "Mean squared error" } as const;

const claims: Readonly<Record<"bias" | "variance" | "mse", readonly Claim[]>> = {
  bias: [
    near("with the optimal critic NWJ is unbiased", "nwj", 0, 0.5),
    higher("the bounds between are less biased than InfoNCE", { of: "alphaInfoNce α=0.01", than: "infoNce" }),
  ],
  variance: [
    lower("and vary less than NWJ where there is much information", { of: "alphaInfoNce α=0.01", than: "nwj", at: (x) => x > 2 }),
  ],
  mse: [
    lower("and can have a smaller error than NWJ", { of: "alphaInfoNce α=0.01", than: "nwj", at: (x) => x > 4 }),
    lower("and than InfoNCE", { of: "alphaInfoNce α=0.01", than: "infoNce", at: (x) => x > 4 }),
  ],
};

const parts = (["bias", "variance", "mse"] as const).flatMap((of): Part[] => [
  {
    ...{ name: `${of}-information`, title: `${titles[of]} with batches of 64`, of: words[of] },
    ...{ along: "information (nats)", columns: levels, rows: across(64, of) },
    ...(of === "bias" ? { truth: levels.map(() => 0) } : { log: true as const }),
    claims: claims[of],
  },
  {
    ...{ name: `${of}-batch`, title: `${titles[of]} at 4 nats`, of: words[of] },
    ...{ along: "batch", columns: batches, rows: along(1, of, batches) },
    ...(of === "bias" ? { truth: batches.map(() => 0) } : { log: true as const }),
  },
]);

export const optimal: PaperTable = {
  name: "optimal",
  summary: "bias and variance with the best critics, by information and by batch: nothing is trained",
  reference: "Poole et al. 2019, On variational bounds of mutual information, figure 3",
  protocol: [
    "20 + 20 correlated normals, whose best scores are known; each bound has its own best critic, and alphaInfoNce and flo the best second network.",
    "Batches are independent of one another. The paper shows curves and prints no numbers, and does not say its batches. With the best scores nwj and flo are without bias, and vary alike: at the optimum they are the same, pair by pair.",
    "Variances at 6 nats and more come from heavy tails, and differ from seed to seed by more than their means do.",
  ],
  takes: { full: "a quarter of an hour", quick: "half a minute" },
  study: (form) => ({
    run: "benchmark gaussian --critic best",
    options: sizes(form),
    cases: bounds.map(({ cell }) => cell),
    vary: { batch: form === "full" ? batches : quickBatches },
    seeds: [0],
    read: { ...levelReads, [secondsColumn]: "seconds" },
    compare: { by: ["estimator"], along: "batch", of: "mse 2" },
  }),
  parts,
};

const sizes = (form: Form) => (form === "full" ? { steps: 2000, window: 400 } : { steps: 200, window: 40 });
