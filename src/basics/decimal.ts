/** Numbers as people write them. */

/** 12, -0.5, .5 or 1e-3, with blanks around it; NaN for everything else, such as hexadecimals and the names of numbers. */
export function decimalOf(text: string): number {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
}

/** The shortest decimal that is the same float32. */
export function shortestOf(x: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(x.toPrecision(digits));
    if (Math.fround(rounded) === x) return String(rounded);
  }
  return String(Number(x.toPrecision(9)));
}
