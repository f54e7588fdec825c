/** What all design spaces need: checked bounds, names, and the messages about a design that is not feasible. */
import { short } from "../src/basics/digits.js";
import { check } from "../src/basics/errors.js";
import type { Scale } from "../src/contracts/values.js";
import { isFixed, wide } from "../src/numbers/scales.js";
import { placeText } from "../src/portable/words.js";

/** A design printed with few digits and read back, or computed in float32, is still the same design. */
const TOLERANCE = 1e-5;

/** Beyond this share of a range from its end the sigmoid has no useful slope, so starts are kept inside. */
const EDGE = 1e-4;

export interface BoxBounds {
  readonly low: number[];
  readonly high: number[];
}

/** One bound a coordinate from one number for all or an array; throws InputErrors that name the coordinate. */
export function boundsOf(
  what: string,
  low: number | readonly number[],
  high: number | readonly number[],
  dim: number,
): BoxBounds {
  check(Number.isInteger(dim) && dim >= 1, `${what}: the number of designs must be a positive whole number, got ${dim}.`);
  const bounds = { low: perCoordinate(what, "low", low, dim), high: perCoordinate(what, "high", high, dim) };
  for (let i = 0; i < dim; i++) {
    const [a, b] = [bounds.low[i] as number, bounds.high[i] as number];
    check(
      a <= b,
      `${what}: low must be below high, or equal to it where the value is fixed, got low = ${a} and high = ${b} for coordinate ${i + 1}.`,
    );
  }
  return bounds;
}

function perCoordinate(what: string, side: string, value: number | readonly number[], dim: number): number[] {
  const values = typeof value === "number" ? new Array<number>(dim).fill(value) : [...value];
  check(
    values.length === dim,
    `${what}: ${side} has ${values.length} numbers for ${dim} coordinates; give one number or ${dim}.`,
  );
  for (const v of values) check(Number.isFinite(v), `${what}: ${side} must be a finite number, got ${v}.`);
  return values;
}

const knownScales: readonly Scale[] = ["linear", "log"];

export interface Scales {
  /** On which scale each coordinate is trained. */
  readonly scales: readonly Scale[];
  /** On which scale equal spacing and random designs are meant. */
  readonly meant: readonly Scale[];
  readonly advice: readonly string[];
}

/**
 * Scales as they were said. Where nothing was said, equal spacing and random designs are linear, but wide positive ranges are trained by
 * ratios: on a linear scale no start and no step would ever see their lower decades.
 * @throws InputErrors that name the coordinate
 */
export function scalesOf(
  what: string,
  said: Scale | readonly Scale[] | undefined,
  { names, unit, low, high }: Named & BoxBounds,
): Scales {
  const isWide = (i: number) => (low[i] as number) > 0 && (high[i] as number) / (low[i] as number) > wide;
  if (said === undefined) {
    const unsaid = names.flatMap((_, i) => (isWide(i) ? [i] : []));
    const meant = names.map((): Scale => "linear");
    return {
      scales: meant.map((scale, i) => (unsaid.includes(i) ? "log" : scale)),
      meant,
      advice: unsaid.length ? [wideAdvice(what, unsaid, { names, unit, low, high })] : [],
    };
  }
  const scales = typeof said === "string" ? names.map(() => said) : [...said];
  check(
    scales.length === names.length,
    `${what}: ${scales.length} scales for ${names.length} coordinates; give one, or one each.`,
  );
  for (const [i, scale] of scales.entries()) {
    check(knownScales.includes(scale), `${what}: a scale is "linear" or "log", got ${JSON.stringify(scale)}.`);
    check(
      scale !== "log" || (low[i] as number) > 0 || low[i] === high[i],
      `${what}: a logarithmic scale needs low above 0, got low = ${low[i]} for coordinate ${i + 1}; give the smallest value that is worth trying.`,
    );
  }
  return { scales, meant: scales, advice: [] };
}

function wideAdvice(what: string, which: readonly number[], { names, unit, low, high }: Named & BoxBounds): string {
  const [least, most] = [Math.min(...which.map((i) => low[i] as number)), Math.max(...which.map((i) => high[i] as number))];
  const decades = Math.round(Math.log10(most) - Math.log10(least));
  const named = which.map((i) => names[i] as string);
  const list = named.length > 3 ? [named[0], "...", named.at(-1)] : named;
  return (
    `${list.join(", ")} ${named.length === 1 ? "goes" : "go"} over ${decades} decades, from ${show(least)} to ${show(most, unit)}, and nothing says on which scale: ` +
    "training took a logarithmic one, equal spacing and random designs a linear one. " +
    `Write scale: "log" in ${what}({ ... }) where ratios matter, or scale: "linear" where differences do`
  );
}

