import * as tf from "@tensorflow/tfjs-core";
import { check } from "../src/basics/errors.js";
import { misspelt } from "../src/basics/names.js";
import type { DesignSpace } from "../src/contracts/space.js";
import type { Scale } from "../src/contracts/values.js";
import { uniforms } from "../src/numbers/distributions.js";
import { type Axis, axesOf, isFixed, shareAt, spreadAt, valueAt, valuesAt } from "../src/numbers/scales.js";
import type { BoxData } from "../src/portable/spaces/box.js";
import { numbersConstrained } from "./constrained.js";
import {
  ascending,
  boundsOf,
  clamp,
  inertOf,
  logit,
  malformed,
  namesOf,
  outOfBounds,
  scalesOf,
  spreadEnds,
} from "./coordinates.js";

export interface BoxOptions {
  /** One number for all coordinates, or one each. Where low is high, the apparatus fixes the coordinate: it stays at that value. */
  readonly low: number | readonly number[];
  readonly high: number | readonly number[];
  readonly dim: number;
  readonly names?: readonly string[];
  readonly unit?: string;
  /** The order of the coordinates means nothing: designs are reported in ascending order. Needs equal bounds. */
  readonly exchangeable?: boolean;
  /** First and last value of the equally spaced design; default: the bounds. */
  readonly spread?: readonly [number, number];
  /** "log" where ratios matter, e.g. doses over several decades; one for all coordinates, or one each. Default: "linear". */
  readonly scale?: Scale | readonly Scale[];
}

/**
 * Every coordinate between its own bounds: low + (high - low)·sigmoid(raw), so a raw step of 1 moves at most a quarter of the range; on a
 * logarithmic scale the same of the logarithms.
 */
export function box(options: BoxOptions): DesignSpace {
  const { dim, unit = "", exchangeable = false } = options;
  const wrong = misspelt("box", options, ["low", "high", "dim", "names", "unit", "exchangeable", "spread", "scale"]);
  check(wrong === undefined, `${wrong}`);
  const { low, high } = boundsOf("box", options.low, options.high, dim);
  const names = namesOf("box", options.names, dim, "d");
  const { scales, meant, advice } = scalesOf("box", options.scale, { names, unit, low, high });
  const alike = [low, high, scales].every((side) => side.every((x) => x === side[0]));
  check(
    alike || !exchangeable,
    "box: exchangeable coordinates need the same bounds; give low and high as one number each, and one scale.",
  );
  const curved = scales.includes("log") ? { scales } : {};
  const [axes, plain] = [axesOf({ low, high, ...curved }), axesOf({ low, high, scales: meant })];
  const ordered = (design: readonly number[]): number[] => (exchangeable ? ascending(design) : [...design]);
  const free = plain.filter((axis) => !isFixed(axis));
  const [latest, earliest] = [Math.max(...free.map((axis) => axis.low)), Math.min(...free.map((axis) => axis.high))];
  const ends = options.spread && spreadEnds("box", options.spread, latest, earliest);
  const own: DesignSpace = {
    kind: "box",
    dim,
    rawDim: dim,
    names,
    unit,
    low,
    high,
    ...curved,
    ...inertOf({ low, high }),
    ...(advice.length ? { advice } : {}),
    fromRaw: (raw) => valuesAt(axes, tf.sigmoid(raw)),
    portable: { kind: "box", low, high, ...curved } satisfies BoxData,
    after: ({ length }) => box(lastOf({ ...options, names }, length)),
    next: (raw, before) => valuesAt(axes.slice(before.length, before.length + 1), tf.sigmoid(raw)),
    toRaw: (design) => design.map((x, i) => logit(shareAt(axes[i] as Axis, x))),
    finish: (design) => ordered(design.map((x, i) => clamp(x, low[i] as number, high[i] as number))),
    equallySpaced: () => equallySpaced(plain, ends),
    random: (key) => ordered(Array.from(uniforms(key, dim), (share, i) => valueAt(plain[i] as Axis, share))),
    violation: (design) => malformed(design, { names }) ?? outOfBounds(design, { names, unit, low, high, ...curved }),
    constrained: (rules) => numbersConstrained(own, rules, { exchangeable }),
  };
  return own;
}

/** Without its first coordinates, on which the others do not depend. */
function lastOf(options: BoxOptions, first: number): BoxOptions {
  const left = <T>(given: T | readonly T[]) => (Array.isArray(given) ? given.slice(first) : given) as T | readonly T[];
  const { low, high, dim, names, scale } = options;
  return {
    ...options,
    ...{ low: left(low), high: left(high), dim: dim - first },
    ...(names ? { names: names.slice(first) } : {}),
    ...(scale ? { scale: left(scale) } : {}),
  };
}

/** Free coordinates from end to end, each on its own range and scale; those that are fixed at their values. */
function equallySpaced(axes: readonly Axis[], ends: readonly [number, number] | undefined): number[] {
  const count = axes.filter((axis) => !isFixed(axis)).length;
  let i = 0;
  return axes.map((axis) => {
    if (isFixed(axis)) return axis.low;
    const { scale, low, high } = axis;
    return spreadAt(ends ? { low: ends[0], high: ends[1], scale } : { low, high, scale }, i++, count);
  });
}

box.summary = "every number between its own bounds; low = high: one that is fixed";
box.use = 'settings that do not depend on each other: doses, positions, times in any order; scale: "log" for doses over decades';
box.example = (): DesignSpace => box({ low: 0, high: 10, dim: 3, unit: "mg" });
