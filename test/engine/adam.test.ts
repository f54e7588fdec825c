import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { adamAscend, adamDefaults, adamSlots, globalNorm } from "../../src/engine/adam.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";

const size = 7;
const rate = 0.05;
const gradientAt = (step: number): Float32Array => normals(fold(key(1), step), size);

/** Algorithm 1 of Kingma and Ba 2015, with corrected moments written out, in double precision. */
function adamLoop(start: readonly number[], steps: number, scale: number): number[] {
  const { beta1, beta2, epsilon } = adamDefaults;
  return start.map((x0, i) => {
    let [x, m, v] = [x0, 0, 0];
    for (let t = 1; t <= steps; t++) {
      const g = scale * (gradientAt(t)[i] as number);
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g ** 2;
      x += (rate * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon);
    }
    return x;
  });
}

const start = Array.from({ length: size }, (_, i) => i - 3);

function ascended(steps: number, scale = 1): Float32Array {
  const value = Float32Array.from(start);
  const slots = adamSlots(size);
  for (let t = 1; t <= steps; t++) adamAscend(value, gradientAt(t), slots, t, rate, scale);
  return value;
}

test.each([
  [1, 1],
  [2, 1],
  [25, 1],
  [25, 1e-5],
])("Adam: %d steps at gradient scale %d are those of the plain loop", (steps, scale) => {
  expect(largestGap(ascended(steps, scale), adamLoop(start, steps, scale))).toBeLessThan(3e-6 * Math.sqrt(steps));
});

test("Adam climbs by the steps that TensorFlow.js's descends by", () => {
  const steps = 12;
  const value = tf.variable(tf.tensor1d(start));
  const { beta1, beta2, epsilon } = adamDefaults;
  const optimizer = tf.train.adam(rate, beta1, beta2, epsilon);
  for (let t = 1; t <= steps; t++) {
    const g = tf.tensor1d(gradientAt(t));
    optimizer.minimize(() => tf.neg(tf.sum(tf.mul(value, g))) as tf.Scalar);
    g.dispose();
  }
  expect(largestGap(ascended(steps), value.dataSync())).toBeLessThan(2e-5);
  value.dispose();
  optimizer.dispose();
});

test("the first step is the rate, whatever the gradient's size", () => {
  const moved = ascended(1).map((x, i) => x - (start[i] as number));
  const wanted = gradientAt(1).map((g) => rate * Math.sign(g));
  expect(largestGap(moved, wanted)).toBeLessThan(1e-6);
});

test("the norm runs over all arrays, and keeps what float32 would lose", () => {
  expect(globalNorm([Float32Array.of(3), Float32Array.of(0, 4), new Float32Array(5)])).toBe(5);
  expect(globalNorm([Float32Array.of(3e30, 4e30)]) / 5e30).toBeCloseTo(1, 6);
  expect(globalNorm([])).toBe(0);
  expect(globalNorm([Float32Array.of(1), Float32Array.of(Number.NaN)])).toBeNaN();
});
