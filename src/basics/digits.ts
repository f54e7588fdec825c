/** How many digits of a number are said: as many as asked for, or as its standard error leaves. As plain text; pages have basics/text.ts. */

/** A number of at most so many significant digits, without trailing zeros. */
export function short(x: number, digits = 5): string {
  return String(Number(x.toPrecision(digits)));
}

/** Several numbers, theta or a design: "(0.5, 12)". */
export function shortRow(numbers: ArrayLike<number>, digits = 4): string {
  return `(${Array.from(numbers, (x) => short(x, digits)).join(", ")})`;
}

/** A share with as many digits as it has: "0.35 %". */
export function percent(part: number, whole: number): string {
  return `${short((100 * part) / whole, 2)} %`;
}

/** Below this share of a value an error is not worth a word. */
const leastShare = 1e-6;

export interface Digits {
  /** Of the error. */
  readonly digits?: number;
  /** Least number of decimals. */
  readonly least?: number;
}

/**
 * A value and its standard error, the error with `digits` digits that are not zeros in front, the value down to the same place: whatever
 * their size, neither reads as zero beside the other. The value alone where there is no error.
 */
export function withErrorParts(
  value: number,
  se: number,
  { digits = 2, least = 0 }: Digits = {},
): { readonly value: string; readonly se?: string } {
  if (!Number.isFinite(value) || !(se > leastShare * Math.abs(value)) || !Number.isFinite(se)) return { value: alone(value) };
  // Rounded first: of 0.0996 two digits are 0.10, not 0.100.
  const place = digits - 1 - Math.floor(Math.log10(Number(se.toPrecision(digits))));
  const size = Math.max(Math.abs(value), se);
  if (size >= 1e-4 && size < 1e9) {
    const decimals = Math.max(least, place, 0);
    return { value: value.toFixed(decimals), se: se.toFixed(decimals) };
  }
  const behind = Math.max(0, place + Math.floor(Math.log10(Math.abs(value) || se)));
  return { value: value === 0 ? "0" : value.toExponential(behind), se: se.toExponential(digits - 1) };
}

/** "3.165 ± 0.021", "4.50e-7 ± 2.0e-8", "3.165" where there is no error */
export function withError(value: number, se: number, digits?: Digits): string {
  const parts = withErrorParts(value, se, digits);
  return parts.se === undefined ? parts.value : `${parts.value} ± ${parts.se}`;
}

/** Three decimals, or four digits where three decimals would hide them or be lost behind many digits. */
function alone(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9 && Number.isFinite(value)) return value.toExponential(3);
  const usual = value === 0 || !Number.isFinite(value) || size >= 0.1;
  return usual ? value.toFixed(3) : short(value, 4);
}
