/** How the rehearsal shows what it found. */

export function shown(numbers: readonly number[]): string {
  return `(${numbers.map((x) => Number(x.toPrecision(4))).join(", ")})`;
}

/** A share with as many digits as it has. */
export function percent(part: number, whole: number): string {
  return `${Number(((100 * part) / whole).toPrecision(2))} %`;
}
