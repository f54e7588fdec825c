/** Rows that may exchange their x because their z is the same, or nearly so. */
import { InputError } from "../../basics/errors.js";
import type { Table } from "../../contracts/bounds.js";
import type { Key } from "../../contracts/values.js";
import { buildTree, nearest } from "../../estimators/classical/kdTree.js";
import { fold } from "../../numbers/keys.js";
import { rowsIn, shuffled } from "./samples.js";

/** Above this share of rows whose z is nobody else's, z is taken for continuous. */
const fewAlone = 0.05;

/** Rows of equal z exchange so often: each time a row stands beside another, and the mean over the times varies less. */
const rounds = 8;

/**
 * For each row the row whose x it takes, never its own: among rows of equal z by going once round them in a random order, several times; where
 * most z are nobody else's, the nearest in z, once (Sen et al. 2017, Model-powered conditional independence test, algorithm 1).
 * @throws InputError where some z are shared and many are not: neither way is right there
 */
export function exchangesWithin(z: Table, k: Key): Uint32Array[] {
  const strata = strataOf(z);
  const alone = strata.filter((rows) => rows.length === 1).length;
  const n = rowsIn(z);
  if (alone > (1 - fewAlone) * n) return [nearestOthers(z)];
  if (alone > fewAlone * n)
    throw new InputError(
      `z: ${alone} of ${n} rows have a z of their own, the others share theirs: round it to fewer values, or give x drawn again for each z`,
    );
  return Array.from({ length: rounds }, (_, round) => roundOnce(strata, n, fold(k, round)));
}

function strataOf({ columns, values }: Table): number[][] {
  const found = new Map<string, number[]>();
  for (let i = 0; i * columns < values.length; i++) {
    const name = Array.from({ length: columns }, (_, j) => values[i * columns + j]).join(" ");
    const rows = found.get(name);
    if (rows) rows.push(i);
    else found.set(name, [i]);
  }
  return [...found.values()];
}

/** A row that is alone keeps its x: it then says nothing, and is one of a twentieth at most. */
function roundOnce(strata: readonly number[][], n: number, k: Key): Uint32Array {
  const from = new Uint32Array(n);
  strata.forEach((rows, s) => {
    const order = shuffled(fold(k, s), rows.length);
    order.forEach((at, i) => {
      from[rows[at] as number] = rows[order[(i + 1) % order.length] as number] as number;
    });
  });
  return from;
}

function nearestOthers({ columns, values }: Table): Uint32Array {
  const tree = buildTree(values, columns);
  const [distances, places] = [new Float64Array(1), new Uint32Array(1)];
  return Uint32Array.from({ length: values.length / columns }, (_, i) => {
    nearest(tree, values, i, i, Number.POSITIVE_INFINITY, distances, places);
    return tree.rows[places[0] as number] as number;
  });
}
