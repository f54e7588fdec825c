import { higher, lower } from "../claims.js";
import type { PaperTable, Part } from "../types.js";
import { correlations, levelsIn } from "./correlations.js";
import { type Bound, levelReadsOf, rowsOf } from "./levels.js";

const dimensions = [1, 10];
const [k, method] = ["estimatorSetting.k", "estimatorSetting.method"];
const none = { [k]: null, [method]: null };
const bounds: readonly Bound[] = [
  { label: "flo", estimator: "flo", also: none },
  { label: "kde", estimator: "kde", also: none },
  { label: "ksg (Kraskov)", estimator: "ksg", also: { [k]: 6, [method]: "ksg1" } },
  { label: "ksg (revised)", estimator: "ksg", also: { [k]: 6, [method]: "revised" } },
];

const parts = dimensions.flatMap((d): Part[] => {
  const columns = levelsIn(d);
  const common = { along: "information (nats)", columns };
  const where = d === 1 ? "One column a side" : "Ten columns a side";
  return [
    {
      ...{ name: `value-${d}`, title: where, of: "value (nats)", ...common, truth: columns },
      rows: rowsOf(bounds, { "set.dimensions": d }, "value", {}, "", columns),
      ...(d === 10
        ? {
            claims: [
              higher("where there is much information FLO is nearer the truth than nearest neighbours", {
                ...{ of: "flo", than: "ksg (Kraskov)", at: (nats: number) => nats > 3 },
              }),
            ],
          }
        : {}),
    },
    {
      ...{ name: `error-${d}`, title: `${where}: squared error`, of: "mean squared error (nats²)", ...common, log: true },
      rows: rowsOf(bounds, { "set.dimensions": d }, "mse", {}, "", columns),
      claims:
        d === 10
          ? [
              lower("FLO is more accurate than nearest neighbours in ten columns", { of: "flo", than: "ksg (Kraskov)" }),
              lower("and than their revised form", { of: "flo", than: "ksg (revised)" }),
              lower("and than kernels", { of: "flo", than: "kde" }),
            ]
          : [],
    },
  ];
});

const rowsOnly = { criticRate: null, hidden: null, critic: null };
const forms = {
  full: {
    rows: { steps: 10 * correlations.length, batch: 2000, window: 10, ...rowsOnly },
    trained: {
      steps: 3900 * correlations.length,
      batch: 128,
      window: 500,
      criticRate: 5e-4,
      hidden: [256, 256],
      critic: "bilinear",
    },
  },
  quick: {
    rows: { steps: 3 * correlations.length, batch: 500, window: 3, ...rowsOnly },
    trained: { steps: 200 * correlations.length, batch: 128, window: 50, criticRate: 2e-3, hidden: [64], critic: "bilinear" },
  },
} as const;

export const classical: PaperTable = {
  name: "classical",
  summary: "FLO against kernels and nearest neighbours, on normals in 1 + 1 and 10 + 10 columns",
  reference:
    "Guo et al. 2022, Tight mutual information estimation with contrastive Fenchel-Legendre optimization, figures 5 and S19",
  protocol: [
    "Six neighbours; seven of the paper's twenty correlations. Kernels and neighbours have 2,000 rows, ten times at each; the paper does not say how many, and tunes them by eye. FLO is trained on fresh pairs, 3,900 steps for each correlation, one critic from the smallest to the largest (the paper trains one for each): it has seen far more of them.",
    "Kernels read the rows that they are made of, which in many columns puts them above the truth. The paper shows curves and prints no numbers.",
  ],
  takes: { full: "half an hour", quick: "half a minute" },
  study: (form) => ({
    run: "benchmark gaussian",
    cases: dimensions.flatMap((d) =>
      bounds.map(({ estimator, also }) => ({
        ...{ "set.dimensions": d, levels: levelsIn(d), estimator, ...also },
        ...forms[form][estimator === "flo" ? "trained" : "rows"],
      })),
    ),
    seeds: [0],
    read: levelReadsOf(correlations),
    compare: { by: ["estimator"], of: "mse 1" },
  }),
  parts,
};
