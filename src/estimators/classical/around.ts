/** What is near a row, in x, in y and in both side by side: by k-d trees, or by looking at all pairs (allPairs.ts). */
import { buildTree, countWithin, distanceBetween, nearest } from "./kdTree.js";

export type Place = "x" | "y" | "joint";

export interface Around {
  /** The nearest other rows of row i in x and y together: powered distances, smallest first, and which rows. To be asked before what follows. */
  nearest(i: number, distances: Float64Array, rows: Uint32Array): void;
  /** How many rows, i itself among them, are closer to row i than `radius` (powered), or with `closed` at most that far. */
  within(place: Place, i: number, radius: number, closed: boolean): number;
  /** Powered distance of row j to row i. */
  distance(place: Place, i: number, j: number): number;
  /** To be called at the end. */
  dispose(): void;
}

export interface Rows {
  readonly columns: number;
  /** [n, columns], row after row. */
  readonly values: ArrayLike<number>;
}

/** @param q of the norm */
export function byTrees(rows: Readonly<Record<Place, Rows>>, q: number): Around {
  const trees = {
    x: buildTree(rows.x.values, rows.x.columns),
    y: buildTree(rows.y.values, rows.y.columns),
    joint: buildTree(rows.joint.values, rows.joint.columns),
  };
  return {
    nearest(i, distances, found) {
      nearest(trees.joint, rows.joint.values, i, i, q, distances, found);
      for (let p = 0; p < found.length; p++) found[p] = trees.joint.rows[found[p] as number] as number;
    },
    within: (place, i, radius, closed) => countWithin(trees[place], rows[place].values, i, q, radius, closed),
    distance: (place, i, j) => distanceBetween(rows[place].values, i, rows[place].values, j, rows[place].columns, q),
    dispose: () => undefined,
  };
}
