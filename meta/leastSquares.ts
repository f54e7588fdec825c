/** Small dense fits in double precision. */
import { solveSymmetric } from "../src/numbers/solveSymmetric.js";

/**
 * Coefficients c that minimise |A·c - y|² + ridge·|c|².
 * @param rows A, one row a point @returns them, and |A·c - y|²
 */
export function leastSquares(
  rows: readonly (readonly number[])[],
  y: ArrayLike<number>,
  ridge: number,
): { coefficients: number[]; residual: number } {
  const p = rows[0]?.length ?? 0;
  const products = Array.from({ length: p }, (_, i) =>
    Array.from({ length: p }, (_, j) => rows.reduce((sum, row) => sum + (row[i] as number) * (row[j] as number), 0)),
  );
  const right = Array.from({ length: p }, (_, i) => rows.reduce((sum, row, n) => sum + (row[i] as number) * (y[n] as number), 0));
  const coefficients = solveSymmetric(products, right, ridge);
  const residual = rows.reduce((sum, row, n) => {
    const fitted = row.reduce((total, value, j) => total + value * (coefficients[j] as number), 0);
    return sum + (fitted - (y[n] as number)) ** 2;
  }, 0);
  return { coefficients, residual };
}
