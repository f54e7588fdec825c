/** What a kernel's case is, and numbers for one. */
import * as tf from "@tensorflow/tfjs-core";
import { normals } from "../../../src/numbers/distributions.js";
import { key } from "../../../src/numbers/keys.js";

export interface Case {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
  readonly expected: readonly number[];
  /** How far off each may be: the size of what was added up for it. */
  readonly scale?: readonly number[];
}

export const count = (shape: readonly number[]): number => shape.reduce((product, d) => product * d, 1);
export const numbers = (x: tf.Tensor): number[] => Array.from(x.dataSync());
export const drawn = (seed: number, shape: readonly number[]): tf.Tensor =>
  tf.tensor(normals(key(seed), count(shape)), [...shape]);

/** Element i of a tensor of `shape` that broadcasts to `to`. */
export function broadcastIndex(i: number, shape: readonly number[], to: readonly number[]): number {
  let [at, stride, left] = [0, 1, i];
  for (let axis = to.length - 1; axis >= 0; axis--) {
    const [d, own] = [to[axis] as number, shape[axis - to.length + shape.length] ?? 1];
    if (own !== 1) at += (left % d) * stride;
    stride *= own;
    left = Math.floor(left / d);
  }
  return at;
}
