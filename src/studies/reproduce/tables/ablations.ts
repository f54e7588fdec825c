import { shown } from "../../words.js";
import { higher, lower, near } from "../claims.js";
import { secondsColumn } from "../compare.js";
import type { Entry, PaperTable, Part, Row } from "../types.js";
import { levelReadsOf } from "./levels.js";

/** Nats of ten columns a side with correlation 0.5, 0.629 and 0.9. */
const [usual, more, much] = [1.438, 2.514, 8.304];
/** A course in four parts: as many levels, all alike. */
const quarters = [1, 2, 3, 4];
const course = (information: number) => quarters.map(() => information);

const widths = (depth: number) => Array<number>(depth).fill(128);

/** What varies in some part, as it is where it does not. */
const plain = {
  ...{ estimator: "flo", levels: course(usual), critic: "bilinear", hidden: widths(2), batch: 128 },
  ...{ negatives: null as number | null, auxiliary: "shared", criticRate: 1e-3 },
};
type Setting = typeof plain;

/** As the paper's algorithm 1 goes, but for Adam: two pairs a step, each the other's one contrast, and as many pairs in all as elsewhere. */
const single: Setting = { ...plain, levels: course(more), batch: 2, negatives: 1, criticRate: 2e-4 };
const stepsOfSingle = { full: 256_000, quick: 6400 } as const;

/** A line of a part: one cell's course, or a cell a column. */
interface Line {
  readonly label: string;
  readonly cells: readonly Setting[];
}
const one = (label: string, at: Partial<Setting>): Line => ({ label, cells: [{ ...plain, ...at }] });

const bounds = ["flo", "nwj", "tuba", "infoNce"];
const contrasts = [2, 5, 10, 20, 50];
const costs = [10, 50, 100, 200];

const lines = {
  contrasts: [
    { label: "flo, two pairs a step", cells: contrasts.map(() => single) },
    ...["flo", "nwj", "tuba"].map((estimator) => ({
      label: estimator,
      cells: contrasts.map((k) => ({ ...plain, estimator, levels: course(more), negatives: k - 1 })),
    })),
    {
      label: "infoNce",
      cells: contrasts.map((k) => ({ ...plain, estimator: "infoNce", levels: course(more), batch: k })),
    },
  ],
  sharing: [1e-3, 1e-4].flatMap((criticRate) =>
    ["shared", "separate"].map((auxiliary) => one(`${auxiliary}, rate ${criticRate}`, { criticRate, auxiliary })),
  ),
  depth: [2, 3, 6].map((depth) => one(`${depth} layers`, { hidden: widths(depth), criticRate: 1e-4, batch: 64 })),
  dynamics: [32, 256].flatMap((batch) =>
    bounds.map((estimator) => one(`${estimator}, batch ${batch}`, { estimator, batch, levels: course(much) })),
  ),
  cost: ["bilinear", "joint"].map((critic) => ({
    label: critic,
    cells: costs.map((batch) => ({ ...plain, critic, batch, levels: [usual] })),
  })),
} as const satisfies Readonly<Record<string, readonly Line[]>>;

const entry = (at: Setting, read: string, se?: string): Entry => ({
  cell: Object.fromEntries(Object.entries(at).map(([name, value]) => [name, shown(value)])),
  read,
  ...(se ? { se } : {}),
  published: null,
});

const courses = (of: readonly Line[]): Row[] =>
  of.map(({ label, cells: [at = plain] }) => ({
    label,
    entries: quarters.map((quarter) => entry(at, `value ${quarter}`, `se ${quarter}`)),
  }));

const columns = (of: readonly Line[], read: string, se?: string): Row[] =>
  of.map(({ label, cells }) => ({ label, entries: cells.map((at) => entry(at, read, se)) }));

const value = "value (nats)";
const inQuarters = (information: number) => ({
  ...{ of: value, along: "quarter of the training", columns: quarters, truth: course(information) },
});

