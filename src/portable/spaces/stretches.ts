/** Stretches of an axis in ascending order, as far as one coordinate may be: cut, counted through, and searched. */
import type { Scale } from "../types.js";

/** From where to where, both allowed. */
export type Stretch = readonly [number, number];

/** A narrow stretch counts as so much of an average one, so that none is out of a network's reach. */
const leastShare = 0.05;

/** Of the room that is shared out none is given to the very end: there the next stretch would begin. */
export const open = 1 - 1e-6;

const straight = (scale: Scale | undefined) =>
  scale === "log" ? { of: Math.log, back: Math.exp } : { of: (x: number) => x, back: (x: number) => x };

const lengths = (stretches: readonly Stretch[], scale?: Scale): number[] => {
  const { of } = straight(scale);
  return stretches.map(([a, b]) => of(b) - of(a));
};

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

/** What every stretch counts beside its length, on the scale; 1 where all are points. */
export function leastOf(stretches: readonly Stretch[], scale?: Scale): number {
  return (leastShare * sum(lengths(stretches, scale))) / stretches.length || 1;
}

/** What is left between `low` and `high`; ends that miss each other by no more than `slack` touch. */
export function cut(stretches: readonly Stretch[], low: number, high: number, slack = 0): Stretch[] {
  return stretches.flatMap(([a, b]): Stretch[] => {
    if (low > b + slack || high < a - slack) return [];
    const from = Math.min(Math.max(a, low), b);
    return [[from, Math.max(Math.min(b, high), from)]];
  });
}

/** The place that has `share` of the room before it. @param least as of `leastOf`, of the stretches before they were cut */
export function placeIn(stretches: readonly Stretch[], least: number, share: number, scale?: Scale): number {
  const { of, back } = straight(scale);
  const own = lengths(stretches, scale);
  let left = share * open * sum(own.map((x) => x + least));
  for (const [i, [a, b]] of stretches.entries()) {
    const room = (own[i] as number) + least;
    if (left < room || i === stretches.length - 1)
      return Math.min(b, Math.max(a, back(of(a) + (Math.min(left, room) / room) * (own[i] as number))));
    left -= room;
  }
  return Number.NaN;
}

/** Nearer to the ends of its stretch a place is not told: rounding must not carry it to another. */
const inside = 1e-4;

/** The share of the room before `place`, which lies in one of the stretches. */
export function shareIn(stretches: readonly Stretch[], least: number, place: number, scale?: Scale): number {
  const { of } = straight(scale);
  const own = lengths(stretches, scale);
  const at = Math.max(
    0,
    stretches.findIndex(([, b], i) => place <= b || i === stretches.length - 1),
  );
  const before = sum(own.slice(0, at)) + at * least;
  const [a] = stretches[at] as Stretch;
  const length = own[at] as number;
  const part = length > 0 ? (of(Math.max(place, a)) - of(a)) / length : 0.5;
  const total = sum(own) + own.length * least;
  return (before + Math.min(Math.max(part, inside), 1 - inside) * (length + least)) / total;
}

/** The allowed place nearest to `x`. */
export function nearestIn(stretches: readonly Stretch[], x: number): number {
  let best = Number.NaN;
  for (const [a, b] of stretches) {
    const near = Math.min(b, Math.max(a, x));
    if (!(Math.abs(near - x) >= Math.abs(best - x))) best = near;
  }
  return best;
}

/** The first allowed place from `x` on; undefined where there is none. */
export function earliestFrom(stretches: readonly Stretch[], x: number, slack = 0): number | undefined {
  const [first] = cut(stretches, x, Number.POSITIVE_INFINITY, slack);
  return first?.[0];
}

/** The last allowed place up to `x`; undefined where there is none. */
export function latestUpTo(stretches: readonly Stretch[], x: number, slack = 0): number | undefined {
  return cut(stretches, Number.NEGATIVE_INFINITY, x, slack).at(-1)?.[1];
}

/** Digits that a multiple of a grid has at most: 5 minutes are 0.0833333333333 hours. */
const digits = 12;

/** The multiple of `grid` nearest to `x`; `x` itself where there is none (0). */
export function onGrid(x: number, grid: number, round: (x: number) => number = Math.round): number {
  return grid > 0 ? Number((round(x / grid) * grid).toPrecision(digits)) : x;
}

/** A number of steps that misses a whole one by less is that one. */
const nearlyWhole = 1e-6;
export const floorOn = (x: number, grid: number, miss = nearlyWhole): number =>
  onGrid(x, grid, (steps) => Math.floor(steps + miss));
export const ceilOn = (x: number, grid: number, miss = nearlyWhole): number =>
  onGrid(x, grid, (steps) => Math.ceil(steps - miss));
