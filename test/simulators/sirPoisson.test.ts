import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { poissonQuantile } from "../../src/numbers/poissonQuantile.js";
import { logFactorial, normalTail } from "../../src/numbers/special.js";

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const standardError = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)) / (values.length - 1));

describe("Poisson observations", () => {
  /** Smallest k with P(Y > k) <= tail, by summing. */
  const exact = (m: number, tail: number) => {
    const mass = Array.from({ length: 1000 }, (_, j) => Math.exp(j * Math.log(m) - m - logFactorial(j)));
    let above = 0;
    let k = mass.length - 1;
    for (; k > 0; k--) {
      if (above + (mass[k] as number) > tail) break;
      above += mass[k] as number;
    }
    return k;
  };

  test.each([0.001, 0.3, 2, 9.9, 10.1, 20, 100, 475])("are the quantiles of a Poisson distribution with mean %d", (m) => {
    const count = 1000;
    const z = normals(key(8), count);
    const tail = Float32Array.from(z, normalTail);
    const column = (values: Float32Array) => tf.tensor2d(values, [count, 1]);
    const got = poissonQuantile(tf.fill([count, 1], m), column(z), column(tail)).dataSync();
    const off = Array.from(got, (y, i) => Math.abs(y - exact(m, tail[i] as number)));
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
    expect(mean(off)).toBeLessThan(0.005);
  });

  test("a mean of 0 gives 0, and more infected never fewer cases", () => {
    const z = tf.tensor2d([[-3, -1, 0, 1, 3]]);
    const tail = tf.tensor2d([[-3, -1, 0, 1, 3].map(normalTail)]);
    const at = (m: number) => poissonQuantile(tf.fill([1, 5], m), z, tail).dataSync();
    expect(Array.from(at(0))).toEqual([0, 0, 0, 0, 0]);
    let last = at(0);
    for (let m = 0.5; m < 30; m += 0.25) {
      const next = at(m);
      next.forEach((y, i) => {
        expect(y).toBeGreaterThanOrEqual(last[i] as number);
      });
      last = next;
    }
  });

  test.each([3, 8, 12, 100])("their gradient is that of the mean of a function of the count, at mean %d", (m) => {
    const count = 10_000;
    const z = normals(key(9), count);
    const column = (values: Float32Array) => tf.tensor2d(values, [count, 1]);
    const tail = column(Float32Array.from(z, normalTail));
    const f = (y: tf.Tensor) => tf.sqrt(tf.add(y, 1));
    const gradients = tf
      .grad((x) => tf.sum(f(poissonQuantile(x as tf.Tensor2D, column(z), tail))))(tf.fill([count, 1], m))
      .dataSync();
    let truth = 0; // d/dm E f = E[f(Y + 1) - f(Y)]
    for (let k = 0; k < 600; k++)
      truth += Math.exp(k * Math.log(m) - m - logFactorial(k)) * (Math.sqrt(k + 2) - Math.sqrt(k + 1));
    // Second order in 1/m: at a mean of 3 about 3 % remain.
    expect(Math.abs(mean(Array.from(gradients)) - truth)).toBeLessThan(
      4 * standardError(Array.from(gradients)) + (0.15 / m ** 1.5) * truth,
    );
  });
});
