/** What all design spaces need: checked bounds, names, and the messages about a design that is not feasible. */
import { check } from "../src/errors.js";

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
    check(a < b, `${what}: low must be below high, got low = ${a} and high = ${b} for coordinate ${i + 1}.`);
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

/** Names given by the user, or `letter1`, `letter2`, ... */
export function namesOf(what: string, names: readonly string[] | undefined, dim: number, letter: string): string[] {
  if (!names) return Array.from({ length: dim }, (_, i) => `${letter}${i + 1}`);
  check(names.length === dim, `${what}: ${names.length} names for ${dim} coordinates; give one name each, or none.`);
  return [...names];
}

/** `count` numbers from `low` to `high`, both included; the middle when there is one only. */
export function spread(low: number, high: number, count: number): number[] {
  if (count === 1) return [(low + high) / 2];
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/** Throws unless the ends of the conventional design lie within the bounds. */
export function spreadEnds(what: string, ends: readonly [number, number], low: number, high: number): readonly [number, number] {
  const [a, b] = ends;
  check(
    a >= low && b <= high && a < b,
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

/** A number as it is shown to the user. */
export function show(x: number, unit = ""): string {
  const text = String(Number(x.toPrecision(6)));
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
export function outOfBounds(design: readonly number[], space: Named & BoxBounds): string | undefined {
  for (const [i, x] of design.entries()) {
    const [low, high] = [space.low[i] as number, space.high[i] as number];
    const slack = TOLERANCE * (high - low);
    const { unit } = space;
    const where = x < low - slack ? `below ${show(low, unit)}` : x > high + slack ? `above ${show(high, unit)}` : "";
    if (where) return `${space.names[i]} = ${show(x)} is ${where}; choose it between ${show(low)} and ${show(high, unit)}`;
  }
  return undefined;
}

/** The first pair of neighbours closer than `spacing` (0: out of order), in words. */
export function tooClose(design: readonly number[], spacing: number, range: number, { names, unit }: Named): string | undefined {
  for (let i = 1; i < design.length; i++) {
    const [before, now] = [design[i - 1] as number, design[i] as number];
    if (now - before >= spacing - TOLERANCE * range) continue;
    if (now < before)
      return `${names[i]} = ${show(now)} comes before ${names[i - 1]} = ${show(before)}; give them in ascending order`;
    return `${names[i]} = ${show(now)} follows ${names[i - 1]} = ${show(before)} by less than ${show(spacing, unit)}; move them apart`;
  }
  return undefined;
}
