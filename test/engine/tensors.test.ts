import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { assertShape, logMeanExp, rowsAscending, rowsOf } from "../../src/engine/tensors.js";

test("logMeanExp does not overflow where exp would", () => {
  expect(logMeanExp(tf.tensor1d([1000, 1000]), 0).dataSync()[0]).toBeCloseTo(1000, 3);
});

test("assertShape names the value and both shapes", () => {
  expect(() => assertShape(tf.zeros([2, 3]), [-1, 2], "design")).toThrow("design must have shape [n, 2], got [2, 3]");
});

test("the gradient of matMul is right for every transposition", () => {
  for (const transposeA of [false, true])
    for (const transposeB of [false, true]) {
      const a = tf.tensor2d([1, 2, 3, 4, 5, 6], transposeA ? [3, 2] : [2, 3]);
      const b = tf.tensor2d([1, -2, 3, 4, 0, 6, 7, 8, -9, 1, 2, 3], transposeB ? [4, 3] : [3, 4]);
      const f = (x: tf.Tensor, y: tf.Tensor) =>
        tf.sum(tf.square(tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D, transposeA, transposeB))) as tf.Scalar;
      const [ga, gb] = tf.grads(f)([a, b]) as [tf.Tensor, tf.Tensor];
      const c = tf.matMul(a, b, transposeA, transposeB);
      const A = transposeA ? tf.transpose(a) : a;
      const B = transposeB ? tf.transpose(b) : b;
      const wantA = tf.mul(2, tf.matMul(c, tf.transpose(B)));
      const wantB = tf.mul(2, tf.matMul(tf.transpose(A), c));
      expect(Array.from(ga.dataSync())).toEqual(Array.from((transposeA ? tf.transpose(wantA) : wantA).dataSync()));
      expect(Array.from(gb.dataSync())).toEqual(Array.from((transposeB ? tf.transpose(wantB) : wantB).dataSync()));
    }
});

test("matMul is right when its right operand comes back in another shape", () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const b = tf.tensor1d([1, 2, 3, 4]);
    const column = tf.matMul(tf.ones([1, 4]), tf.reshape(b, [4, 1]) as tf.Tensor2D);
    const square = tf.matMul(tf.ones([1, 2]), tf.reshape(b, [2, 2]) as tf.Tensor2D);
    expect(Array.from(column.dataSync())).toEqual([10]);
    expect(Array.from(square.dataSync())).toEqual([4, 6]);
  });
  expect(tf.memory().numTensors).toBe(before);
});

test("rows in ascending order, through which a gradient finds the column that it came from", () => {
  tf.tidy(() => {
    const x = tf.tensor2d([
      [3, 1, 2],
      [5, 5, -1],
      [0, 1, 2],
    ]);
    expect(rowsOf(rowsAscending(x))).toEqual([
      [1, 2, 3],
      [-1, 5, 5],
      [0, 1, 2],
    ]);
    const weighted = (rows: tf.Tensor) =>
      tf.sum(tf.mul(rowsAscending(rows as tf.Tensor2D), tf.tensor2d([[1, 10, 100]]))) as tf.Scalar;
    expect(rowsOf(tf.grad(weighted)(x) as tf.Tensor2D)).toEqual([
      [100, 1, 10],
      [10, 100, 1],
      [1, 10, 100],
    ]);
  });
});
