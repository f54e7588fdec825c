/**
 * A policy that draws from a list while it is trained. It means candidate c with probability π_c = softmax(raw)_c, of those that are left; argmax(raw + G)
 * with Gumbel's G (-log -log of a uniform) is a draw of it (Maddison et al. 2014, arXiv:1411.0030). Nothing is drawn when it is used, and nothing hardens while it is
 * trained: draws that came nearer and nearer to the largest would no longer learn what its rivals are worth.
 */
import * as tf from "@tensorflow/tfjs-core";
import { rangesOf } from "../../../designs/candidates.js";
import { takenBy } from "../../../designs/deciding.js";
import type { Pool } from "../../contracts/pool.js";
import type { Key, Params } from "../../contracts/values.js";
import { piece } from "../../engine/tensors.js";
import { uniform } from "../../numbers/distributions.js";
import { fold } from "../../numbers/keys.js";

/** Behind all logits that a network can have. */
const outOfReach = 1e9;

/** @param rawDim candidates times measurements @returns `move` [n, rawDim] */
export function poolTrial(given: { readonly key: Key } | undefined, n: number, rawDim: number): Params {
  if (!given) return { move: tf.zeros([n, rawDim]) };
  const u = uniform(fold(given.key, 2), [n, rawDim], 1e-7, 1 - 1e-7);
  return { move: tf.neg(tf.log(tf.neg(tf.log(u)))) };
}

export interface Drawn {
  /** π, [n measurements, candidates]: an experiment's measurements together. 0 for those that are taken. */
  readonly shares: tf.Tensor2D;
  /** 1 at what was drawn, of the same shape. */
  readonly chosen: tf.Tensor2D;
  /** log π of it, [n, measurements]. */
  readonly logs: tf.Tensor2D;
}

/** 1 at the candidate of each measurement, [n, candidates] each. */
export function candidatesIn({ points }: Pool, design: tf.Tensor2D, measurements: number): tf.Tensor2D[] {
  const [width, list] = [(points[0] as readonly number[]).length, { points, reach: rangesOf(points), logarithmic: [] }];
  return Array.from({ length: measurements }, (_, t) => takenBy([piece(design, t, width)], list));
}

/** @param meant [1 or n, candidates] a measurement @param design [n, measurements x width] */
export function drawnFrom(pool: Pool, meant: readonly tf.Tensor2D[], design: tf.Tensor2D): Drawn {
  const [n, m, width] = [design.shape[0], pool.points.length, (pool.points[0] as readonly number[]).length];
  const places = meant.map((_, t) => piece(design, t, width));
  const chosen = candidatesIn(pool, design, meant.length);
  const free = meant.map((raw, t) => {
    const own = tf.add(raw, tf.zeros([n, m]));
    const closed = pool.closed(places.slice(0, t));
    return closed ? tf.sub(own, tf.mul(closed, outOfReach)) : own;
  });
  const rows = (parts: readonly tf.Tensor[]): tf.Tensor2D => tf.reshape(tf.concat([...parts], 1), [n * meant.length, m]);
  const [logits, drawn] = [rows(free), rows(chosen)];
  const logShares = tf.sub(logits, tf.logSumExp(logits, 1, true));
  return {
    shares: tf.exp(logShares) as tf.Tensor2D,
    chosen: drawn,
    logs: tf.reshape(tf.sum(tf.mul(drawn, logShares), 1), [n, meant.length]),
  };
}