const parts: readonly Part[] = [
  {
    ...{ name: "contrasts", title: "How many others each pair is contrasted with", of: value, along: "K, itself among them" },
    ...{ columns: contrasts, truth: contrasts.map(() => more), rows: columns(lines.contrasts, "value 4", "se 4") },
    claims: [
      higher("FLO from single pairs is tighter than InfoNCE from K, which can say no more than log K", {
        ...{ of: "flo", than: "infoNce", at: (k) => k <= 10 },
      }),
      higher("FLO that sees one pair and one other at a time is tighter than InfoNCE from K", {
        ...{ of: "flo, two pairs a step", than: "infoNce", at: (k) => k <= 10 },
      }),
      near("FLO needs no large K", "flo", more, 0.3),
    ],
  },
  {
    ...{ name: "sharing", title: "FLO's two networks in one, or apart", ...inQuarters(usual), rows: courses(lines.sharing) },
    claims: [
      higher("shared networks learn faster than separate ones at 1e-3", {
        ...{ of: "shared, rate 0.001", than: "separate, rate 0.001", at: (quarter) => quarter === 1 },
      }),
      higher("shared networks learn faster than separate ones at 1e-4", {
        ...{ of: "shared, rate 0.0001", than: "separate, rate 0.0001", at: (quarter) => quarter === 1 },
      }),
    ],
  },
  {
    ...{ name: "depth", title: "Layers of FLO's networks", ...inQuarters(usual), rows: courses(lines.depth) },
    claims: [
      higher("deeper networks converge faster", { of: "6 layers", than: "2 layers", at: (quarter) => quarter === 1 }),
      higher("deeper networks end nearer the truth", { of: "6 layers", than: "2 layers", at: (quarter) => quarter === 4 }),
    ],
  },
  {
    ...{ name: "dynamics", title: "Courses at correlation 0.9", ...inQuarters(much), rows: courses(lines.dynamics) },
    claims: [32, 256].flatMap((batch) => [
      ...["nwj", "tuba", "infoNce"].map((than) =>
        higher(`with batches of ${batch} FLO ends nearer the truth than ${than}`, {
          ...{ of: `flo, batch ${batch}`, than: `${than}, batch ${batch}`, at: (quarter: number) => quarter === 4 },
        }),
      ),
    ]),
  },
  {
    ...{ name: "cost", title: "What all pairs of a batch cost", of: "time of the training (s)", along: "batch" },
    ...{ columns: costs, log: true, rows: columns(lines.cost, secondsColumn) },
    claims: [
      lower("two encoders cost less than a network that sees each pair, in large batches", {
        ...{ of: "bilinear", than: "joint", at: (batch) => batch >= 100 },
      }),
    ],
  },
];

/** A cell may stand in several parts. */
const cases = [
  ...new Map(
    Object.values<readonly Line[]>(lines)
      .flatMap((all) => all.flatMap(({ cells }) => cells))
      .map((at) => [JSON.stringify(at), at]),
  ).values(),
];

export const ablations: PaperTable = {
  name: "flo-ablations",
  summary: "what FLO needs: others to contrast with, shared networks, depth; its course beside others; what its critic costs",
  reference:
    "Guo et al. 2022, Tight mutual information estimation with contrastive Fenchel-Legendre optimization, figures 2, S12, S13, S14, S15 and S17",
  protocol: [
    "Ten columns a side; the bilinear critic; layers of 128, a quarter of the paper's widths; 4,000 steps in four quarters, each of which is read in its last 250. Batches of 128 and Adam at 1e-3 where a part does not say else (depth: 64 and 1e-4).",
    "The paper's algorithm 1 takes one pair and one other in each step of plain gradient descent. Here two pairs are each other's contrast, with Adam at 2e-4, and there are 256,000 such steps, each quarter read in its last 16,000: as many pairs in all as the other lines have.",
    "InfoNCE of K has batches of K pairs; the others have 128, each contrasted with K - 1 others. The paper shows curves and prints no numbers. Its small and large batches are not said: here 32 and 256. Its cost is of a critic that sees shuffled pairs, K for each; here the joint critic sees all pairs of a batch.",
  ],
  takes: { full: "an hour", quick: "two minutes" },
  study: (form) => ({
    run: "benchmark gaussian --set dimensions=10",
    options: { features: 128 },
    cases: cases.map((at) => {
      const usual = form === "full" ? { steps: 4000, window: 250 } : { steps: 100, window: 10 };
      if (at !== single) return { ...at, ...usual };
      const steps = stepsOfSingle[form];
      return { ...at, steps, window: (usual.window / usual.steps) * steps };
    }),
    seeds: form === "full" ? [0, 1] : [0],
    read: levelReadsOf(quarters),
    compare: { by: ["estimator"], of: "value 1" },
  }),
  parts,
};
