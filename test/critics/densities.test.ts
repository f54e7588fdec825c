/** What every model of a density promises: that it is one, that its draws are of it, and that its gradients are its own. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { DensityModel } from "../../src/contracts/bounds.js";
import type { Params } from "../../src/contracts/values.js";
import { backThroughCouplings, throughCouplings } from "../../src/critics/flowDensity.js";
import { densities } from "../../src/critics/index.js";
import { tidied } from "../../src/engine/tensors.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";
import { kolmogorovSmirnov } from "../support/statistics.js";

const members = Object.entries<DensityModel>(densities);
const sizes = { value: 3, given: 2, hidden: [6] };

const random = (seed: number, n: number, width: number): tf.Tensor2D => tf.tensor2d(normals(key(seed), n * width), [n, width]);

/** Away from where it starts, so that all its parameters matter. */
function moved(model: DensityModel, of: Parameters<DensityModel["init"]>[1], by = 0.3): Params {
  const entries = Object.entries(model.init(key(1), of)).map(([name, x], i) => {
    const more = normals(key(100 + i), x.size).map((z) => by * z);
    return [name, tf.add(x, tf.tensor(more, x.shape))] as const;
  });
  return Object.fromEntries(entries);
}

/** Values at the middles of cells of a square grid, as rows. */
function grid(dimensions: 1 | 2, half: number, step: number): tf.Tensor2D {
  const n = Math.round((2 * half) / step);
  const at = (i: number) => (i + 0.5) * step - half;
  const rows = dimensions === 1 ? n : n * n;
  const values = Float32Array.from({ length: rows * dimensions }, (_, k) => {
    const row = Math.floor(k / dimensions);
    return dimensions === 1 ? at(row) : at(k % 2 === 0 ? Math.floor(row / n) : row % n);
  });
  return tf.tensor2d(values, [rows, dimensions]);
}

describe.each(members)("%s", (name, model) => {
  test("says what it is", () => {
    expect(model.name).toBe(name);
    for (const text of [model.summary, model.use]) expect(text.length).toBeGreaterThan(10);
  });

  test("gives own pairs the densities that stand on the diagonal of all pairs, and one row for all what it gives each", () => {
    tf.tidy(() => {
      const [params, values, given] = [moved(model, sizes), random(2, 5, 3), random(3, 5, 2)];
      const all = model.logDensities(params, values, given);
      expect(all.shape).toEqual([5, 5]);
      const table = all.arraySync();
      const own = model.logDensity(params, values, given).dataSync();
      expect(
        largestGap(
          own,
          table.map((row, i) => row[i] as number),
        ),
      ).toBeLessThan(1e-4);
      const one = tf.slice(given, [0, 0], [1, -1]) as tf.Tensor2D;
      const ofFirst = table.map((row) => row[0] as number);
      expect(largestGap(model.logDensity(params, values, one).dataSync(), ofFirst)).toBeLessThan(1e-4);
      const noise = random(4, 5, model.noise(3));
      const repeated = model.sample(params, noise, tf.tile(one, [5, 1]) as tf.Tensor2D).dataSync();
      expect(largestGap(model.sample(params, noise, one).dataSync(), repeated)).toBeLessThan(1e-5);
    });
  });

  test.each([1, 2] as const)("is a density of %i values: its exponential integrates to 1, whatever is given", (value) => {
    const [half, step] = value === 1 ? [60, 0.01] : [20, 0.16];
    const sums = tidied(() => {
      const [params, points] = [moved(model, { ...sizes, value }, value === 1 ? 0.3 : 0.15), grid(value, half, step)];
      return [5, 6].map((seed) => {
        const log = model.logDensity(params, points, random(seed, 1, 2));
        return (tf.sum(tf.exp(log)).dataSync()[0] as number) * step ** value;
      });
    });
    for (const sum of sums) expect(Math.abs(sum - 1)).toBeLessThan(2e-3);
  });

  test("draws one value by its own distribution function", () => {
    const draws = 4000;
    const [values, cdf] = tidied(() => {
      const params = moved(model, { ...sizes, value: 1 });
      const given = random(8, 1, 2);
      const [half, step] = [60, 0.01];
      const density = tf.exp(model.logDensity(params, grid(1, half, step), given)).dataSync();
      const upTo = new Float64Array(density.length + 1);
      for (const [i, x] of density.entries()) upTo[i + 1] = (upTo[i] as number) + x * step;
      expect(upTo.at(-1)).toBeCloseTo(1, 3);
      const cdf = (x: number): number => {
        const place = Math.min(Math.max((x + half) / step, 0), density.length - 1);
        const [cell, share] = [Math.floor(place), place % 1];
        return (upTo[cell] as number) + share * ((upTo[cell + 1] as number) - (upTo[cell] as number));
      };
      return [Array.from(model.sample(params, random(9, draws, model.noise(1)), given).dataSync()), cdf] as const;
    });
    expect(kolmogorovSmirnov(values, cdf)).toBeLessThan(2.2);
  });

  test("draws two values whose means and products are those of its density", () => {
    const [draws, half, step] = [20_000, 20, 0.16];
    const moments = (x: tf.Tensor2D) => tf.concat([x, tf.square(x), tf.prod(x, 1, true) as tf.Tensor2D], 1) as tf.Tensor2D;
    const { seen, errors, expected } = tidied(() => {
      const params = moved(model, { ...sizes, value: 2 }, 0.15);
      const [given, points] = [random(10, 1, 2), grid(2, half, step)];
      const weights = tf.mul(tf.exp(model.logDensity(params, points, given)), step ** 2);
      const all = moments(model.sample(params, random(11, draws, model.noise(2)), given));
      const { mean, variance } = tf.moments(all, 0);
      return {
        seen: Array.from(mean.dataSync()),
        errors: Array.from(tf.sqrt(tf.div(variance, draws)).dataSync()),
        expected: Array.from(tf.sum(tf.mul(moments(points), tf.expandDims(weights, 1)), 0).dataSync()),
      };
    });
    for (const [i, value] of seen.entries())
      expect(Math.abs(value - (expected[i] as number))).toBeLessThan(4.5 * (errors[i] as number) + 2e-3);
  });

  test("has gradients by parameters and values that are those of finite differences, and one reaches every parameter", () => {
    tf.tidy(() => {
      const [params, given] = [moved(model, sizes, 0.2), random(12, 40, 2)];
      const all: Params = { ...params, value: random(13, 40, 3) };
      const names = Object.keys(all);
      const mean = (at: Params) => tf.mean(model.logDensity(at, at.value as tf.Tensor2D, given));
      const gradients = tf.grads((...given: tf.Tensor[]) =>
        mean(Object.fromEntries(names.map((name, i) => [name, given[i] as tf.Tensor]))),
      )(names.map((name) => all[name] as tf.Tensor));
      for (const [i, name] of names.entries()) {
        const [gradient, x] = [gradients[i] as tf.Tensor, all[name] as tf.Tensor];
        const size = tf.norm(gradient).dataSync()[0] as number;
        expect(size).toBeGreaterThan(0);
        const h = 4e-3;
        const at = (by: number) => mean({ ...all, [name]: tf.add(x, tf.mul(gradient, by / size)) }).dataSync()[0] as number;
        expect(Math.abs((at(h) - at(-h)) / (2 * h) / size - 1)).toBeLessThan(0.03 + 1e-4 / size);
      }
    });
  });

  test("starts near the standard normal, and with a start at the normal that fits it", () => {
    tf.tidy(() => {
      const [values, given] = [random(5, 200, 3), random(6, 200, 2)];
      const standard = tf.sub(tf.mul(-0.5, tf.sum(tf.square(values), 1)), 1.5 * Math.log(2 * Math.PI));
      const started = model.logDensity(model.init(key(2), sizes), values, given);
      expect(tf.mean(tf.abs(tf.sub(started, standard))).dataSync()[0]).toBeLessThan(0.6);

      // value = 1 + given M + 0.02·(1, 2, 3)·e, the last two with an e in common: their density's mean is known.
      const n = 4000;
      const [seen, e] = [random(14, n, 2), random(15, n, 3)];
      const mixed = tf.matMul(
        e,
        tf.tensor2d([
          [0.02, 0, 0],
          [0, 0.04, 0.06],
          [0, 0, 0.03],
        ]),
      );
      const value = tf.add(
        tf.add(
          1,
          tf.matMul(
            seen,
            tf.tensor2d([
              [1, 2, 0],
              [0, -1, 3],
            ]),
          ),
        ),
        mixed,
      ) as tf.Tensor2D;
      const fit = model.logDensity(model.init(key(3), sizes, { value, given: seen }), value, seen);
      const entropy = 1.5 * (1 + Math.log(2 * Math.PI)) + Math.log(0.02 * 0.04 * 0.03);
      expect(Math.abs((tf.mean(fit).dataSync()[0] as number) + entropy)).toBeLessThan(name === "gaussian" ? 0.08 : 0.15);
    });
  });
});

