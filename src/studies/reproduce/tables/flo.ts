import { shown } from "../../words.js";
import { higher, lower, near } from "../claims.js";
import type { Form, PaperTable, Part } from "../types.js";
import { correlations, levelsIn } from "./correlations.js";
import { type Bound, levelReadsOf, rowsOf } from "./levels.js";

const dimensions = [1, 10] as const;
type Dimensions = (typeof dimensions)[number];

const bounds: readonly Bound[] = ["flo", "nwj", "tuba", "infoNce"].map((estimator) => ({ label: estimator, estimator }));

const claims: Readonly<Record<Dimensions, Part["claims"]>> = {
  1: [
    near("in one dimension FLO gives a sharp estimate", "flo", levelsIn(1), 0.1),
    near("in one dimension NWJ does, too", "nwj", levelsIn(1), 0.1),
    near("in one dimension TUBA does, too", "tuba", levelsIn(1), 0.1),
  ],
  10: [
    higher("where there is much information FLO is nearer the truth than NWJ", { of: "flo", than: "nwj", at: (x) => x > 5 }),
    higher("where there is much information FLO is nearer the truth than TUBA", { of: "flo", than: "tuba", at: (x) => x > 5 }),
    higher("where there is much information FLO is nearer the truth than InfoNCE", {
      of: "flo",
      than: "infoNce",
      at: (x) => x > 5,
    }),
  ],
};

const errorClaims: Part["claims"] = [
  lower("FLO pays less in variance and error than NWJ where there is much information", {
    of: "flo",
    than: "nwj",
    at: (x) => x > 5,
  }),
];

const parts = dimensions.flatMap((d): Part[] => {
  const columns = levelsIn(d);
  const cell = { "set.dimensions": d, levels: shown(columns) };
  const common = { along: "information (nats)", columns };
  const where = d === 1 ? "One column a side" : "Ten columns a side";
  return [
    {
      ...{ name: `value-${d}`, title: where, of: "value (nats)", ...common, truth: columns },
      rows: rowsOf(bounds, cell, "value", {}, "", columns),
      ...(claims[d] ? { claims: claims[d] } : {}),
    },
    {
      ...{ name: `error-${d}`, title: `${where}: error of single batches`, of: "mean squared error (nats²)", ...common },
      ...{ log: true as const, rows: rowsOf(bounds, cell, "mse", {}, "", columns) },
      ...(d === 10 ? { claims: errorClaims } : {}),
    },
  ];
});

/** Nats of one column a side with correlation 0.5, as the paper has it where it looks at single pairs. */
const half = Number((-0.5 * Math.log(0.75)).toFixed(3));
const measures = { "root mean square": "rms", "95 % are within": "within 95" } as const;

const ofPairs: Part = {
  ...{ name: "pairs", title: "What FLO's second network says of single pairs", of: "error (nats)" },
  ...{ along: "at correlation 0.5", columns: Object.keys(measures) },
  rows: [
    {
      label: "flo",
      entries: Object.values(measures).map((read) => ({
        cell: { estimator: "flo", "set.dimensions": 1, levels: shown([half]) },
        read,
        published: null,
      })),
    },
  ],
  claims: [near("it is the log ratio of their densities", "flo", 0, 0.05)],
};

const sizes = (form: Form) =>
  form === "full"
    ? { steps: 3900 * correlations.length, window: 500, hidden: [512, 512], features: 512, criticRate: 1e-4 }
    : { steps: 200 * correlations.length, window: 50, hidden: [64], features: 32, criticRate: 2e-3 };

export const flo: PaperTable = {
  name: "flo",
  summary: "FLO against NWJ, TUBA and InfoNCE on normals in 1 + 1 and 10 + 10 columns, at seven correlations",
  reference:
    "Guo et al. 2022, Tight mutual information estimation with contrastive Fenchel-Legendre optimization, figures 3, S11, S16 and S17",
  protocol: [
    "Bilinear critic, two hidden layers of 512, Adam at 1e-4, batches of 128; seven of the paper's twenty correlations, 3,900 steps each (its 50 epochs of 10,000 rows). Here one critic goes through the seven from small to large, and the paper trains one for each; pairs are fresh in each step. Read: the last 500 steps of each.",
    "Of the second network's values the paper shows a contour at correlation 0.5. Here their error over pairs as they are drawn is printed, and the page of that run shows them along x at five y.",
    "The paper shows curves and prints no numbers.",
  ],
  takes: { full: "two hours", quick: "a minute" },
  study: (form) => ({
    run: "benchmark gaussian --critic bilinear",
    options: { ...sizes(form), batch: 128 },
    cases: [
      ...dimensions.flatMap((d) => bounds.map(({ estimator }) => ({ "set.dimensions": d, levels: levelsIn(d), estimator }))),
      { "set.dimensions": 1, levels: [half], estimator: "flo" },
    ],
    seeds: [0],
    read: { ...levelReadsOf(correlations), rms: "pointwise.rms", "within 95": "pointwise.within95" },
    compare: { by: ["estimator"], of: "mse 1" },
  }),
  parts: [...parts, ofPairs],
};
