/** Coordinates inside of windows, apart, on a grid, within limits: what every space becomes that is constrained. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../src/basics/errors.js";
import type { DesignSpace } from "../src/contracts/space.js";
import type { Key } from "../src/contracts/values.js";
import { column, columns } from "../src/engine/tensors.js";
import { uniforms } from "../src/numbers/distributions.js";
import { endsOf, latestOf, mostIn, openTo, restOf, type WindowsData } from "../src/portable/spaces/inWindows.js";
import { cut, floorOn, leastOf, nearestIn, onGrid, placeIn, type Stretch, shareIn } from "../src/portable/spaces/stretches.js";
import { ascending, logit, malformed, outOfBounds, show } from "./coordinates.js";
import { exchangesOf } from "./exchanges.js";
import { placeOf } from "./reach.js";
import { windowWords } from "./rules.js";
import { unsettled } from "./unsettled.js";

/** @param free the space without the rules, whose names, unit and scales it keeps @param sorted coordinates whose order means nothing */
export interface Windowed {
  readonly free: DesignSpace;
  readonly data: WindowsData;
  readonly sorted?: boolean;
}

/** @throws InputError where no design keeps all rules, saying what would fit */
export function windowed({ free, data, sorted = false }: Windowed): DesignSpace {
  const { names, unit } = free;
  const { windows, grid, scales, spacing } = data;
  const dim = windows.length;
  checkRoom(free, data);
  const [low, high] = [0, 1].map((side) => windows.map((own) => endsOf(own)[side] as number)) as [number[], number[]];
  const latest = latestOf(data);
  const ordered = (design: readonly number[]) => (sorted || spacing !== null ? ascending(design) : [...design]);
  /** One after the other at the nearest place that leaves room for the rest. */
  const finish = (design: readonly number[]): number[] => {
    const done: number[] = [];
    for (const x of ordered(design)) done.push(onGrid(nearestIn(openTo(data, done), x), grid[done.length] as number));
    return ordered(done);
  };
  const shares = (at: (i: number) => number) =>
    finish(windows.map((own, i) => placeIn(own, isPoints(own) ? 1 : 0, at(i), scales?.[i])));
  const fixed = low.map((x, i) => x === high[i] || (spacing !== null && latest[i] === low[i]));
  const own: DesignSpace = {
    kind: "inWindows",
    dim,
    rawDim: dim,
    names,
    unit,
    low,
    high,
    ...(scales?.includes("log") ? { scales } : {}),
    ...(fixed.includes(true) ? { inert: fixed } : {}),
    ...(free.advice ? { advice: free.advice } : {}),
    free,
    windows,
    portable: data,
    fromRaw(raw, sharpness) {
      const places: tf.Tensor2D[] = [];
      for (let i = 0; i < dim; i++) places.push(placeOf(data, column(raw, i), places, sharpness));
      return columns(...places);
    },
    next: (raw, before, sharpness) => placeOf(data, raw, before, sharpness),
    after: (before) => behind({ free, data, ...(sorted ? { sorted } : {}) }, before),
    toRaw: (design) => rawOf(data, finish(design)),
    finish,
    equallySpaced: () => (spacing === null ? finish(free.equallySpaced()) : shares((i) => (dim === 1 ? 0.5 : i / (dim - 1)))),
    random: (key) => randomIn(key, dim, spacing === null ? (all) => all : ascending, shares),
    violation: (design) =>
      malformed(design, { names }) ??
      outOfBounds(design, { names, unit, low, high, ...(scales ? { scales } : {}) }) ??
      unsettled(design, data, { names, unit }),
    exchanges: (design, reach) => exchangesOf(data, design, reach).map(finish),
  };
  return own;
}

/** Places without a length: each counts alike. */
const isPoints = (stretches: readonly Stretch[]): boolean => stretches.every(([a, b]) => a === b);

/** Raw numbers that lead to a feasible design, each from where the ones before it really land. */
function rawOf(data: WindowsData, design: readonly number[]): number[] {
  const landed: number[] = [];
  return design.map((x, i) => {
    const [stretches, scale] = [openTo(data, landed), data.scales?.[i]];
    const least = leastOf(data.windows[i] as readonly Stretch[], scale);
    const raw = logit(shareIn(stretches, least, nearestIn(stretches, x), scale));
    landed.push(onGrid(placeIn(stretches, least, 1 / (1 + Math.exp(-raw)), scale), data.grid[i] as number));
    return raw;
  });
}

function randomIn(
  key: Key,
  dim: number,
  order: (shares: number[]) => readonly number[],
  shares: (at: (i: number) => number) => number[],
): number[] {
  const drawn = order(Array.from(uniforms(key, dim)));
  return shares((i) => drawn[i] as number);
}

