/** Information that x and y have of each other beside what z tells of both, from distances to nearest neighbours. */
import type { Table } from "../../contracts/bounds.js";
import { buildTree, countWithin, nearest } from "./kdTree.js";
import { digammas, sideBySide, spreadOf } from "./nearestNeighbours.js";

/**
 * ψ(k) + mean[ψ(n_z + 1) - ψ(n_xz + 1) - ψ(n_yz + 1)], with n_z the others nearer in z than the k-th neighbour is in (x, y, z), in the maximum
 * norm (Frenzel and Pompe 2007, doi:10.1103/PhysRevLett.99.204101). Columns should be on comparable scales. It may be negative.
 * Where k rows or more are equal, it is ψ of how many are, in place of k and of n + 1 (Mesner and Shalizi 2021, IEEE Trans. Inf. Theory 67).
 * @returns nats; `se` as of `nearestNeighbourEstimate` @throws Error for too few rows
 */
export function conditionalNeighbours(x: Table, y: Table, z: Table, k: number): { value: number; se: number } {
  const n = z.values.length / z.columns;
  if (n <= k) throw new Error(`k must be below the number of rows, ${n}`);
  const all = spaceOf(beside(n, beside(n, x, y), z));
  const [xz, yz, ofZ] = [spaceOf(beside(n, x, z)), spaceOf(beside(n, y, z)), spaceOf(z)];
  const psi = digammas(n);
  const [distances, places] = [new Float64Array(k), new Uint32Array(k)];
  const neighbours = new Uint32Array(n * k);
  const terms = Float64Array.from({ length: n }, (_, i) => {
    nearest(all.tree, all.values, i, i, Number.POSITIVE_INFINITY, distances, places);
    places.forEach((place, p) => {
      neighbours[i * k + p] = all.tree.rows[place] as number;
    });
    const radius = distances[k - 1] as number;
    const equal = radius === 0;
    // The row itself is among those counted: it is n + 1 of the formula, and one too many where n is wanted.
    const among = ({ tree, values }: Space) =>
      psi[countWithin(tree, values, i, Number.POSITIVE_INFINITY, radius, equal) - Number(equal)] as number;
    return (equal ? among(all) : (psi[k] as number)) + among(ofZ) - among(xz) - among(yz);
  });
  const value = terms.reduce((sum, v) => sum + v, 0) / n;
  return { value, se: spreadOf(terms, neighbours, value, k) };
}

type Space = ReturnType<typeof spaceOf>;

const spaceOf = ({ columns, values }: Table) => ({ values, tree: buildTree(values, columns) });

const beside = (n: number, a: Table, b: Table): Table => ({
  columns: a.columns + b.columns,
  values: sideBySide(a.values, a.columns, b.values, b.columns, n),
});
