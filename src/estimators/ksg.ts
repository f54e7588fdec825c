import type { FromSamples, Table } from "../contracts/bounds.js";
import { conditionalNeighbours } from "./classical/conditional.js";
import { type NeighbourOptions, nearestNeighbourEstimate } from "./classical/nearestNeighbours.js";

const options = { k: 3, method: "ksg1" } as const satisfies NeighbourOptions;

/** ψ(k) + ψ(n) - mean[ψ(n_x + 1) + ψ(n_y + 1)], n_x the others nearer in x than the k-th neighbour is in (x, y). */
export const ksg: FromSamples = {
  name: "ksg",
  summary: "distances to nearest neighbours: an estimate from samples alone, without networks",
  use: "a second opinion in few dimensions; biased low in many, and by far above 5 nats or so",
  reference:
    "Kraskov, Stögbauer and Grassberger 2004, Estimating mutual information, eq. 8; where z is given, Frenzel and Pompe 2007",
  side: "neither",
  truth: "none",
  gradient: "none",
  batchFree: false,
  cap: () => Number.POSITIVE_INFINITY,
  from: "samples",
  scores: "none",
  given: "optional",
  estimate(x, y, given) {
    const n = rowsOf(x);
    for (const [name, table] of Object.entries({ y, ...(given ? { z: given } : {}) }))
      if (rowsOf(table) !== n) throw new Error(`x has ${n} rows, and ${name} ${rowsOf(table)}`);
    if (given) return conditionalNeighbours(x, y, given, options.k);
    return nearestNeighbourEstimate(x.values, x.columns, y.values, y.columns, n, options);
  },
};

function rowsOf({ columns, values }: Table): number {
  return values.length / columns;
}
