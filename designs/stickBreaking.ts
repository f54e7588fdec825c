/** Increasing numbers from unconstrained ones: each takes a share of what its predecessor left. */
import * as tf from "@tensorflow/tfjs-core";
import type { Key } from "../src/contracts/values.js";
import { uniforms } from "../src/numbers/distributions.js";
import { ascending, logit } from "./coordinates.js";

/**
 * x_t = x_{t-1} + sigmoid(raw_t)·(1 - x_{t-1}) with x_0 = 0, all at once: 1 - x_t = Π_{s≤t} (1 - sigmoid(raw_s)) = exp(-Σ_{s≤t} softplus(raw_s)).
 * @param raw [n, d] @returns [n, d] in [0, 1], ascending along the rows
 */
export function brokenStick(raw: tf.Tensor2D): tf.Tensor2D {
  return tf.neg(tf.expm1(tf.neg(tf.cumsum(tf.softplus(raw), 1)))) as tf.Tensor2D;
}

/** The position that takes `share` of what `last` left; rounding may have put `last` a little beyond the end. */
export function nextPosition(last: tf.Tensor2D, share: tf.Tensor2D): tf.Tensor2D {
  return tf.add(last, tf.mul(share, tf.relu(tf.sub(1, last))));
}

/** The raw numbers of ascending positions in [0, 1]; a position at an end, or equal to its predecessor, as nearly as the sigmoid allows. */
export function stickRaw(positions: readonly number[]): number[] {
  return positions.map((x, t) => {
    const before = t === 0 ? 0 : (positions[t - 1] as number);
    return logit((x - before) / Math.max(1 - before, Number.EPSILON));
  });
}

/** Ascending positions in [0, 1], uniform among all such. */
export function randomPositions(key: Key, count: number): number[] {
  return ascending(Array.from(uniforms(key, count)));
}
