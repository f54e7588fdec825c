import { lower } from "../claims.js";
import type { PaperTable, Part, Row } from "../types.js";
import { levelReads, levels } from "./levels.js";

const batches = [16, 32, 64, 128, 256, 512];
const quickBatches = [16, 64, 128];
const alpha = "estimatorSetting.alpha";

/** From the contrastive bound to NWJ. */
const bounds = [
  { label: "infoNce", cell: { estimator: "infoNce", [alpha]: null } },
  ...[0.9, 0.5, 0.1, 0.01].map((at) => ({ label: `α=${at}`, cell: { estimator: "alphaInfoNce", [alpha]: at } })),
  { label: "nwj", cell: { estimator: "nwj", [alpha]: null } },
  { label: "flo", cell: { estimator: "flo", [alpha]: null } },
];

const across = (batch: number, of: "mse" | "bias"): Row[] =>
  bounds.map(({ label, cell }) => ({
    label,
    entries: levels.map((_, i) => ({
      ...{ cell: { ...cell, batch }, read: `${of} ${i + 1}`, published: null },
      ...(of === "bias" ? { se: `se ${i + 1}` } : {}),
    })),
  }));

const along = (level: number): Row[] =>
  bounds.map(({ label, cell }) => ({
    label,
    entries: batches.map((batch) => ({ cell: { ...cell, batch }, read: `mse ${level + 1}`, published: null })),
  }));

const squared = "mean squared error (nats² per squared unit)";

const parts: readonly Part[] = [
  {
    ...{ name: "mse-information", title: "Error of a gradient with batches of 64", of: squared, along: "information (nats)" },
    ...{ columns: levels, log: true, rows: across(64, "mse") },
    claims: [
      lower("for little information gradients like InfoNCE's are better than NWJ's", {
        ...{ of: "infoNce", than: "nwj", at: (nats) => nats === 2 },
      }),
      lower("and the bounds between better than NWJ's where there is more", { of: "α=0.5", than: "nwj", at: (nats) => nats > 2 }),
      lower("and better than InfoNCE's there", { of: "α=0.01", than: "infoNce", at: (nats) => nats > 2 }),
    ],
  },
  {
    ...{ name: "bias-information", title: "Bias of a gradient with batches of 64", of: "bias (nats per unit)" },
    ...{ along: "information (nats)", columns: levels, truth: levels.map(() => 0), rows: across(64, "bias") },
  },
  ...[0, 1, 2].map(
    (level): Part => ({
      ...{
        name: `mse-batch-${levels[level]}`,
        title: `Error of a gradient at ${levels[level]} nats`,
        of: squared,
        along: "batch",
      },
      ...{ columns: batches, log: true, rows: along(level) },
      ...(level === 2
        ? { claims: [lower("with large batches and much information NWJ-like bounds are best", { of: "α=0.01", than: "α=0.9" })] }
        : {}),
    }),
  ),
];

export const gradients: PaperTable = {
  name: "gradients",
  summary: "how accurate the gradients of bounds are for what makes y, with the best critics: nothing is trained",
  reference: "Poole et al. 2019, On variational bounds of mutual information, figure 4",
  protocol: [
    "20 + 20 correlated normals, y = ρ x + noise, all correlations alike; the derivative of the bound along one of them, through y, with the critic held at the best; the truth is ρ/(1 - ρ²). The paper's squared error is of all twenty together: by symmetry twenty times this one.",
    "Batches are independent of one another. The paper shows curves and prints no numbers.",
  ],
  takes: { full: "half an hour", quick: "half a minute" },
  study: (form) => ({
    run: "benchmark encoder --critic best",
    options: form === "full" ? { steps: 2000, window: 400 } : { steps: 200, window: 40 },
    cases: bounds.map(({ cell }) => cell),
    vary: { batch: form === "full" ? batches : quickBatches },
    seeds: [0],
    read: levelReads,
    compare: { by: ["estimator"], along: "batch", of: "mse 2" },
  }),
  parts,
};
