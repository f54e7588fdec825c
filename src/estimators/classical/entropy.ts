/** Differential entropy from distances to nearest neighbours: Kozachenko and Leonenko 1987; Kraskov et al. 2004, eq. 20. Nats. */
import { buildTree, nearest } from "./kdTree.js";
import { digammas, fewestRows, spreadOf } from "./nearestNeighbours.js";

/**
 * ψ(n) - ψ(k) + (d/n) Σ log(2 r_i), r_i the distance of row i to its k-th neighbour in the largest coordinate. Columns should be on comparable
 * scales and without ends; the bias falls with n as n^(-2/d).
 * @param x [n, d], row after row @returns `se` is the spread over repetitions
 * @throws Error where there are too few rows, or rows come again
 */
export function nearestNeighbourEntropy(x: ArrayLike<number>, d: number, k = 3): { value: number; se: number } {
  const n = x.length / d;
  if (!Number.isInteger(n) || n < fewestRows(k))
    throw new Error(`at least ${fewestRows(k)} rows of ${d} numbers are needed, got ${x.length} numbers`);
  const tree = buildTree(x, d);
  const [distances, places] = [new Float64Array(k), new Uint32Array(k)];
  const [terms, neighbours] = [new Float64Array(n), new Uint32Array(n * k)];
  for (let i = 0; i < n; i++) {
    nearest(tree, x, i, i, Number.POSITIVE_INFINITY, distances, places);
    terms[i] = d * Math.log(2 * (distances[k - 1] as number));
    for (const [p, place] of places.entries()) neighbours[i * k + p] = tree.rows[place] as number;
  }
  const mean = terms.reduce((sum, term) => sum + term, 0) / n;
  if (!Number.isFinite(mean)) throw new Error("rows that come again have no density");
  const psi = digammas(n);
  return { value: (psi[n] as number) - (psi[k] as number) + mean, se: spreadOf(terms, neighbours, mean, k) };
}
