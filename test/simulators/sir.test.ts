import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { sir } from "../../simulators/sir.js";
import type { Bank, Draw } from "../../src/contracts/simulator.js";
import type { SettingValue } from "../../src/contracts/values.js";
import { logMeanExp, tidied } from "../../src/engine/tensors.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { distinct, type PathBank } from "../../src/modelling/dynamics/pathBank.js";
import { readPath } from "../../src/modelling/dynamics/readPath.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";

const create = (designs: number, settings: Record<string, SettingValue> = {}) => {
  const simulator = createSimulator(sir, designs, settings);
  return { ...simulator, bank: simulator.bank as Bank<PathBank> };
};
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const standardError = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)) / (values.length - 1));

describe("settings", () => {
  test("left out take the preset's values", () => {
    expect(create(2).settings).toMatchObject({ preset: "surveillance", infected: 2, filter: true, population: 500, dt: 0.01 });
    expect(create(2, { preset: "flo" }).settings).toMatchObject({ infected: 10, filter: false });
    expect(create(2, { preset: "flo", infected: 3, filter: true }).settings).toMatchObject({ infected: 3, filter: true });
  });

  test("that make no sense are refused", () => {
    expect(() => create(2, { infected: 500 })).toThrow("infected must be below the population of 500");
    expect(() => create(2, { preset: "covid" })).toThrow("surveillance, flo");
    expect(() => create(2, { dt: 1 })).toThrow("at most 0.1 days");
  });

  test("the nominal prior has a density only where no filter changes it", () => {
    expect(create(2).prior.logDensity).toBeUndefined();
    expect(create(2, { filter: false }).prior.logDensity).toBeDefined();
    const sample = create(2, { dt: 0.1 }).prior.sample(key(1), 100);
    expect(sample.shape).toEqual([100, 2]);
  });
});

describe("a bank", () => {
  const simulator = create(2, { dt: 0.1, observation: "poisson" });

  test("draws distinct members, in an order that the key decides", async () => {
    const bank = await simulator.bank.simulate(key(2), 100);
    const rows = distinct(key(3), 100, 60);
    expect(new Set(rows).size).toBe(60);
    expect(Math.max(...rows)).toBeLessThan(100);
    expect(new Set(distinct(key(4), 7, 7)).size).toBe(7);
    const [a, b, c] = [3, 3, 4].map((seed) => simulator.bank.draw(bank, key(seed), 60));
    expect(a?.theta.dataSync()).toEqual(b?.theta.dataSync());
    expect(a?.noise.z?.dataSync()).toEqual(b?.noise.z?.dataSync());
    expect(a?.theta.dataSync()).not.toEqual(c?.theta.dataSync());
    expect(() => simulator.bank.draw(bank, key(3), 101)).toThrow("no 101 distinct members");
  });

  test("every member is drawn equally often first", () => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (let seed = 0; seed < 5000; seed++) {
      const third = distinct(key(seed), 10, 3)[2] as number;
      counts[third] = (counts[third] as number) + 1;
    }
    const chiSquared = counts.reduce((sum, c) => sum + (c - 500) ** 2 / 500, 0);
    expect(chiSquared).toBeLessThan(27.9); // 9 degrees of freedom: exceeded with probability 0.001
  });

  test("in order gives each member with noise of its own, however it is cut", async () => {
    const bank = await simulator.bank.simulate(key(2), 100);
    const whole = simulator.bank.slice(bank, 0, 100);
    const part = simulator.bank.slice(bank, 40, 20);
    for (const name of ["path", "z", "tail"] as const) {
      const width = whole.noise[name]?.shape[1] as number;
      expect(part.noise[name]?.dataSync()).toEqual(whole.noise[name]?.dataSync().slice(40 * width, 60 * width));
    }
    expect(() => simulator.bank.slice(bank, 90, 20)).toThrow("no members 90 to 110");
  });

  test("says how much of the prior its filter dropped", async () => {
    const bank = await simulator.bank.simulate(key(2), 100);
    const share = 100 * (1 - 100 / bank.candidates);
    expect(simulator.bank.notes?.(bank)[0]).toContain(`${share.toFixed(1)} %`);
    expect(create(2, { filter: false }).bank.notes?.(bank)).toEqual([]);
  });

  test("gives the report its curves", async () => {
    const curve = simulator.curve;
    const paths = await curve?.paths(key(5), 3);
    expect(paths?.length).toBe(3);
    for (const path of paths ?? []) {
      expect(path.length).toBe(curve?.xs.length);
      expect(path[0]).toBe(2);
    }
    expect(curve?.xs.at(-1)).toBe(100);
  });
});

