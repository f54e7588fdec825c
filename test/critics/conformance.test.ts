/** What every critic of the registry promises. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { Critic } from "../../src/contracts/bounds.js";
import { critics } from "../../src/critics/index.js";
import { rowsOf } from "../../src/engine/tensors.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";
import { scoreLoops } from "./loops.js";

const members: [string, Critic][] = Object.entries(critics);
/** Two measurements of two numbers, for critics that read them so. */
const sizes = { theta: 3, outcome: 4, measurement: 2, hidden: [16, 12], features: 8 };

const features = (seed: number, n: number, width: number): tf.Tensor2D => tf.tensor2d(normals(key(seed), n * width), [n, width]);
const theta = (n: number): tf.Tensor2D => features(1, n, sizes.theta);
const outcome = (n: number): tf.Tensor2D => features(2, n, sizes.outcome);

describe.each(members)("%s", (name, critic) => {
  test("says what it is", () => {
    expect(critic.name).toBe(name);
    expect(critic.summary.length).toBeGreaterThan(10);
  });

  test("scores n thetas against m outcomes: [n, m], and gives an auxiliary network one row each", () => {
    tf.tidy(() => {
      const out = critic.scores(critic.init(key(1), sizes), theta(5), outcome(4));
      expect(out.scores.shape).toEqual([5, 4]);
      expect(out.thetaFeatures.shape[0]).toBe(5);
      expect(out.outcomeFeatures.shape[0]).toBe(4);
    });
  });

  test("a pair's score is its own: the same alone as among others", () => {
    tf.tidy(() => {
      const params = critic.init(key(2), sizes);
      const [x, y] = [theta(4), outcome(3)];
      const together = rowsOf(critic.scores(params, x, y).scores).flat();
      const alone = rowsOf(x).flatMap((t) =>
        rowsOf(y).map((o) => critic.scores(params, tf.tensor2d([t]), tf.tensor2d([o])).scores.dataSync()[0] as number),
      );
      expect(largestGap(together, alone)).toBeLessThan(1e-4);
    });
  });

  test("is its formula, pair by pair", () => {
    const loop = scoreLoops[name];
    tf.tidy(() => {
      const params = critic.init(key(3), sizes);
      const [x, y] = [theta(4), outcome(3)];
      const expected = rowsOf(x).flatMap((t) => rowsOf(y).map((o) => loop?.(params, t, o) as number));
      expect(largestGap(critic.scores(params, x, y).scores.dataSync(), expected)).toBeLessThan(1e-4);
    });
  });

  test("is a function of its key", () => {
    tf.tidy(() => {
      const score = (seed: number): number =>
        critic.scores(critic.init(key(seed), sizes), theta(2), outcome(2)).scores.dataSync()[0] as number;
      expect(score(5)).toBe(score(5));
      expect(score(6)).not.toBe(score(5));
    });
  });

  test("starts within a few nats, and finite ten standard deviations out", () => {
    tf.tidy(() => {
      const params = critic.init(key(4), sizes);
      const near = critic.scores(params, theta(50), outcome(50)).scores;
      expect(Math.max(...tf.abs(near).dataSync())).toBeLessThan(20);
      const far = critic.scores(params, tf.mul(theta(5), 10), tf.mul(outcome(5), 10)).scores;
      expect(far.dataSync().every(Number.isFinite)).toBe(true);
    });
  });

  test("the gradient in both inputs is that of finite differences", () => {
    tf.tidy(() => {
      const params = critic.init(key(8), { ...sizes, hidden: [16] });
      const [x, y] = [theta(2), outcome(2)];
      const weights = tf.tensor2d([[1, -0.5], [0.3, 2]]); // biome-ignore format: a matrix
      const value = (a: tf.Tensor, b: tf.Tensor): tf.Scalar =>
        tf.sum(tf.mul(weights, critic.scores(params, a as tf.Tensor2D, b as tf.Tensor2D).scores));
      const [gx, gy] = tf.grads(value)([x, y]) as [tf.Tensor, tf.Tensor];
      const direction = [features(3, 2, sizes.theta), features(4, 2, sizes.outcome)] as const;
      const along =
        (tf.sum(tf.mul(gx, direction[0])).dataSync()[0] as number) + (tf.sum(tf.mul(gy, direction[1])).dataSync()[0] as number);
      // Central differences of float32 values near 1: 1e-6 / h from rounding, and ReLU kinks inside the step.
      const h = 1e-3;
      const at = (by: number): number =>
        value(tf.add(x, tf.mul(direction[0], by)), tf.add(y, tf.mul(direction[1], by))).dataSync()[0] as number;
      expect(Math.abs((at(h) - at(-h)) / (2 * h) - along)).toBeLessThan(0.02 * Math.max(1, Math.abs(along)));
      expect(Math.abs(along)).toBeGreaterThan(1e-3);
    });
  });

  test("the gradient reaches every parameter", () => {
    tf.tidy(() => {
      const params = critic.init(key(5), sizes);
      const names = Object.keys(params);
      const [x, y] = [theta(6), outcome(6)];
      const value = (...values: tf.Tensor[]): tf.Scalar =>
        tf.sum(tf.square(critic.scores(Object.fromEntries(names.map((n, i) => [n, values[i] as tf.Tensor])), x, y).scores));
      const gradients = tf.grads(value)(names.map((n) => params[n] as tf.Tensor));
      for (const [i, gradient] of gradients.entries()) {
        expect([names[i], Math.max(...tf.abs(gradient).dataSync()) > 0]).toEqual([names[i], true]);
      }
    });
  });
});