describe.each([2, 3, 4])("the flow's couplings of %i values", (value) => {
  const of = { ...sizes, value };
  const far = () => moved(densities.flow, of, 0.25);

  test("go back to where they came from", () => {
    tf.tidy(() => {
      const [params, z, given] = [far(), random(20, 30, value), random(21, 30, 2)];
      const { ended } = throughCouplings(params, z, given);
      expect(largestGap(ended.dataSync(), z.dataSync())).toBeGreaterThan(0.05);
      expect(largestGap(backThroughCouplings(params, ended, given).dataSync(), z.dataSync())).toBeLessThan(1e-3);
    });
  });

  test("stretch volumes by what they say: the determinant of finite differences", () => {
    tf.tidy(() => {
      const [params, z, given] = [far(), random(22, 12, value), random(23, 12, 2)];
      const said = throughCouplings(params, z, given).logVolume.dataSync();
      const h = 2e-3;
      const slopes = Array.from({ length: value }, (_, a) => {
        const step = tf.tensor2d([Array.from({ length: value }, (_, i) => (i === a ? h : 0))]);
        const at = (by: number) => throughCouplings(params, tf.add(z, tf.mul(step, by)) as tf.Tensor2D, given).ended;
        return tf.div(tf.sub(at(1), at(-1)), 2 * h).arraySync() as number[][];
      });
      const gaps = Array.from(said, (log, i) => {
        const matrix = slopes.map((rows) => rows[i] as number[]);
        return Math.abs(Math.log(Math.abs(determinant(matrix))) - log);
      });
      // A difference across the kink of a ReLU is no slope: two of twelve rows may meet one.
      expect(gaps.sort((a, b) => a - b)[9]).toBeLessThan(0.01);
    });
  });
});

/** By its first row. */
function determinant(matrix: readonly (readonly number[])[]): number {
  const [first, ...others] = matrix;
  if (!first) return 1;
  const without = (j: number) => others.map((row) => row.filter((_, k) => k !== j));
  return first.reduce((sum, x, j) => sum + (j % 2 === 0 ? x : -x) * determinant(without(j)), 0);
}
