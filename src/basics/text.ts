/** Numbers and names as a reader wants them: few digits, true minus signs, nothing that HTML could misread. */

import { type Digits, withErrorParts } from "./digits.js";

/** Keeps a number and what belongs to it on one line. */
export const space = "\u00a0";

/** Text that is safe inside HTML and SVG, attributes included. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}

/** A fixed number of decimals with a true minus sign; never "-0". */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  // Decimal halves round away from zero, as a reader would round 5.135, although binary holds a little less.
  const text = (value * (1 + 1e-12)).toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** About three significant digits, for numbers without an error bar. */
export function plain(value: number): string {
  return significant(value, 3);
}

export function significant(value: number, digits: number): string {
  if (!Number.isFinite(value) || value === 0) return fixed(value, 0);
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  if (magnitude < -3 || magnitude >= 12) return value.toExponential(digits - 1).replaceAll("-", "−");
  if (magnitude >= 4) return Math.round(value).toLocaleString("en-US").replace("-", "−");
  return fixed(value, Math.max(0, digits - 1 - magnitude));
}

/** Two decimals where they tell what there is to tell, else three significant digits. */
export function decimals(value: number, count = 2): string {
  const size = Math.abs(value);
  return value === 0 || (size >= 10 ** (1 - count) && size < 1e6) ? fixed(value, count) : significant(value, 3);
}

/** A number of nats without its error: two decimals where that makes the third meaningless, else three, which tell designs apart. */
export function nats(value: number, se = 0): string {
  return fixed(value, se >= 0.1 ? 2 : 3);
}

/** "3.165 ± 0.021": a value and one standard error, as many digits as the error leaves; the value alone where there is none. */
export function plusMinus({ value, se }: { readonly value: number; readonly se: number }, digits: Digits = { least: 2 }): string {
  const parts = withErrorParts(value, se, digits);
  return (parts.se === undefined ? parts.value : `${parts.value}${space}±${space}${parts.se}`).replaceAll("-", "−");
}

/** The half width of a 95 % interval. */
export function halfWidth({ se }: { readonly se: number }): number {
  return 1.96 * se;
}

/**
 * The numbers of a design with the same decimals: enough for a 500th of the range, fewer where none needs them. Powers of ten where the range
 * is too small or too large for decimals. Exact values stay in result.json.
 */
export function designNumbers(design: readonly number[], range: number): string[] {
  const most = range > 0 ? Math.max(0, Math.ceil(-Math.log10(range / 500))) : 3;
  const sizes = design.map(Math.abs).filter((size) => size > 0);
  const vanishing = range <= 0 && sizes.some((size) => size < 5e-4);
  if (most > 8 || vanishing || Math.max(range, ...sizes) >= 1e12) return design.map((value) => power(value, range));
  let decimals = 0;
  while (decimals < most && design.some((value) => value.toFixed(decimals) !== String(Number(value.toFixed(most))))) decimals++;
  return design.map((value) => fixed(value, decimals));
}

/** "1.25e−20": down to a 500th of the range. */
function power(value: number, range: number): string {
  const decade = (x: number): number => Math.floor(Math.log10(x));
  const told = (range || Math.abs(value) || 1) / 500;
  const digits = Math.max(3, 1 + decade(Math.abs(value) || 1) - decade(told));
  return String(Number(value.toPrecision(Math.min(15, digits)))).replaceAll("-", "−");
}

/** A path, or any one word, as a shell reads it. */
export function quoted(path: string): string {
  return /[^\w./:@%+,=-]/.test(path) ? `'${path.replaceAll("'", "'\\''")}'` : path;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "1 training seed", "5 training seeds" */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString("en-US")} ${one}${count === 1 ? "" : "s"}`;
}

/** "1, 2 and 3" */
export function enumerate(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

export function withUnit(text: string, unit: string): string {
  return unit ? `${text}${space}${unit}` : text;
}

/** A name and what it is measured in, in brackets; once where both are the same word, as a coordinate `days` in days. */
export function named(name: string, unit: string | undefined): string {
  return unit && unit !== name ? `${name} (${unit})` : name;
}

/** Clock reading of a duration in hours or days, where that is easier to act on than a decimal number. */
export function clock(value: number, unit: string): string | undefined {
  const [perUnit, big, small] = ({ h: [60, "h", "min"], days: [24, "d", "h"], d: [24, "d", "h"] } as const)[unit] ?? [];
  if (!perUnit) return undefined;
  const total = Math.round(value * perUnit);
  return [Math.floor(total / perUnit), big, total % perUnit, small].join(space);
}

/** "61.3 s", "10 min", "2 h 5 min" @param digits of seconds */
export function duration(seconds: number, digits = 3): string {
  if (seconds < 90) return `${significant(seconds, digits)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
