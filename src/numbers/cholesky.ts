/** The lower triangular L with L Lᵀ = M; only the lower half of M is read. */
export function cholesky(m: readonly (readonly number[])[]): number[][] {
  const l = m.map((row) => row.map(() => 0));
  for (const [i, row] of m.entries()) {
    for (let j = 0; j <= i; j++) {
      const [a, b] = [l[i] as number[], l[j] as number[]];
      let left = row[j] as number;
      for (let k = 0; k < j; k++) left -= (a[k] as number) * (b[k] as number);
      a[j] = i === j ? Math.sqrt(left) : left / (b[j] as number);
    }
  }
  return l;
}
