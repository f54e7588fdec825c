import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { held2d } from "../../src/engine/heldTensors.js";

test("numbers that are held are those of a tensor, read or computed with, and are let go with it", () => {
  const values = new Float32Array([1, -2, 3, 0.5, 4, -6]);
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const [held, own] = [held2d(values, [3, 2]), tf.tensor2d(values.slice(), [3, 2])];
    expect(held.dataSync()).toBe(values); // not copied
    const steps: ((x: tf.Tensor2D) => tf.Tensor)[] = [
      (x) => tf.matMul(x, x, false, true),
      (x) => tf.exp(tf.add(x, 1)),
      (x) => tf.slice(tf.clone(x), [1, 0], [2, 1]),
      (x) => tf.grad((y) => tf.sum(tf.square(y)))(x),
    ];
    for (const step of steps) expect(step(held).arraySync()).toEqual(step(own).arraySync());
    expect(held.arraySync()).toEqual(own.arraySync()); // now that a backend has it
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(Array.from(values)).toEqual([1, -2, 3, 0.5, 4, -6]);
});

test("a clone outlives what it was cloned from", () => {
  const held = held2d(new Float32Array([1, 2]), [1, 2]);
  const clone = tf.clone(held);
  held.dispose();
  expect(tf.sum(clone).dataSync()[0]).toBe(3);
  clone.dispose();
});

test("numbers that do not fill a matrix are refused", () => {
  expect(() => held2d(new Float32Array(5), [3, 2])).toThrow("5 numbers are no [3, 2]");
});