/** Which raw numbers nothing depends on, as a space says it: of ranges that are one value; nothing where there are none. */
export function inertOf({ low, high }: BoxBounds): { inert?: boolean[] } {
  const inert = low.map((x, i) => isFixed({ low: x, high: high[i] as number }));
  return inert.includes(true) ? { inert } : {};
}

/** Names given by the user, or `letter1`, `letter2`, ... */
export function namesOf(what: string, names: readonly string[] | undefined, dim: number, letter: string): string[] {
  if (!names) return Array.from({ length: dim }, (_, i) => `${letter}${i + 1}`);
  check(names.length === dim, `${what}: ${names.length} names for ${dim} coordinates; give one name each, or none.`);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  check(twice === undefined, `${what}: two coordinates are named "${twice}"; give each a name of its own.`);
  return [...names];
}

/** Throws unless the ends of the conventional design lie within the bounds. */
export function spreadEnds(what: string, ends: readonly [number, number], low: number, high: number): readonly [number, number] {
  const [a, b] = ends;
  check(
    a >= low && b <= high && (a < b || low === high),
    `${what}: spread must lie between ${low} and ${high} in ascending order, got ${a}, ${b}.`,
  );
  return ends;
}

/** The inverse of the sigmoid, finite for shares at and beyond the ends. */
export function logit(share: number): number {
  const inside = Math.min(Math.max(share, EDGE), 1 - EDGE);
  return Math.log(inside / (1 - inside));
}

export function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}

export const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** A number as it is shown to the user. @param range width of what it may be, which says how many digits tell it from others */
export function show(x: number, unit = "", range = 0): string {
  const text = range > 0 ? placeText(x, range, 6) : short(x, 9);
  return unit ? `${text} ${unit}` : text;
}

interface Named {
  readonly names: readonly string[];
  readonly unit: string;
}

/** Why the numbers of a design cannot be judged at all: their count, or one that is not finite. */
export function malformed(design: readonly number[], { names }: Pick<Named, "names">): string | undefined {
  if (design.length !== names.length) {
    return `the design has ${design.length} numbers but ${names.length} are needed (${names.join(", ")}); give one for each`;
  }
  const bad = design.findIndex((x) => !Number.isFinite(x));
  return bad < 0 ? undefined : `${names[bad]} is ${design[bad]}; give a finite number`;
}

/** The first coordinate outside its bounds, in words. */
export function outOfBounds(
  design: readonly number[],
  space: Named & BoxBounds & { readonly scales?: readonly Scale[] },
): string | undefined {
  for (const [i, x] of design.entries()) {
    const [low, high] = [space.low[i] as number, space.high[i] as number];
    const { unit } = space;
    // On a logarithmic scale, and beside a fixed value, a share of the range says nothing: only the bound's own digits are left.
    const own = isFixed({ low, high }) || space.scales?.[i] === "log";
    const slack = (bound: number) => TOLERANCE * (own ? Math.abs(bound) : high - low);
    if (isFixed({ low, high }) && Math.abs(x - low) > slack(low))
      return `${space.names[i]} = ${show(x)} is not what it is fixed to; give ${show(low, unit)}`;
    const said = (value: number, of = "") => show(value, of, high - low);
    const where = x < low - slack(low) ? `below ${said(low, unit)}` : x > high + slack(high) ? `above ${said(high, unit)}` : "";
    if (where) return `${space.names[i]} = ${said(x)} is ${where}; choose it between ${said(low)} and ${said(high, unit)}`;
  }
  return undefined;
}

/** The first pair of neighbours closer than `spacing` (0: out of order), in words. @param range undefined on a logarithmic scale */
export function tooClose(
  design: readonly number[],
  spacing: number,
  range: number | undefined,
  { names, unit }: Named,
): string | undefined {
  for (let i = 1; i < design.length; i++) {
    const [before, now] = [design[i - 1] as number, design[i] as number];
    if (now - before >= spacing - TOLERANCE * (range ?? Math.abs(now))) continue;
    const said = (value: number) => show(value, "", range ?? Math.abs(now));
    if (now < before)
      return `${names[i]} = ${said(now)} comes before ${names[i - 1]} = ${said(before)}; give them in ascending order`;
    return `${names[i]} = ${said(now)} follows ${names[i - 1]} = ${said(before)} by less than ${show(spacing, unit)}; move them apart`;
  }
  return undefined;
}
