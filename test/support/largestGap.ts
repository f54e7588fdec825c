/** The largest distance between two lists of numbers, element by element; Infinity when their lengths differ or one is not a number. */
export function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let gap = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs((a[i] as number) - (b[i] as number));
    gap = Number.isNaN(d) ? Number.POSITIVE_INFINITY : Math.max(gap, d);
  }
  return gap;
}
