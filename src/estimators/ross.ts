import type { Table } from "../contracts/bounds.js";
import type { SettingSpecs } from "../contracts/values.js";
import { buildTree, countWithin, nearest } from "./classical/kdTree.js";
import { digammas, spreadOf } from "./classical/nearestNeighbours.js";
import { groupsOf, rowsOf, sameRows } from "./classical/tables.js";
import { ofSamples } from "./ofSamples.js";
import { settable } from "./settable.js";

const settings = {
  k: { default: 3, min: 1, max: 100, help: "neighbours of each row among those of its own kind" },
} as const satisfies SettingSpecs;

/** ψ(n) - mean ψ(n_x) + ψ(k) - mean ψ(m), with m how many of all rows are as near as the k-th of the row's own kind. */
export const ross = settable(settings, ({ k }) =>
  ofSamples({
    name: "ross",
    summary: "one side discrete, the other continuous: distances to nearest neighbours of the same kind and of all",
    use: "groups, doses or answers on one side and a few measured quantities on the other",
    reference: "Ross 2014, Mutual information between discrete and continuous data sets, doi:10.1371/journal.pone.0087357, eq. 2",
    cap: (n) => Math.log(n),
    mostRows: 200_000,
    samples: "oneDiscrete",
    estimate(x, y) {
      sameRows(x, y, 4);
      // The side whose rows come again is the discrete one.
      return groupsOf(x).sizes.length <= groupsOf(y).sizes.length ? between(x, y, k) : between(y, x, k);
    },
  }),
);

function between(kinds: Table, { columns: d, values }: Table, k: number): { value: number; se: number } {
  const groups = groupsOf(kinds);
  const n = rowsOf(kinds);
  const psi = digammas(n);
  const all = buildTree(values, d);
  const members = groups.sizes.map((): number[] => []);
  groups.of.forEach((group, i) => {
    members[group]?.push(i);
  });
  const terms = new Float64Array(n);
  const neighbours = new Uint32Array(n * k);
  for (const rows of members) {
    const own = Float64Array.from(
      { length: rows.length * d },
      (_, i) => values[(rows[Math.floor(i / d)] as number) * d + (i % d)] as number,
    );
    // A kind of which there is one row says nothing of its neighbours: it has the density of all (Ross's code leaves it out).
    const least = Math.min(k, rows.length - 1);
    const tree = buildTree(own, d);
    const [distances, places] = [new Float64Array(Math.max(1, least)), new Uint32Array(Math.max(1, least))];
    rows.forEach((row, at) => {
      for (let p = 0; p < k; p++) neighbours[row * k + p] = row;
      if (least === 0) return;
      nearest(tree, own, at, at, Number.POSITIVE_INFINITY, distances, places);
      const radius = distances[least - 1] as number;
      const within = countWithin(all, values, row, Number.POSITIVE_INFINITY, radius, true) - 1;
      terms[row] =
        (psi[n] as number) - (psi[rows.length] as number) + (psi[least] as number) - (psi[Math.max(1, within)] as number);
      for (let p = 0; p < least; p++) neighbours[row * k + p] = rows[tree.rows[places[p] as number] as number] as number;
    });
  }
  const alone = members.filter((rows) => rows.length === 1).length;
  const value = terms.reduce((sum, v) => sum + v, 0) / Math.max(1, n - alone);
  return { value, se: spreadOf(terms, neighbours, value, k) };
}
