import * as tf from "@tensorflow/tfjs-core";
import { uniforms } from "../src/distributions.js";
import { check } from "../src/errors.js";
import type { DesignSpace } from "../src/types.js";
import { ascending, boundsOf, clamp, logit, malformed, namesOf, outOfBounds, spread, spreadEnds } from "./coordinates.js";

export interface BoxOptions {
  /** One number for all coordinates, or one each. */
  readonly low: number | readonly number[];
  readonly high: number | readonly number[];
  readonly dim: number;
  readonly names?: readonly string[];
  readonly unit?: string;
  /** The order of the coordinates means nothing: designs are reported in ascending order. Needs equal bounds. */
  readonly exchangeable?: boolean;
  /** First and last value of the equally spaced design; default: the bounds. */
  readonly spread?: readonly [number, number];
}

/** Every coordinate between its own bounds: low + (high - low)·sigmoid(raw), so a raw step of 1 moves at most a quarter of the range. */
export function box(options: BoxOptions): DesignSpace {
  const { dim, unit = "", exchangeable = false } = options;
  const { low, high } = boundsOf("box", options.low, options.high, dim);
  const alike = [low, high].every((side) => side.every((x) => x === side[0]));
  check(alike || !exchangeable, "box: exchangeable coordinates need the same bounds; give low and high as one number each.");
  const names = namesOf("box", options.names, dim, "d");
  const at = (shares: readonly number[]): number[] =>
    shares.map((s, i) => (low[i] as number) + s * ((high[i] as number) - (low[i] as number)));
  const ordered = (design: readonly number[]): number[] => (exchangeable ? ascending(design) : [...design]);
  const ends = options.spread && spreadEnds("box", options.spread, Math.max(...low), Math.min(...high));
  return {
    kind: "box",
    dim,
    rawDim: dim,
    names,
    unit,
    low,
    high,
    fromRaw: (raw) => tf.add(tf.mul(tf.sigmoid(raw), tf.tensor1d(high.map((h, i) => h - (low[i] as number)))), tf.tensor1d(low)),
    portable: { kind: "box", low, high },
    next(raw, before) {
      const at = low[before.length] as number;
      return tf.add(tf.mul(tf.sigmoid(raw), (high[before.length] as number) - at), at);
    },
    toRaw: (design) => design.map((x, i) => logit((x - (low[i] as number)) / ((high[i] as number) - (low[i] as number)))),
    finish: (design) => ordered(design.map((x, i) => clamp(x, low[i] as number, high[i] as number))),
    equallySpaced: () => (ends ? spread(...ends, dim) : low.map((l, i) => spread(l, high[i] as number, dim)[i] as number)),
    random: (key) => ordered(at(Array.from(uniforms(key, dim)))),
    violation: (design) => malformed(design, { names }) ?? outOfBounds(design, { names, unit, low, high }),
  };
}
