/** Numbers as people write them. */

/** 12, -0.5, .5 or 1e-3, with blanks around it; NaN for everything else, such as hexadecimals and the names of numbers. */
export function decimalOf(text: string): number {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
}
