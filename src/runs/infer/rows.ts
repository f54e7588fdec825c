/** What the parts of an inference hand to each other. */
import * as tf from "@tensorflow/tfjs-core";
import type { Key } from "../../contracts/values.js";
import { uniforms } from "../../numbers/distributions.js";

/** A log likelihood of what was seen, nats: theta [n, p] to [n]. */
export type Seen = (theta: tf.Tensor2D) => tf.Tensor1D;

/** Rows of numbers, row after row. */
export interface Rows {
  readonly columns: number;
  readonly values: Float32Array;
}

/** n of the rows, each as likely as any other, and again where it comes again: [n, columns]. */
export function drawnAgain({ columns, values }: Rows, key: Key, n: number): tf.Tensor2D {
  const known = values.length / columns;
  const rows = new Float32Array(n * columns);
  const places = uniforms(key, n);
  for (let i = 0; i < n; i++) {
    const from = columns * Math.min(known - 1, Math.floor(known * (places[i] as number)));
    rows.set(values.subarray(from, from + columns), i * columns);
  }
  return tf.tensor2d(rows, [n, columns]);
}
