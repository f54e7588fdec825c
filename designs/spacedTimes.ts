import * as tf from "@tensorflow/tfjs-core";
import { check } from "../src/basics/errors.js";
import type { DesignSpace } from "../src/contracts/space.js";
import type { Scale } from "../src/contracts/values.js";
import { spread } from "../src/numbers/scales.js";
import type { SpacedTimesData } from "../src/portable/spaces/spacedTimes.js";
import { numbersConstrained } from "./constrained.js";
import {
  ascending,
  boundsOf,
  clamp,
  inertOf,
  malformed,
  namesOf,
  outOfBounds,
  scalesOf,
  spreadEnds,
  tooClose,
} from "./coordinates.js";
import { type Ladder, ladderOn } from "./ladders.js";
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
  /** "log" where ratios matter, e.g. from minutes to weeks. Default: "linear". */
  readonly scale?: Scale;
}

/**
 * Ascending times at least `spacing` apart: increasing positions in the slack (high - low - (dim - 1)·spacing), then t_i += i·spacing. On a
 * logarithmic scale the positions are those of the logarithms.
 */
export function spacedTimes(options: SpacedTimesOptions): DesignSpace {
  const { dim, spacing, unit = "" } = options;
  const bounds = boundsOf("spacedTimes", options.low, options.high, dim);
  const [low, high] = [options.low, options.high];
  const names = namesOf("spacedTimes", options.names, dim, "t");
  const about = scalesOf("spacedTimes", options.scale, { names, unit, ...bounds });
  const [scale = "linear", meant = "linear"] = [about.scales[0], about.meant[0]];
  const curved = scale === "log" ? { scales: about.scales } : {};
  const ends = spreadEnds("spacedTimes", options.spread ?? [low, high], low, high);
  check(Number.isFinite(spacing) && spacing >= 0, `spacedTimes: the spacing must be 0 or more, got ${spacing}.`);
  const slack = high - low - (dim - 1) * spacing;
  check(
    slack > 0 || (dim === 1 && slack === 0),
    `spacedTimes: ${dim} times at least ${spacing} apart need more than the range from ${low} to ${high}; take fewer times or a smaller spacing.`,
  );
  const widest = (ends[1] - ends[0]) / Math.max(1, dim - 1);
  check(dim === 1 || widest >= spacing, `spacedTimes: spread leaves ${widest} between times, less than the spacing ${spacing}.`);
  const [trained, plain] = [scale, meant].map((of) => ladderOn(of, { low, spacing, slack })) as [Ladder, Ladder];
  const evenly = spread({ low: ends[0], high: ends[1], scale: meant }, dim);
  const feasible = (design: readonly number[]): number[] => {
    let next = low; // the earliest that the spacing allows
    return ascending(design).map((t, i) => {
      const time = clamp(t, next, high - (dim - 1 - i) * spacing);
      next = time + spacing;
      return time;
    });
  };
  const own: DesignSpace = {
    kind: "spacedTimes",
    dim,
    rawDim: dim,
    names,
    unit,
    ...bounds,
    ...curved,
    ...inertOf(bounds),
    ...(about.advice.length ? { advice: about.advice } : {}),
    fromRaw: (raw) => trained.timesAt(brokenStick(raw), 0),
    portable: { kind: "spacedTimes", low, high, spacing, ...(scale === "log" ? { scale } : {}) } satisfies SpacedTimesData,
    next(raw, before) {
      const share = tf.sigmoid(raw) as tf.Tensor2D;
      const last = before.at(-1);
      const position = last ? nextPosition(trained.positionsOf(last, before.length - 1), share) : share;
      return trained.timesAt(position, before.length);
    },
    toRaw: (design) => stickRaw(ascending(design).map(trained.positionOf)),
    finish: feasible,
    equallySpaced: () => (meant === "log" ? feasible(evenly) : [...evenly]), // the first ratios may be less than the spacing
    random: (key) => randomPositions(key, dim).map(plain.timeAt),
    violation: (design) =>
      malformed(design, { names }) ??
      outOfBounds(design, { names, unit, ...bounds, ...curved }) ??
      tooClose(design, spacing, scale === "log" ? undefined : high - low, { names, unit }),
    constrained: (rules) => numbersConstrained(own, rules, { spacing }),
    after: (before) => behind(own, trained, before, spacedTimes(lastOf(options, names, before))),
  };
  return own;
}

/** Without its first times: what is left of the range. */
function lastOf(options: SpacedTimesOptions, names: readonly string[], before: readonly number[]): SpacedTimesOptions {
  const { spread: _, ...same } = options;
  const low = Math.max(options.low, (before.at(-1) as number) + options.spacing);
  return { ...same, low, dim: options.dim - before.length, names: names.slice(before.length) };
}

/** Times on the whole's ladder, from where it was left: on a logarithmic scale that is none of its own. */
function behind(whole: DesignSpace, ladder: Ladder, before: readonly number[], rest: DesignSpace): DesignSpace {
  const count = before.length;
  const start = ladder.positionOf(before[count - 1] as number, count - 1);
  const shareOf = (time: number, i: number) => (ladder.positionOf(time, count + i) - start) / (1 - start);
  const { portable: _, ...same } = rest; // the policy's file has the whole's
  return {
    ...same,
    fromRaw: (raw) => ladder.timesAt(tf.add(start, tf.mul(1 - start, brokenStick(raw))) as tf.Tensor2D, count),
    next: (raw, more, sharpness) =>
      (whole.next as NonNullable<DesignSpace["next"]>)(raw, [...before.map((time) => tf.tensor2d([[time]])), ...more], sharpness),
    toRaw: (design) => stickRaw(ascending(design).map(shareOf)),
    after: (more) => (whole.after as NonNullable<DesignSpace["after"]>)([...before, ...more]),
  };
}

spacedTimes.summary = "ascending times with a least spacing";
spacedTimes.use = "an instrument or a patient that needs a pause between measurements";
spacedTimes.example = (): DesignSpace => spacedTimes({ low: 0, high: 24, dim: 4, spacing: 1, unit: "h" });
