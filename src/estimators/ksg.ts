import type { SettingSpecs } from "../contracts/values.js";
import { conditionalNeighbours } from "./classical/conditional.js";
import { nearestNeighbourEstimate } from "./classical/nearestNeighbours.js";
import { sameRows } from "./classical/tables.js";
import { ofSamples } from "./ofSamples.js";
import { settable } from "./settable.js";

const settings = {
  k: { default: 3, min: 1, max: 100, help: "neighbours: more of them lower the variance and raise the bias" },
  method: {
    default: "ksg1",
    choices: ["ksg1", "ksg2", "revised", "mixed"],
    help: "Kraskov's first or second estimator, Gao's revised one (balls, less biased in several dimensions), or Gao's for columns that are in part discrete",
  },
} as const satisfies SettingSpecs;

/** ψ(k) + ψ(n) - mean[ψ(n_x + 1) + ψ(n_y + 1)], n_x the others nearer in x than the k-th neighbour is in (x, y). */
export const ksg = settable(settings, ({ k, method }) =>
  ofSamples({
    name: "ksg",
    summary: "distances to nearest neighbours: an estimate from samples alone, without networks",
    use: "a second opinion in few dimensions; biased low in many, and by far above 5 nats or so",
    reference:
      "Kraskov, Stögbauer and Grassberger 2004, Estimating mutual information, eq. 8; where z is given, Frenzel and Pompe 2007",
    mostRows: 200_000,
    samples: "any",
    given: "optional",
    estimate(x, y, given) {
      const n = sameRows(x, y, k + 1, given);
      if (given) return conditionalNeighbours(x, y, given, k);
      return nearestNeighbourEstimate(x.values, x.columns, y.values, y.columns, n, { k, method });
    },
  }),
);