describe("reading paths", () => {
  const n = 5;
  const gridPoints = 501;
  const path = tf.tensor2d(
    normals(key(6), n * gridPoints).map((z) => 100 + 20 * z),
    [n, gridPoints],
  );
  const values = path.arraySync();
  const plain = (row: number, time: number, days: number) => {
    const at = (time / days) * (gridPoints - 1);
    const g = Math.min(Math.floor(at), gridPoints - 2);
    const [left, right] = (values[row] as number[]).slice(g, g + 2) as [number, number];
    return left + (at - g) * (right - left);
  };

  test.each([100, 37])("is linear interpolation, for a shared design and for own ones, on %d days", (days) => {
    const times = [0, 0.1, 0.2, 33.333, 0.9999 * days].map((t) => Math.min(t, days));
    const shared = readPath(path, tf.tensor2d([times]), days, 0.5).arraySync();
    const own = readPath(path, tf.tensor2d(values.map((_, row) => times.map((t) => t / (row + 1)))), days, 0.5).arraySync();
    for (let row = 0; row < n; row++)
      times.forEach((t, j) => {
        expect(shared[row]?.[j]).toBeCloseTo(plain(row, t, days), 2);
        expect(own[row]?.[j]).toBeCloseTo(plain(row, t / (row + 1), days), 2);
      });
  });

  test("has as its derivative the difference over the window, cut at the ends", () => {
    const days = 100;
    const times = [0.1, 50, 99.9];
    const weights = tf.tensor2d(normals(key(7), n * 3), [n, 3]);
    const f = (design: tf.Tensor) => tf.sum(tf.mul(weights, readPath(path, design as tf.Tensor2D, days, 0.5)));
    const shared = tf
      .grad(f)(tf.tensor2d([times]))
      .dataSync();
    const own = tf
      .grad(f)(tf.tensor2d(values.map(() => times)))
      .arraySync() as number[][];
    const w = weights.arraySync();
    times.forEach((t, j) => {
      const [low, high] = [Math.max(0, t - 0.5), Math.min(days, t + 0.5)];
      const slopes = values.map((_, row) => (plain(row, high, days) - plain(row, low, days)) / (high - low));
      slopes.forEach((slope, row) => {
        expect(own[row]?.[j]).toBeCloseTo((w[row]?.[j] as number) * slope, 1);
      });
      expect(shared[j]).toBeCloseTo(mean(slopes.map((slope, row) => n * (w[row]?.[j] as number) * slope)), 1);
    });
  });
});

/**
 * InfoNCE of a fixed critic that guesses the features of each outcome from log theta: not a good one, but smooth and fixed.
 */
function boundOf(outcome: tf.Tensor2D, theta: tf.Tensor2D): tf.Scalar {
  const features = tf.sqrt(tf.add(outcome, 3 / 8));
  const guess = tf.add(
    tf.matMul(
      tf.log(theta),
      tf.tensor2d([
        [4, 0],
        [-2, -4],
      ]),
    ),
    tf.tensor2d([[9, 0]]),
  );
  const difference = tf.div(tf.sub(tf.expandDims(guess, 1), tf.expandDims(features, 0)), 4);
  const scores = tf.mul(-0.5, tf.sum(tf.square(difference), 2)) as tf.Tensor2D;
  const n = theta.shape[0];
  return tf.mean(tf.sub(tf.sum(tf.mul(scores, tf.eye(n)), 0), logMeanExp(scores, 0))) as tf.Scalar;
}

describe.each(["exact", "poisson"])("the gradient of a bound with respect to the times, observation %s", (observation) => {
  const n = 64;
  const batches = 50;
  const times = [7, 22];
  const width = 0.5;
  const simulator = create(2, { dt: 0.05, observation });

  async function draws(): Promise<Draw[]> {
    const bank = await simulator.bank.simulate(key(10), n * batches);
    return Array.from({ length: batches }, (_, b) => simulator.bank.slice(bank, b * n, n));
  }
  const shifted = (j: number, shift: number) => tf.tensor2d([times.map((t, i) => (i === j ? t + shift : t))]);
  const outcomeAt = (draw: Draw, design: tf.Tensor2D) => simulator.simulate(draw.theta, design, draw.noise);
  const boundAt = (draw: Draw, design: tf.Tensor2D) => boundOf(outcomeAt(draw, design), draw.theta);
  const differences = (all: Draw[], j: number) =>
    all.map((draw) => {
      const at = (shift: number) => tidied(() => boundAt(draw, shifted(j, shift)).dataSync()[0] as number);
      return (at(width) - at(-width)) / (2 * width);
    });

  test("is the difference of the bound, with common random numbers", async () => {
    const all = await draws();
    for (const j of [0, 1]) {
      const truth = differences(all, j);
      const gradient = (draw: Draw) =>
        tf
          .grad((design) => boundAt(draw, design as tf.Tensor2D))(shifted(j, 0))
          .dataSync();
      const errors = all.map((draw, b) => tidied(() => gradient(draw)[j] as number) - (truth[b] as number));
      expect(standardError(errors)).toBeLessThan(0.01 * Math.abs(mean(truth))); // small enough to see a wrong factor
      expect(Math.abs(mean(errors))).toBeLessThan(4 * standardError(errors));
    }
  });

  const whereThePathIsSeen = observation === "exact"; // counts blur the difference between the two
  if (whereThePathIsSeen)
    test("would be wrong with a forward difference, which misses half of the Itô correction", async () => {
      const all = await draws();
      const truth = differences(all, 0);
      const forward = (draw: Draw) => {
        const now = outcomeAt(draw, shifted(0, 0));
        const rise = tf.sub(outcomeAt(draw, shifted(0, width)), now);
        const slope = tf.grad((outcome) => boundOf(outcome as tf.Tensor2D, draw.theta))(now);
        return tf.sum(tf.mul(slope, rise)).dataSync()[0] as number;
      };
      const errors = all.map((draw, b) => tidied(() => forward(draw)) / width - (truth[b] as number));
      expect(Math.abs(mean(errors))).toBeGreaterThan(4 * standardError(errors));
    });
});
