import * as tf from "@tensorflow/tfjs-core";

/** 1 where an experiment is one of a member's: [members, n], the same number of experiments each but for the last few. */
export function membership(n: number, members: number): tf.Tensor2D {
  const values = new Float32Array(members * n);
  for (let j = 0; j < n; j++) values[(j % members) * n + j] = 1;
  return tf.tensor2d(values, [members, n]);
}