/** Without its first coordinates, which were measured at `before`: a policy goes on as it would in the whole. */
function behind({ free, data, sorted = false }: Windowed, before: readonly number[]): DesignSpace {
  const count = before.length;
  const { windows, scales, grid, limits, spacing } = data;
  const left = <T>(all: readonly T[] | undefined) => all?.slice(count) ?? [];
  const low = spacing === null ? Number.NEGATIVE_INFINITY : (before[count - 1] as number) + spacing;
  const spent = (weights: readonly number[]) => before.reduce((sum, x, i) => sum + (weights[i] as number) * x, 0);
  const rest: DesignSpace = {
    ...free,
    dim: free.dim - count,
    names: left(free.names),
    low: left(free.low),
    high: left(free.high),
    ...(free.scales ? { scales: left(free.scales) } : {}),
    equallySpaced: () => (free.after?.(before) ?? free).equallySpaced().slice(-(free.dim - count)),
  };
  const own: WindowsData = {
    ...data,
    windows: left(windows).map((all) => cut(all, low, Number.POSITIVE_INFINITY, 1e-9)),
    ...(scales ? { scales: left(scales) } : {}),
    grid: left(grid),
    limits: limits.map(({ weights, most }) => ({ weights: left(weights), most: most - spent(weights) })),
  };
  check(
    own.windows.every((all) => all.length > 0),
    `windows: after ${show(before.at(-1) as number, free.unit)} no window is left for ${rest.names.join(", ")}.`,
  );
  const shorter = windowed({ free: rest, data: own, ...(sorted ? { sorted } : {}) });
  const { portable: _, ...same } = shorter; // the policy's file has the whole's
  const known = (): tf.Tensor2D[] => before.map((x) => tf.tensor2d([[x]]));
  return {
    ...same,
    next: (raw, more, sharpness) => placeOf(data, raw, [...known(), ...more], sharpness),
    fromRaw(raw, sharpness) {
      const places = known();
      for (let i = 0; i < rest.dim; i++) places.push(placeOf(data, column(raw, i), places, sharpness));
      return columns(...places.slice(count));
    },
    toRaw: (design) => rawOf(data, [...before, ...shorter.finish(design)]).slice(count),
    after: (more) => behind({ free, data, ...(sorted ? { sorted } : {}) }, [...before, ...more]),
  };
}

/** @throws InputError that says what fits */
function checkRoom({ names, unit }: DesignSpace, data: WindowsData): void {
  const { windows, spacing, limits } = data;
  for (const limit of limits) {
    const least = restOf(data, limit, -1);
    const signs = limit.weights.filter((weight) => weight !== 0).map(Math.sign);
    check(
      limits.length === 1 || signs.every((sign) => sign > 0),
      "limits: several hold together only where no weight is negative; give one limit, or weights from 0 on.",
    );
    check(
      least <= limit.most + 1e-9 * Math.abs(limit.most),
      `limits: the smallest sum that there is, ${show(least)}, is more than ${show(limit.most)}; allow at least that, or wider windows.`,
    );
  }
  if (spacing === null) return;
  check(
    !limits.length,
    "limits and a budget hold for coordinates in any order, not for ones that ascend with a spacing; leave one of them out.",
  );
  const [own, dim] = [windows[0] as readonly Stretch[], windows.length];
  if (mostIn(own, spacing, dim) >= dim) return;
  const most = mostIn(own, spacing, dim);
  const step = data.grid[0] as number;
  const least = widestIn(own, dim, step);
  const what = `${dim} measurements (${names[0]}, .., ${names.at(-1)}) at least ${show(spacing, unit)} apart do not fit into ${windowWords(own, unit)}`;
  const instead = least > 0 ? `, or ${dim} that are ${show(least, unit)} apart` : "";
  check(
    false,
    `${what}: at most ${most} ${most === 1 ? "does" : "do"}${instead}; take fewer, a smaller spacing, or wider windows.`,
  );
}

/** The largest spacing that `dim` measurements have room for, 0 where there is none, on the grid where there is one. */
function widestIn(own: readonly Stretch[], dim: number, grid: number): number {
  const [low, high] = endsOf(own);
  let [fits, not] = [0, high - low];
  for (let i = 0; i < 60; i++) {
    const middle = (fits + not) / 2;
    if (mostIn(own, middle, dim) >= dim) fits = middle;
    else not = middle;
  }
  return floorOn(fits, grid > 0 ? grid : 10 ** Math.floor(Math.log10(fits) - 2)); // three digits, downwards
}
