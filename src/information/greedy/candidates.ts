/** Places that the next measurement may have: raw values over the whole space of one measurement, whatever kind of space it is. */
import type { DesignSpace } from "../../contracts/space.js";
import { rawWidthOf, widthOf } from "../../numbers/measurements.js";
import { type Axis, axesOf, isFixed, shareAt, valueAt } from "../../numbers/scales.js";
import { candidatesOf } from "../../portable/space.js";

/** Raw numbers that one measurement is made from. */
export type Raw = readonly number[];

export interface Candidates {
  /** Raw values of the first look. */
  readonly first: readonly Raw[];
  /** Those of a closer look about one of them; none where the first look is at all that there is. */
  around(best: number): readonly Raw[];
}

/** Beyond it a sigmoid is its end in float32. */
const rawEnd = 17;

/** Half of the grid is even in the share of the range; the other half creeps up to its ends, where rates of many a model are told. */
const [even, towardsEnds] = [11, 6];

/** Raw values of the first look, in rising order: shares 0, 0.1, ..., 1 and between the last two at each end 0.03, 0.01, ... of the range. */
export const coarse: readonly number[] = [
  ...Array.from({ length: even }, (_, i) => logit(i / (even - 1))),
  ...Array.from({ length: towardsEnds / 2 }, (_, i) => [logit(0.05 * 0.4 ** i), -logit(0.05 * 0.4 ** i)]).flat(),
].sort((a, b) => a - b);

/** How many places are looked at between the neighbours of the best. */
export const fine = 6;

/** Raw values between the neighbours of `coarse[best]`, even in the share of the range. */
function between(best: number): number[] {
  const [low, high] = [coarse[Math.max(0, best - 1)], coarse[Math.min(coarse.length - 1, best + 1)]].map(
    (raw) => 1 / (1 + Math.exp(-(raw as number))),
  ) as [number, number];
  return Array.from({ length: fine }, (_, i) => logit(low + ((high - low) * (i + 1)) / (fine + 1)));
}

function logit(share: number): number {
  return Math.min(rawEnd, Math.max(-rawEnd, Math.log(share / (1 - share))));
}

const ofOneNumber: Candidates = {
  first: coarse.map((raw) => [raw]),
  around: (best) => between(best).map((raw) => [raw]),
};

/** Points of the first look over the numbers of a measurement together, about: 14 by 14, 6 by 6 by 6. */
const points = 200;

/** Whether one raw number makes one number. */
const isPlain = (space: DesignSpace): boolean => widthOf(space) === 1 && rawWidthOf(space) === 1;

/**
 * Of the measurement after `before`: a line of places for one number, every candidate of a list, else a grid over all numbers together, and places
 * half a step beside its best point.
 */
export function candidatesAfter(space: DesignSpace, before: readonly (readonly number[])[]): Candidates {
  if (isPlain(space)) return ofOneNumber;
  const { width, raws } = rawsIn(space, before);
  const list = space.portable && candidatesOf(space.portable, before);
  if (list) return { first: list.map(raws), around: () => [] };
  const step = before.length;
  const axes = axesOf(space).slice(step * width, (step + 1) * width);
  const each = perAxis(axes);
  const sides = each.map((count) => (count === 1 ? [0.5] : Array.from({ length: count }, (_, i) => i / (count - 1))));
  const places = product(sides).map((shares) => shares.map((share, j) => valueAt(axes[j] as Axis, share)));
  const beside = product(each.map((count) => (count === 1 ? [0] : [-0.5, 0, 0.5])));
  const shifted = (place: readonly number[], steps: readonly number[]) =>
    place.map((x, j) => {
      const axis = axes[j] as Axis;
      const share = shareAt(axis, x) + (steps[j] as number) / Math.max(1, (each[j] as number) - 1);
      return valueAt(axis, Math.min(1, Math.max(0, share)));
    });
  return {
    first: places.map(raws),
    around: (best) =>
      beside
        .filter((steps) => steps.some((one) => one !== 0))
        .map((steps) => raws(shifted(places[best] as readonly number[], steps))),
  };
}

/** So many places a decision is scored at: roughly, and closely beside the finalists. */
export function looksOf(space: DesignSpace): { readonly first: number; readonly closer: number } {
  const { first, around } = candidatesAfter(space, []);
  return { first: first.length, closer: around(0).length };
}

/** Raw numbers that lead to a place: those of a whole design that has it there. */
function rawsIn(space: DesignSpace, before: readonly (readonly number[])[]) {
  const [width, rawWidth, step] = [widthOf(space), rawWidthOf(space), before.length];
  const [first, rest] = [before.flat(), space.equallySpaced().slice((step + 1) * width)];
  const raws = (place: readonly number[]): Raw =>
    space.toRaw([...first, ...place, ...rest]).slice(step * rawWidth, (step + 1) * rawWidth);
  return { width, raws };
}

/** How many places on each axis: one where it is fixed, at least two elsewhere. */
function perAxis(axes: readonly Axis[]): number[] {
  const free = axes.filter((axis) => !isFixed(axis)).length;
  const count = Math.max(2, Math.floor(points ** (1 / Math.max(1, free)) + 1e-9));
  return axes.map((axis) => (isFixed(axis) ? 1 : count));
}

const product = (sides: readonly (readonly number[])[]): number[][] =>
  sides.reduce<number[][]>((all, side) => all.flatMap((one) => side.map((x) => [...one, x])), [[]]);
