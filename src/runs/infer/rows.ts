/** What the parts of an inference hand to each other. */
import type * as tf from "@tensorflow/tfjs-core";

/** A log likelihood of what was seen, nats: theta [n, p] to [n]. */
export type Seen = (theta: tf.Tensor2D) => tf.Tensor1D;

/** Rows of numbers, row after row. */
export interface Rows {
  readonly columns: number;
  readonly values: Float32Array;
}
