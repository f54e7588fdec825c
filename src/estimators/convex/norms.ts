/** What is held small of the scores f = w·φ in the convex problem: |w|², or a square of f itself. */

import { cholesky } from "../../numbers/cholesky.js";
import { backwards, forwards } from "../../numbers/triangular.js";
import type { PairFeatures } from "./features.js";
import { type ConvexProblem, type ConvexSolution, type Rows, solveConvex } from "./solve.js";

/** The pair with these rows of x and y. */
export type Pair = readonly [readonly number[], readonly number[]];

/** Adds a pair's part, `weight` times, to the matrix M of a norm wᵀMw; only the lower half is written. */
type AddPair = (pair: Pair, features: PairFeatures, weight: number, to: number[][]) => void;

/** By name; absent: the square of the weights. */
export const norms = {
  ridge: undefined,
  /** E f² over half of either kind of pairs (Mroueh et al. 2021, eq. 23); in the dual it is the Fisher discrepancy δᵀC⁻¹δ. */
  fisher: ([x, y], features, weight, to) => {
    const row = new Float64Array(features.columns);
    features.write(x, y, row, 0);
    addSquare(row, weight, to);
  },
  /** E |∇f|² over the same (eq. 24), by x and y; in the dual the Sobolev discrepancy. */
  sobolev: ([x, y], features, weight, to) => {
    const m = features.columns;
    const slopes = new Float64Array((x.length + y.length) * m);
    features.slopes(x, y, slopes);
    for (let from = 0; from < slopes.length; from += m) addSquare(slopes.subarray(from, from + m), weight, to);
  },
} as const satisfies Record<string, AddPair | undefined>;

export type Norm = keyof typeof norms;

export const normNames = Object.keys(norms) as Norm[];

function addSquare(row: Float64Array, weight: number, to: number[][]): void {
  for (let k = 0; k < row.length; k++) {
    const weighed = weight * (row[k] as number);
    const line = to[k] as number[];
    for (let l = 0; l <= k; l++) line[l] = (line[l] as number) + weighed * (row[l] as number);
  }
}

/** Share of the mean of M's diagonal that is added to it: features that are constant, or the same twice, have no norm of their own. */
const leastNorm = 1e-6;

/** M of a sample: the lower half, [columns, columns]. */
export function normMatrix(add: AddPair, features: PairFeatures, both: readonly (readonly Pair[])[]): number[][] {
  const m = features.columns;
  const matrix = Array.from({ length: m }, () => new Array<number>(m).fill(0));
  for (const pairs of both) for (const pair of pairs) add(pair, features, 1 / (both.length * pairs.length), matrix);
  const least = (leastNorm * matrix.reduce((sum, line, k) => sum + (line[k] as number), 0)) / m;
  for (const [k, line] of matrix.entries()) line[k] = (line[k] as number) + least;
  return matrix;
}

/**
 * `solveConvex` with ridge/2·wᵀMw in the place of ridge/2·|w|²: with M = LLᵀ these are the same problem in Lᵀw, of the features L⁻¹φ.
 * @param matrix its lower half
 */
export function solveInNorm(problem: Omit<ConvexProblem, "around">, matrix: readonly (readonly number[])[]): ConvexSolution {
  const lower = cholesky(matrix);
  const moved = ({ columns, values }: Rows): Rows => {
    const to = Float64Array.from(values);
    for (let from = 0; from < to.length; from += columns) forwards(lower, to.subarray(from, from + columns));
    return { columns, values: to };
  };
  const found = solveConvex({ ...problem, pairs: moved(problem.pairs), others: moved(problem.others) });
  return { ...found, weights: backwards(lower, found.weights) };
}
