import { lower } from "../claims.js";
import type { PaperTable, Part } from "../types.js";
import { type Bound, levelReads, levels, rowsOf } from "./levels.js";

const pairs = [
  ["nwj", "reNwj"],
  ["tuba", "reTuba"],
  ["jsd", "reJsd"],
  ["mine", "reMine"],
  ["smile", "reSmile"],
  ["infoNce", "reInfoNce"],
] as const;

const bounds: readonly Bound[] = pairs.flat().map((estimator) => ({ label: estimator, estimator }));

const part = (read: "mse" | "value" | "variance", title: string, of: string): Part => ({
  ...{ name: read, title, of, along: "information (nats)", columns: levels },
  rows: rowsOf(bounds, {}, read, {}, ""),
  ...(read === "value" ? { truth: levels } : { log: true as const }),
  ...(read === "mse"
    ? {
        claims: pairs
          .slice(0, -1)
          .map(([plain, held]) => lower(`${held} estimates better than ${plain}`, { of: held, than: plain })),
      }
    : {}),
});

export const regularised: PaperTable = {
  name: "regularised",
  summary: "bounds with and without a penalty on the mean ratio, on the Gaussian staircase",
  reference: "Choi and Lee 2022, Combating the instability of mutual information-based losses via regularization, figure 7",
  protocol: [
    "20 columns a side; batches of 64; the information rises by 2 nats every 4,000 steps of 20,000; Adam at 5e-4; separable critic, two hidden layers of 256; lambda 1. Read: the last 1,000 steps of each level.",
    "The paper shows curves and prints no numbers. It says that its settings are those of Poole et al. and Belghazi et al., and that all but InfoNCE estimate better with the penalty, JS by far.",
  ],
  takes: { full: "an hour and a half", quick: "a minute" },
  study: (form) => ({
    run: "benchmark gaussian --critic separable",
    options: {
      ...(form === "full" ? { steps: 20_000, window: 1000, hidden: [256, 256] } : { steps: 1500, window: 100, hidden: [64, 64] }),
      ...{ batch: 64, criticRate: 5e-4 },
    },
    vary: { estimator: pairs.flat() },
    seeds: [0],
    read: levelReads,
    compare: { by: ["estimator"], of: "mse 5" },
  }),
  parts: [
    part("mse", "Mean squared error", "mean squared error (nats²)"),
    part("value", "Value", "value (nats)"),
    part("variance", "Variance", "variance (nats²)"),
  ],
};
