/**
 * (A + ridge·1)⁻¹·b for a positive semidefinite matrix, by the LDLᵀ decomposition. Not by mathjs, whose `lusolve` takes numbers below 1e-15
 * for 0, which those of a family in small units are.
 * @param rows [n, n]
 */
export function solveSymmetric(rows: readonly (readonly number[])[], b: ArrayLike<number>, ridge: number): number[] {
  const lower = rows.map((row, i) => row.map((value, j) => value + (i === j ? ridge : 0)));
  const x = Array.from(b);
  // Row by row: entries left of the diagonal become those of L, the diagonal D, and x solves L·x = b.
  lower.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      const above = lower[j] as number[];
      let sum = row[j] as number;
      for (let k = 0; k < j; k++) sum -= (row[k] as number) * (above[k] as number) * (lower[k]?.[k] as number);
      row[j] = j < i ? sum / (above[j] as number) : sum;
    }
    for (let k = 0; k < i; k++) x[i] = (x[i] as number) - (row[k] as number) * (x[k] as number);
  });
  for (let i = x.length - 1; i >= 0; i--) {
    let value = (x[i] as number) / (lower[i]?.[i] as number);
    for (let k = i + 1; k < x.length; k++) value -= (lower[k]?.[i] as number) * (x[k] as number);
    x[i] = value;
  }
  return x;
}
