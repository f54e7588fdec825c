import * as tf from "@tensorflow/tfjs-core";
import { bignumber, erf, lgamma } from "mathjs";
import { expect, test } from "vitest";
import { erfcx, logFactorial, logGamma, normalTail } from "../../src/numbers/special.js";
import { slopeAt, tabulate, valueAt } from "../../src/numbers/tabulated.js";
import { integral } from "../support/statistics.js";

test("erfcx agrees with mathjs's erf where that has digits", () => {
  for (const x of [-4, -1.3, -0.2, 0, 0.1, 0.7, 1.4, 1.6, 2.2]) {
    const wanted = Math.exp(x * x) * (1 - erf(x));
    expect(Math.abs(erfcx(x) / wanted - 1)).toBeLessThan(1e-12);
  }
});

test("erfcx agrees with its integral far out", () => {
  // erfcx(x) = 2/sqrt(pi) times the integral of exp(-t² - 2xt) over t > 0
  for (const x of [2, 5, 10, 40, 300]) {
    const wanted = (2 / Math.sqrt(Math.PI)) * integral((t) => Math.exp(-t * t - 2 * x * t), 0, 20 / x, 20_000);
    expect(Math.abs(erfcx(x) / wanted - 1)).toBeLessThan(1e-11);
  }
});

test("normalTail has a small relative error in the tail", () => {
  for (const z of [0, 1, 3, 6, 12]) {
    const wanted = integral((x) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI), z, z + 10, 20_000);
    expect(Math.abs(normalTail(z) / wanted - 1)).toBeLessThan(1e-11);
  }
  expect(normalTail(-2)).toBeCloseTo(0.5 * (1 + erf(2 / Math.SQRT2)), 14);
});

test("logGamma and logFactorial agree with mathjs", () => {
  for (const x of [0.05, 0.5, 1, 2, 3.7, 9.9, 10.1, 171, 1e6])
    expect(Math.abs(logGamma(x) - lgamma(x))).toBeLessThan(5e-12 * (1 + Math.abs(lgamma(x)))); // its own error, see below;
  expect(Math.abs(logGamma(0.5) - 0.5 * Math.log(Math.PI))).toBeLessThan(2e-14);
  let product = bignumber(1);
  for (let i = 1; i <= 150; i++) {
    product = product.mul(i);
    expect(Math.abs(logFactorial(i) - product.ln().toNumber())).toBeLessThan(1e-11);
  }
});

test("a tabulated function and its slope are met near the centre and far away", () => {
  const f = (x: number): [number, number] => [-0.5 * x * x - Math.log1p(x * x), -x - (2 * x) / (1 + x * x)];
  const table = tabulate(f, 1.5, 0.8);
  let worst = 0;
  let worstSlope = 0;
  for (let x = -400; x < 400; x += 0.0371) {
    const [value, slope] = f(x);
    worst = Math.max(worst, Math.abs(valueAt(table, x) - value));
    worstSlope = Math.max(worstSlope, Math.abs(slopeAt(table, x) - slope));
  }
  expect(worst).toBeLessThan(1e-6);
  expect(worstSlope).toBeLessThan(5e-5);
  expect(valueAt(table, Number.NaN)).toBeNaN();
});

test("tf.erf stays within 1 on every backend, and NaN stays NaN: the logarithm of 1 - erf is a number or -Infinity", () => {
  const values = tf.tidy(() => tf.erf(tf.linspace(-8, 8, 16_001)).dataSync());
  expect(Math.max(...values)).toBe(1);
  expect(Math.min(...values)).toBe(-1);
  expect(tf.tidy(() => tf.erf([Number.NaN]).dataSync())[0]).toBeNaN();
});
