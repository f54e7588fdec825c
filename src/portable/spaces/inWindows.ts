import { isNumber, isScale, listOf, scaleWords } from "../fields.js";
import type { Scale, SpaceData, SpaceKind } from "../types.js";
import { ceilOn, cut, earliestFrom, floorOn, latestUpTo, leastOf, onGrid, placeIn, type Stretch } from "./stretches.js";

/** A weighted sum of the coordinates that is at most something. */
export interface Limit {
  readonly weights: readonly number[];
  readonly most: number;
}

/** Measurements inside of windows, apart, on a grid, within limits: designs/windowed.ts. */
export interface WindowsData extends SpaceData {
  readonly kind: "inWindows";
  /** Where each coordinate may be; ends and spacing are multiples of its grid, where it has one. */
  readonly windows: readonly (readonly Stretch[])[];
  readonly scales?: readonly Scale[];
  /** Coordinates ascend, at least so far apart; null: they come in any order. */
  readonly spacing: number | null;
  /** Of each coordinate the distance of the places that there are; 0: everywhere. */
  readonly grid: readonly number[];
  readonly limits: readonly Limit[];
}

/** Share of a range within which places are one: float32 and digits that were typed. */
export const slackShare = 1e-6;

/** The same where people type what they have done, with five digits or so; and the share of a step of the grid. */
const roundingShare = 1e-4;
const typed = 1e-2;

export function endsOf(stretches: readonly Stretch[]): [number, number] {
  return [(stretches[0] as Stretch)[0], (stretches.at(-1) as Stretch)[1]];
}

const widthOf = (stretches: readonly Stretch[]): number => {
  const [low, high] = endsOf(stretches);
  return high - low;
};

/** The latest place of each coordinate that leaves room for those behind it; NaN from the first on that has none. */
export function latestOf({ windows, spacing }: Pick<WindowsData, "windows" | "spacing">): number[] {
  const latest = windows.map((own) => endsOf(own)[1]);
  if (spacing === null) return latest;
  for (let i = windows.length - 2; i >= 0; i--) {
    const own = windows[i] as readonly Stretch[];
    latest[i] = latestUpTo(own, (latest[i + 1] as number) - spacing, slackShare * widthOf(own)) ?? Number.NaN;
  }
  return latest;
}

/** The least that the coordinates after `i` can add to a limit's sum. */
export function restOf({ windows }: Pick<WindowsData, "windows">, { weights }: Limit, i: number): number {
  return windows.reduce((sum, own, k) => {
    if (k <= i) return sum;
    const [weight, [low, high]] = [weights[k] as number, endsOf(own)];
    return sum + Math.min(weight * low, weight * high);
  }, 0);
}

/**
 * Where the coordinate after `before` may be, so that those behind it find a place too. Where what was really measured leaves no such room, what is
 * left for this one alone; none where there is nothing.
 */
export function openTo(data: WindowsData, before: readonly number[]): Stretch[] {
  const i = before.length;
  const own = data.windows[i] as readonly Stretch[];
  const { spacing, limits, grid } = data;
  let low = spacing !== null && i > 0 ? (before[i - 1] as number) + spacing : Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (const limit of limits) {
    const weight = limit.weights[i] as number;
    const spent = before.reduce((sum, x, k) => sum + (limit.weights[k] as number) * x, 0);
    const bound = (limit.most - spent - restOf(data, limit, i)) / weight;
    if (weight > 0) high = Math.min(high, bound);
    if (weight < 0) low = Math.max(low, bound);
  }
  const step = grid[i] as number;
  if (step > 0)
    [low, high] = [
      Number.isFinite(low) ? ceilOn(low, step, typed) : low,
      Number.isFinite(high) ? floorOn(high, step, typed) : high,
    ];
  const [width, latest] = [widthOf(own), latestOf(data)[i] as number];
  const kept = [slackShare, roundingShare].map((share) => cut(own, low, Math.min(high, latest), share * width));
  return kept.find((some) => some.length > 0) ?? cut(own, low, high, roundingShare * width);
}

export const inWindows: SpaceKind<WindowsData> = {
  check({ windows: given, scales, spacing, grid, limits }, horizon, must) {
    const isStretch = (value: unknown) => listOf(isNumber, 2)(value) && (value as Stretch)[0] <= (value as Stretch)[1];
    const ascends = (value: unknown) =>
      listOf(isStretch)(value) && (value as Stretch[]).every(([a], k, all) => k === 0 || a > (all[k - 1] as Stretch)[1]);
    const areWindows = (value: unknown) => ascends(value) && (value as unknown[]).length > 0;
    must("windows", listOf(areWindows, horizon)(given), `${horizon} lists of [from, to] in ascending order`);
    const all = given as Stretch[][];
    const fits = (scale: unknown, i: number) =>
      scale !== "log" || endsOf(all[i] as Stretch[])[0] > 0 || widthOf(all[i] as Stretch[]) === 0;
    must(
      "scales",
      scales === undefined || (listOf(isScale, horizon)(scales) && (scales as unknown[]).every(fits)),
      `${horizon} times ${scaleWords}`,
    );
    must("spacing", spacing === null || (isNumber(spacing) && (spacing as number) >= 0), "a number from 0 on, or null");
    const isStep = (value: unknown) => isNumber(value) && (value as number) >= 0;
    must("grid", listOf(isStep, horizon)(grid), `${horizon} numbers from 0 on`);
    const isLimit = (value: unknown) =>
      typeof value === "object" &&
      value !== null &&
      isNumber((value as Limit).most) &&
      listOf(isNumber, horizon)((value as Limit).weights);
    must("limits", listOf(isLimit)(limits), `a list of {"weights": [${horizon} numbers], "most": number}`);
  },
  axis({ windows: all, scales }, step) {
    const [low, high] = endsOf(all[step] as readonly Stretch[]);
    return { low, high, scale: scales?.[step] };
  },
  place(space, share, before) {
    const i = before.length;
    const own = space.windows[i] as readonly Stretch[];
    const scale = space.scales?.[i];
    const open = openTo(space, before);
    if (open.length === 0) return endsOf(own)[1];
    return onGrid(placeIn(open, leastOf(own, scale), share, scale), space.grid[i] as number);
  },
  earliest({ windows: all, spacing }, last) {
    if (spacing === null) return undefined;
    const [low, high] = endsOf(all[0] as readonly Stretch[]);
    return last + Math.max(spacing, 1e-9 * (high - low));
  },
  allowed: openTo,
  gridOf: ({ grid }, step) => grid[step] as number,
};

/** How many ascending coordinates at least `spacing` apart find a place at most. @param most where counting ends */
export function mostIn(own: readonly Stretch[], spacing: number, most: number): number {
  const slack = slackShare * widthOf(own);
  let count = 0;
  for (let at: number | undefined = endsOf(own)[0]; at !== undefined && count < most; count++)
    at = earliestFrom(own, at + spacing, slack);
  return count;
}
