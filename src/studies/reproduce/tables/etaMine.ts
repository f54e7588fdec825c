import { lower } from "../claims.js";
import { secondsColumn } from "../compare.js";
import type { PaperTable, Part } from "../types.js";

/** Columns of x and y together, as the paper counts them. */
const together = [2, 10, 20];
const trained = ["mine", "dv", "nwj", "tuba", "infoNce", "etaMine"];
/** Has rows, and nothing that is trained. */
const convex = "etaConvex";
const all = [...trained, convex];

/** What a critic learns from: few pairs, as in the paper, or fresh ones in each step. */
const sources = [
  { rows: 5000, name: "-rows", words: "5,000 pairs to learn from" },
  { rows: null, name: "", words: "fresh pairs in each step" },
] as const;
type Source = (typeof sources)[number];

const part = (read: "bias" | "mse", { rows, name, words }: Source, title: string, of: string, rest: Partial<Part>): Part => ({
  ...{ name: `${read}${name}`, title: `${title}, ${words}`, of, along: "columns of x and y", columns: together },
  rows: all.map((estimator) => ({
    label: estimator,
    entries: together.map((count) => ({
      cell: { estimator, "set.dimensions": count / 2, rows: estimator === convex ? null : rows },
      read,
      published: null,
    })),
  })),
  ...rest,
});

const sizes = {
  full: { steps: 4000, window: 500, hidden: [128, 128], criticRate: 1e-3, batch: 256 },
  quick: { steps: 300, window: 50, hidden: [32], criticRate: 3e-3, batch: 128 },
} as const;
/** Rows of which one half is fitted and the other read: the paper trains on 5,000 and tests on 1,000. */
const ofRows = {
  full: { steps: 10, window: 10, hidden: null, criticRate: null, batch: 6000 },
  quick: { steps: 2, window: 2, hidden: null, criticRate: null, batch: 1000 },
} as const;

const tenLaws = Array.from({ length: 10 }, (_, i) => i);

export const etaMine: PaperTable = {
  name: "eta-mine",
  summary: "MINE with one more trained number, and its convex form, on normals with covariances drawn at random",
  reference: "Mroueh et al. 2021, Improved mutual information estimation, figure 3 (top)",
  protocol: [
    "Normals in 2, 10 and 20 columns, x and y half of them each; ten laws, with means and covariances drawn at random: A Aᵀ/q, A standard normal with q columns for each of q/2 rows. The paper does not say how it draws them, nor its networks, and shows a figure without numbers.",
    "The paper trains on 5,000 rows and tests on 1,000. Here, too, critics learn from 5,000 pairs; and beside them others that see fresh pairs in each step. All take 4,000 steps (separable critic, two layers of 128, batches of 256, Adam at 1e-3), and are read on fresh pairs in the last 500. The convex form has 6,000 rows in both, on half of which scores that are quadratic in x and y are fitted, and read off the other; in the paper it stands on features that η-MINE has trained.",
    "mine is with a running mean, dv without; tuba has a second network where η-MINE has one number.",
  ],
  takes: { full: "four hours", quick: "two minutes" },
  study: (form) => ({
    run: "benchmark anyNormal",
    cases: [
      ...sources.flatMap(({ rows }) => trained.map((estimator) => ({ estimator, rows, ...sizes[form] }))),
      { estimator: convex, rows: null, ...ofRows[form] },
    ],
    vary: { "set.dimensions": together.map((count) => count / 2), "set.draw": form === "full" ? tenLaws : [0] },
    // With few rows and many products of columns it has no answer, and takes minutes for it.
    ...(form === "quick" ? { except: [{ estimator: convex, "set.dimensions": 10 }] } : {}),
    seeds: [0],
    read: { bias: "levels.0.bias", mse: "levels.0.mse", value: "levels.0.value", [secondsColumn]: "seconds" },
    compare: { by: ["estimator"], of: "mse" },
  }),
  parts: sources.flatMap((source) => [
    part("bias", source, "Bias, mean over laws", "bias (nats)", { truth: together.map(() => 0) }),
    part("mse", source, "Error of single batches, mean over laws", "mean squared error (nats²)", {
      log: true,
      claims: [
        ...["mine", "dv", "nwj", "tuba", "infoNce"].map((than) =>
          lower(`η-MINE is more accurate than ${than}`, { of: "etaMine", than }),
        ),
        lower("the convex form of η-MINE is better still", { of: convex, than: "etaMine" }),
      ],
    }),
  ]),
};
