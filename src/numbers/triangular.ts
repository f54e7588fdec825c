/** Systems of equations whose matrix is a lower triangle L, as `cholesky` makes them: rows of numbers, of which the upper half is not read. */

/** L⁻¹b, in its place. */
export function forwards(lower: readonly (readonly number[])[], b: Float64Array): Float64Array {
  for (let i = 0; i < b.length; i++) {
    const line = lower[i] as readonly number[];
    let left = b[i] as number;
    for (let k = 0; k < i; k++) left -= (line[k] as number) * (b[k] as number);
    b[i] = left / (line[i] as number);
  }
  return b;
}

/** L⁻ᵀb. */
export function backwards(lower: readonly (readonly number[])[], b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = x.length - 1; i >= 0; i--) {
    let left = x[i] as number;
    for (let k = i + 1; k < x.length; k++) left -= (lower[k]?.[i] as number) * (x[k] as number);
    x[i] = left / (lower[i]?.[i] as number);
  }
  return x;
}
