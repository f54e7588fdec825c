import * as tf from "@tensorflow/tfjs-core";
import { check } from "../src/basics/errors.js";
import { misspelt } from "../src/basics/names.js";
import type { SpaceRules } from "../src/contracts/rules.js";
import type { DesignSpace } from "../src/contracts/space.js";
import { fold } from "../src/numbers/keys.js";
import { inPieces } from "../src/numbers/measurements.js";
import { axesOf, isFixed, valueAt } from "../src/numbers/scales.js";
import type { RepeatedData } from "../src/portable/spaces/repeated.js";
import { box } from "./box.js";
import { malformed, namesOf } from "./coordinates.js";
import { pooled } from "./pool.js";

export interface RepeatedOptions {
  /** One name for every number of the design; default: those of one measurement, numbered. */
  readonly names?: readonly string[];
  /** The order of the measurements means nothing: designs are reported in ascending order of their numbers. */
  readonly exchangeable?: boolean;
}

/**
 * `count` measurements of several numbers each: the space of one, repeated. Whatever one measurement may be, a point in a plane by `box`, a dose and
 * a time by `mixed`, one of a list by `choice`, policies choose all of its numbers together.
 * @param one the space of one measurement: all of its coordinates
 */
export function repeated(one: DesignSpace, count: number, options: RepeatedOptions = {}): DesignSpace {
  const wrong = misspelt("repeated", options, ["names", "exchangeable"]);
  check(wrong === undefined, `${wrong}`);
  check(
    Number.isInteger(count) && count >= 1,
    `repeated: how many measurements there are must be a positive whole number, got ${count}: repeated(space of one, how many)`,
  );
  const { dim: width, rawDim: rawWidth, unit } = one;
  const all = <T>(of: readonly T[]): T[] => Array.from({ length: count }, () => of).flat();
  const names = namesOf("repeated", options.names ?? numbered(one, count), count * width, "d");
  const each = (design: readonly number[], made: (point: number[]) => number[]): number[] =>
    inPieces(design, width).flatMap(made);
  const decided = (raw: tf.Tensor2D, sharpness: tf.Scalar): tf.Tensor2D =>
    one.decide?.(raw, sharpness) ?? one.fromRaw(raw, sharpness);
  const fromRaw: DesignSpace["fromRaw"] = (raw, sharpness) =>
    tf.reshape(decided(tf.reshape(raw, [-1, rawWidth]), sharpness), [-1, count * width]);
  const ordered = (points: readonly number[]): number[] =>
    options.exchangeable ? inPieces(points, width).sort(ascending).flat() : [...points];
  const whole: DesignSpace = {
    kind: "repeated",
    dim: count * width,
    rawDim: count * rawWidth,
    width,
    rawWidth,
    names,
    unit,
    ...(one.units ? { units: all(one.units) } : {}),
    low: all(one.low),
    high: all(one.high),
    ...(one.scales ? { scales: all(one.scales) } : {}),
    ...(one.inert ? { inert: all(one.inert) } : {}),
    ...(one.advice ? { advice: one.advice } : {}),
    fromRaw,
    ...(one.decide ? { decide: fromRaw } : {}),
    ...(one.pool && rawWidth === one.pool.points.length ? { pool: { ...one.pool, once: false, closed: () => undefined } } : {}),
    next: (raw, _before, sharpness) => decided(raw, sharpness),
    after: ({ length }) => repeated(one, count - length / width, { ...options, names: names.slice(length) }),
    ...(one.portable
      ? {
          portable: {
            kind: "repeated",
            one: one.portable as RepeatedData["one"],
            width,
            rawWidth,
          } satisfies RepeatedData,
        }
      : {}),
    toRaw: (design) => each(design, one.toRaw),
    finish: (design) => ordered(each(design, one.finish)),
    equallySpaced: () => ordered(Array.from({ length: count }, (_, i) => one.finish(evenly(one, i, count))).flat()),
    random: (key) => ordered(Array.from({ length: count }, (_, i) => one.random(fold(key, i))).flat()),
    violation(design) {
      const wrong = malformed(design, { names });
      if (wrong) return wrong;
      const problems = inPieces(design, width).map((point, i) => {
        const problem = one.violation(point);
        return problem && (count > 1 ? `measurement ${i + 1}: ${problem}` : problem);
      });
      return problems.find((problem) => problem);
    },
    ...(one.constrained ? { constrained: (rules) => eachConstrained(whole, one, count, { ...options, names }, rules) } : {}),
  };
  return whole;
}

/** Every measurement with the rules: they are about the numbers of one, by its names. Exchanges are those of one measurement at a time. */
function eachConstrained(
  free: DesignSpace,
  one: DesignSpace,
  count: number,
  options: RepeatedOptions,
  rules: SpaceRules,
): DesignSpace {
  if (rules.candidates && !free.pool) return pooled(free, rules, { exchangeable: options.exchangeable === true });
  check(
    rules.spacing === undefined && rules.budget === undefined,
    "repeated: a spacing and a budget are about single numbers, and each measurement has several here; give windows, a grid, or limits of one measurement.",
  );
  const ruled = (one.constrained as NonNullable<DesignSpace["constrained"]>)(rules);
  const { exchanges, windows } = ruled;
  return {
    ...repeated(ruled, count, options),
    free,
    ...(windows ? { windows: Array.from({ length: count }, () => windows).flat() } : {}),
    ...(exchanges
      ? {
          exchanges(design, reach) {
            const points = inPieces(design, one.dim);
            return points.flatMap((point, i) => exchanges(point, reach).map((other) => points.flatMap((p, k) => (k === i ? other : p)))); // biome-ignore format: one thing
          },
        }
      : {}),
    constrained: (more) => eachConstrained(free, one, count, options, { ...rules, ...more }),
  };
}

/** "x1", "y1", "x2", ...: of a name that ends in a digit, "d1.1"; of one that has its unit with it, without it. */
function numbered({ names, unit, units }: DesignSpace, count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    names.map((name, j) => {
      const own = units?.[j] ?? unit;
      const bare = name.endsWith(` (${own})`) ? name.slice(0, -own.length - 3) : name;
      return `${bare}${/\d$/.test(bare) ? "." : ""}${i + 1}`;
    }),
  ).flat();
}

/**
 * The i-th of `count` points that cover a space evenly: the first number from end to end, every other a golden section further each time, as the
 * points of a Hammersley set. With one number it is equal spacing.
 */
function evenly(space: DesignSpace, i: number, count: number): number[] {
  let free = 0;
  return axesOf(space).map((axis) => {
    if (isFixed(axis)) return axis.low;
    const at = free++;
    const share = at === 0 ? (count === 1 ? 0.5 : i / (count - 1)) : ((i + 0.5) * golden ** at) % 1;
    return valueAt(axis, share);
  });
}

const golden = (Math.sqrt(5) - 1) / 2;

function ascending(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((x, j) => x !== b[j]);
  return differs < 0 ? 0 : (a[differs] as number) - (b[differs] as number);
}

repeated.summary = "measurements of several numbers each, which policies choose together";
repeated.use =
  "a place in a plane, a stimulus of two features, a dose and its time: repeated(box({ low: 0, high: 1, dim: 2 }), 10)";
repeated.example = (): DesignSpace => repeated(box({ low: [0, -1], high: [1, 4], dim: 2, names: ["x", "y"] }), 3);
