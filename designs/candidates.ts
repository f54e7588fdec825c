/** Lists of candidates: checked, compared, and matched to numbers that are only near them. */

import { check } from "../src/basics/errors.js";
import type { Key, Scale } from "../src/contracts/values.js";
import { uniforms } from "../src/numbers/distributions.js";
import { show } from "./coordinates.js";

export type Point = readonly number[];

/** Candidates are recognised when they were printed with few digits. */
const TOLERANCE = 1e-5;

/** Or were computed in float32. */
export const ROUNDING = 2 ** -24;

/** Candidates as points of equal width; throws InputErrors that name the candidate. */
export function pointsOf(candidates: readonly number[] | readonly Point[], what = "choice"): Point[] {
  check(candidates.length > 0, `${what}: the list of candidates is empty; give at least one.`);
  const points = candidates.map((c) => (typeof c === "number" ? [c] : [...c]));
  const width = (points[0] as Point).length;
  for (const [i, point] of points.entries()) {
    const where = `${what}: candidate ${i + 1}`;
    check(point.length === width && width > 0, `${where} has ${point.length} numbers, the first has ${width}; give all as many.`);
    check(point.every(Number.isFinite), `${where} is ${shown(point)}; give finite numbers.`);
    const twin = points.findIndex((p) => distance(p, point) === 0);
    check(twin === i, `${where} repeats candidate ${twin + 1} (${shown(point)}); list each once.`);
  }
  return points;
}

/** A flat design as points of `width` numbers. */
export function pointsIn(design: readonly number[], width: number): Point[] {
  return Array.from({ length: design.length / width }, (_, c) => design.slice(c * width, (c + 1) * width));
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(...a.map((x, i) => x - (b[i] as number)));
}

/** Logarithms where the scale is one, so that distances are of ratios; what is not positive is far from all that is. */
export function curvedBy(scales: readonly Scale[]): (point: Point) => Point {
  if (!scales.includes("log")) return (point) => point;
  return (point) => point.map((x, i) => (scales[i] === "log" ? Math.log(Math.max(x, Number.MIN_VALUE)) : x));
}

/** Widths of what each number of the candidates may be, 1 where there is no other. */
export function rangesOf(candidates: readonly Point[]): number[] {
  return (candidates[0] ?? []).map((_, i) => {
    const values = candidates.map((point) => point[i] as number);
    return Math.max(...values) - Math.min(...values) || 1;
  });
}

/** Indices of all candidates, nearest first. */
export function byDistance(point: Point, candidates: readonly Point[]): number[] {
  const far = candidates.map((c) => distance(point, c));
  return candidates.map((_, i) => i).sort((a, b) => (far[a] as number) - (far[b] as number));
}

/** For each point the index of the nearest candidate; with `distinct`, the closest pairs are matched first and each candidate once. */
export function matched(points: readonly Point[], candidates: readonly Point[], distinct: boolean): number[] {
  if (!distinct) return points.map((point) => byDistance(point, candidates)[0] as number);
  const pairs = points.flatMap((point, p) => candidates.map((c, i) => ({ p, i, far: distance(point, c) })));
  const chosen = new Map<number, number>();
  const used = new Set<number>();
  for (const { p, i } of pairs.sort((a, b) => a.far - b.far)) {
    if (chosen.has(p) || used.has(i)) continue;
    chosen.set(p, i);
    used.add(i);
  }
  return points.map((_, p) => chosen.get(p) as number);
}

/** `count` indices below m, uniform; without repetition when `distinct`. */
export function randomIndices(key: Key, count: number, m: number, distinct: boolean): number[] {
  const order = Array.from({ length: m }, (_, i) => i);
  return Array.from(uniforms(key, count), (u, c) => {
    if (!distinct) return Math.floor(u * m);
    const at = c + Math.floor(u * (m - c)); // Fisher and Yates, as far as needed
    [order[c], order[at]] = [order[at] as number, order[c] as number];
    return order[c] as number;
  });
}

/** Ascending by the first number, then the second, ... */
export function inOrder(a: Point, b: Point): number {
  const differs = a.findIndex((x, i) => x !== b[i]);
  return differs < 0 ? 0 : (a[differs] as number) - (b[differs] as number);
}

/** A point as it is shown to the user. @param ranges of what its numbers may be */
export function shown(point: Point, ranges: readonly number[] = []): string {
  const text = point.map((x, i) => show(x, "", ranges[i])).join(", ");
  return point.length === 1 ? text : `(${text})`;
}

/** Numbers of candidates, where they are not 1, 2, .. as they stand. */
export const numbersIf = (numbers: readonly number[]): readonly number[] | undefined =>
  numbers.every((one, i) => one === i + 1) ? undefined : numbers;

interface Rules {
  readonly names: readonly string[];
  readonly unit: string;
  readonly distinct: boolean;
  readonly scales: readonly Scale[];
  /** A point where distances are measured. */
  readonly placed: (point: Point) => Point;
}

/** Why the design is not made of candidates, in words that name the nearest ones. */
export function notChosen(
  design: readonly number[],
  points: readonly Point[],
  { names, unit, distinct, scales, placed }: Rules,
): string | undefined {
  const width = (points[0] as Point).length;
  const places = points.map(placed);
  const ranges = rangesOf(points);
  const isIt = (x: number, i: number, c: number) =>
    Math.abs(x - c) <= Math.max(TOLERANCE * (scales[i] === "log" ? c : (ranges[i] as number)), ROUNDING * Math.abs(c));
  const seen = new Set<number>();
  for (const [c, part] of pointsIn(design, width).entries()) {
    const value = `${names[c * width]} = ${shown(part, ranges)}`;
    const near = byDistance(placed(part), places).slice(0, 2);
    const first = near[0] as number;
    if (!part.every((x, i) => isIt(x, i, (points[first] as Point)[i] as number))) {
      const list = near.map((i) => shown(points[i] as Point, ranges)).join(" and ");
      return `${value} is not a candidate; choose ${near.length > 1 ? "one of the nearest," : "the only one,"} ${list}${unit && ` ${unit}`}`;
    }
    if (distinct && seen.has(first)) return `${value} is chosen twice; choose different candidates`;
    seen.add(first);
  }
  return undefined;
}