describe("bilinear", () => {
  const { bilinear } = critics;
  const wide = { theta: 3, outcome: 3, hidden: [16], features: 64 };
  const temperature = "critic/logTemperature";

  test("scores lie within ±exp(s), 10 at first, and reach it where both encoders agree", () => {
    tf.tidy(() => {
      const params = bilinear.init(key(1), wide);
      const ofTheta = Object.entries(params).filter(([name]) => name.startsWith("critic/theta"));
      const twins = ofTheta.map(([name, value]) => [name.replace("critic/theta", "critic/outcome"), value]);
      const scores = rowsOf(bilinear.scores({ ...params, ...Object.fromEntries(twins) }, theta(6), theta(6)).scores);
      expect(
        largestGap(
          scores.map((row, i) => row[i] as number),
          new Array(6).fill(10),
        ),
      ).toBeLessThan(1e-3);
      expect(Math.max(...scores.flat().map(Math.abs))).toBeLessThan(10.001);
    });
  });

  test("the inverse temperature multiplies, and is the exponential of its parameter", () => {
    tf.tidy(() => {
      const params = bilinear.init(key(1), wide);
      const hotter = { ...params, [temperature]: tf.add(params[temperature] as tf.Tensor, Math.log(3)) };
      const scores = (p: typeof params): number[] => Array.from(bilinear.scores(p, theta(4), theta(4)).scores.dataSync());
      expect(
        largestGap(
          scores(hotter),
          scores(params).map((s) => 3 * s),
        ),
      ).toBeLessThan(1e-4);
    });
  });

  test("the gradient is finite where an encoder gives the zero vector", () => {
    tf.tidy(() => {
      const params = bilinear.init(key(1), { ...sizes, hidden: [] });
      const linear = { ...params, "critic/theta/b0": tf.zeros([sizes.features]) };
      const value = (x: tf.Tensor): tf.Scalar => tf.sum(bilinear.scores(linear, x as tf.Tensor2D, outcome(2)).scores);
      expect(
        tf
          .grad(value)(tf.zeros([2, sizes.theta]))
          .dataSync()
          .every(Number.isFinite),
      ).toBe(true);
    });
  });
});
