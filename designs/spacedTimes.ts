import * as tf from "@tensorflow/tfjs-core";
import { check } from "../src/errors.js";
import type { DesignSpace } from "../src/types.js";
import { ascending, boundsOf, clamp, malformed, namesOf, outOfBounds, spread, spreadEnds, tooClose } from "./coordinates.js";
import { brokenStick, nextPosition, randomPositions, stickRaw } from "./stickBreaking.js";

export interface SpacedTimesOptions {
  readonly low: number;
  readonly high: number;
  readonly dim: number;
  /** Smallest distance between neighbours. */
  readonly spacing: number;
  readonly unit?: string;
  readonly names?: readonly string[];
  /** First and last of the equally spaced times; default: the bounds. */
  readonly spread?: readonly [number, number];
}

/** Ascending times at least `spacing` apart: increasing positions in the slack (high - low - (dim - 1)·spacing), then t_i += i·spacing. */
export function spacedTimes(options: SpacedTimesOptions): DesignSpace {
  const { dim, spacing, unit = "" } = options;
  const bounds = boundsOf("spacedTimes", options.low, options.high, dim);
  const [low, high] = [options.low, options.high];
  const names = namesOf("spacedTimes", options.names, dim, "t");
  const ends = spreadEnds("spacedTimes", options.spread ?? [low, high], low, high);
  check(Number.isFinite(spacing) && spacing >= 0, `spacedTimes: the spacing must be 0 or more, got ${spacing}.`);
  const slack = high - low - (dim - 1) * spacing;
  check(
    slack > 0,
    `spacedTimes: ${dim} times at least ${spacing} apart need more than the range from ${low} to ${high}; take fewer times or a smaller spacing.`,
  );
  const widest = (ends[1] - ends[0]) / Math.max(1, dim - 1);
  check(dim === 1 || widest >= spacing, `spacedTimes: spread leaves ${widest} between times, less than the spacing ${spacing}.`);
  const offsets = Array.from({ length: dim }, (_, i) => low + i * spacing);
  const positions = (design: readonly number[]): number[] => design.map((t, i) => (t - (offsets[i] as number)) / slack);
  const times = (at: readonly number[]): number[] => at.map((x, i) => x * slack + (offsets[i] as number));
  const feasible = (design: readonly number[]): number[] => {
    let next = low; // the earliest that the spacing allows
    return ascending(design).map((t, i) => {
      const time = clamp(t, next, high - (dim - 1 - i) * spacing);
      next = time + spacing;
      return time;
    });
  };
  return {
    kind: "spacedTimes",
    dim,
    rawDim: dim,
    names,
    unit,
    ...bounds,
    fromRaw: (raw) => tf.add(tf.mul(brokenStick(raw), slack), tf.tensor1d(offsets)),
    portable: { kind: "spacedTimes", low, high, spacing },
    next(raw, before) {
      const share = tf.sigmoid(raw);
      const last = before.at(-1);
      const position = last ? nextPosition(tf.div(tf.sub(last, offsets[before.length - 1] as number), slack), share) : share;
      return tf.add(tf.mul(position, slack), offsets[before.length] as number);
    },
    toRaw: (design) => stickRaw(positions(ascending(design))),
    finish: feasible,
    equallySpaced: () => spread(...ends, dim),
    random: (key) => times(randomPositions(key, dim)),
    violation: (design) =>
      malformed(design, { names }) ??
      outOfBounds(design, { names, unit, ...bounds }) ??
      tooClose(design, spacing, high - low, { names, unit }),
  };
}
