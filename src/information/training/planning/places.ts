/** Designs as a regression sees them, and designs to choose from. */
import * as tf from "@tensorflow/tfjs-core";
import type { DesignSpace } from "../../../contracts/space.js";
import type { Key } from "../../../contracts/values.js";
import { rowsOf } from "../../../engine/tensors.js";
import { inItsOrder } from "../../../experiment/rollout.js";
import { normals, uniforms } from "../../../numbers/distributions.js";
import { split } from "../../../numbers/keys.js";
import { type Axis, axesOf, logitLimit as rawLimit, shareAt } from "../../../numbers/scales.js";

/** Raw values, row by row. */
export type Raws = readonly (readonly number[])[];

export const logit = (share: number): number => Math.log(share / (1 - share));

/** The trained scale is 0 to 1 from end to end; on the other one what lies close to an end is as wide as what lies in the middle. */
export const scales = {
  shares: (share: number): number => share,
  logits: (share: number): number => 0.5 + Math.max(-rawLimit, Math.min(rawLimit, logit(share))) / (2 * rawLimit),
} as const;

/** Shares of the coordinates' ranges where designs of these raw values are carried out, choices made and in ascending order where order means nothing: [n][dim]. */
export function sharesOf(designs: DesignSpace, raws: Raws): number[][] {
  const axes = axesOf(designs);
  const given = tf.tensor2d(raws.flat(), [raws.length, designs.rawDim]);
  const made = designs.decide?.(given, tf.scalar(1)) ?? designs.fromRaw(given, tf.scalar(1));
  const rows = rowsOf(inItsOrder(designs, made));
  return rows.map((row) => row.map((x, i) => shareAt(axes[i] as Axis, x)));
}

/** 1 where something depends on a raw number, 0 where nothing does. */
export const freeOf = ({ rawDim, inert }: Pick<DesignSpace, "rawDim" | "inert">): Float32Array =>
  Float32Array.from({ length: rawDim }, (_, i) => (inert?.[i] ? 0 : 1));

/** n designs all over the space: of a box, uniform on the scale on which it is trained. */
export function everywhere(designs: DesignSpace, key: Key, n: number): number[][] {
  const free = freeOf(designs);
  const { rawDim } = designs;
  const shares = uniforms(key, n * rawDim);
  return Array.from({ length: n }, (_, i) => Array.from(free, (is, j) => (is ? logit(shares[i * rawDim + j] as number) : 0)));
}

/** The shortest distance at which the surroundings of a design are searched, over the longest. */
const finest = 0.05;

/**
 * n designs around one: their distances are of all sizes up to `widest` raw units, and in some of the numbers only, down to about one of them
 * (of many numbers all at once are seldom better: Regis and Shoemaker 2013, Engineering Optimization 45:529).
 */
export function around(
  designs: DesignSpace,
  key: Key,
  centre: readonly number[],
  { n, widest }: { n: number; widest: number },
): number[][] {
  const free = freeOf(designs);
  const { rawDim } = designs;
  const k = split(key, "moves", "size", "share", "which");
  const [moves, which] = [normals(k.moves, n * rawDim), uniforms(k.which, n * rawDim)];
  const [sizes, shares] = [uniforms(k.size, n), uniforms(k.share, n, 1 / rawDim, 1)];
  return Array.from({ length: n }, (_, i) =>
    centre.map((x, j) => {
      if (!free[j] || (which[i * rawDim + j] as number) > (shares[i] as number)) return x;
      const moved = x + widest * finest ** (sizes[i] as number) * (moves[i * rawDim + j] as number);
      return Math.max(-rawLimit, Math.min(rawLimit, moved));
    }),
  );
}
