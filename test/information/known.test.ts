/** Tasks whose information is known, and trainings on them: by quadrature, closed forms and loops over plain numbers. */
import * as tf from "@tensorflow/tfjs-core";
import { det, inv, multiply } from "mathjs";
import { expect, test } from "vitest";
import { separable } from "../../src/critics/separable.js";
import { adamAscend, adamSlots } from "../../src/engine/adam.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { levelResults } from "../../src/information/known/levels.js";
import { lawOf } from "../../src/information/known/tasks/anyNormal.js";
import { correlationOf } from "../../src/information/known/tasks/gaussian.js";
import { knownTasks } from "../../src/information/known/tasks/index.js";
import { packKnown } from "../../src/information/known/train.js";
import { criticObjective } from "../../src/information/terms.js";
import { fold, key, split } from "../../src/numbers/keys.js";
import { defaultsOf } from "../../src/options/settings.js";
import { gaussian, small, walked } from "./knownTraining.js";

test("one pair of normals: the densities integrate to the information that is asked for", () => {
  for (const information of [0.5, 2]) {
    const n = 401;
    const grid = Float32Array.from({ length: n }, (_, i) => -6 + (12 * i) / (n - 1));
    const { logLikelihood, logMarginal } = gaussian(1, [information]).densities({ x: grid, y: grid }, 0);
    let [sum, mass] = [0, 0];
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const own = logLikelihood[i * n + j] as number;
        const p = (Math.exp(own - (grid[i] as number) ** 2 / 2) / (2 * Math.PI)) * (12 / (n - 1)) ** 2;
        sum += p * (own - (logMarginal[j] as number));
        mass += p;
      }
    expect(mass).toBeCloseTo(1, 5);
    expect(sum).toBeCloseTo(information, 4);
  }
  // As by hand: sqrt(1 - exp(-12 / 20)).
  expect(correlationOf(6, 20)).toBeCloseTo(0.671706, 6);
});

test("pairs of each level have the covariance that it needs, and are the same for the same key", () => {
  const [d, n] = [3, 4000];
  const pairs = gaussian(d, [1, 4]);
  const { x, y } = pairs.draw(key(4), n, 1);
  const rho = correlationOf(4, d);
  const product = Array.from(x, (v, i) => v * (y[i] as number));
  const centre = product.reduce((a, b) => a + b, 0) / product.length;
  expect(Math.abs(centre - rho)).toBeLessThan(4 * Math.sqrt((1 + rho * rho) / product.length));
  expect(pairs.draw(key(4), n, 1)).toEqual({ x, y });
});

test("cubic: a rotation of y, cubed; or y itself", () => {
  const d = 4;
  const unit = new Float32Array(d * d);
  for (let i = 0; i < d; i++) unit[i * (d + 1)] = 1;
  const seen = knownTasks.cubic.open({ dimensions: d, mixed: true }, [1]).seen?.(unit) as Float32Array;
  const w = Array.from(seen, Math.cbrt); // row i: what W makes of the i-th unit vector
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) {
      let product = 0;
      for (let c = 0; c < d; c++) product += (w[i * d + c] as number) * (w[j * d + c] as number);
      expect(product).toBeCloseTo(i === j ? 1 : 0, 5);
    }
  expect(Math.max(...w.map(Math.abs))).toBeLessThan(0.999); // it mixes
  const plain = knownTasks.cubic.open({ dimensions: 1, mixed: false }, [1]).seen?.(Float32Array.of(-2, 0.5));
  expect(Array.from(plain as Float32Array)).toEqual([-8, 0.125]);
});

test("oneHot: all values, and as much information as their number", () => {
  const pairs = knownTasks.oneHot.open({ values: 5 }, []);
  expect(pairs.levels).toEqual([Math.log(5)]);
  const { x, y } = pairs.draw(key(1), 200, 0);
  expect(y).toEqual(x);
  const counts = Array.from({ length: 5 }, (_, c) => x.reduce((sum, v, at) => sum + (at % 5 === c ? v : 0), 0));
  expect(counts.reduce((a, b) => a + b)).toBe(200);
  for (const count of counts) expect(Math.abs(count - 40)).toBeLessThan(4 * Math.sqrt(32));
  const { logLikelihood, logMarginal } = pairs.densities(pairs.draw(key(1), 30, 0), 0);
  for (let i = 0; i < 30; i++) expect((logLikelihood[i * 31] as number) - (logMarginal[i] as number)).toBeCloseTo(Math.log(5), 6);
});

test("anyNormal: its information and its densities are those of its covariance, by determinants and an inverse", () => {
  const d = 2;
  const { mean, covariance } = lawOf(3, 2 * d);
  const pairs = knownTasks.anyNormal.open({ dimensions: d, draw: 3 }, []);
  const block = (from: number, to: number) => covariance.slice(from, to).map((row) => row.slice(from, to));
  const whole = covariance.map((row) => [...row]);
  const ofAll = det(whole);
  expect(pairs.levels[0]).toBeCloseTo(0.5 * Math.log((det(block(0, d)) * det(block(d, 2 * d))) / ofAll), 10);
  const rows = pairs.draw(key(5), 3, 0);
  const { logLikelihood, logMarginal } = pairs.densities(rows, 0);
  const logNormal = (v: number[], of: number[][]) =>
    -0.5 * ((multiply(multiply(v, inv(of)), v) as unknown as number) + Math.log(det(of)) + v.length * Math.log(2 * Math.PI));
  for (const [i, j] of [
    [0, 0],
    [1, 2],
  ] as const) {
    const at = (of: Float32Array, row: number, from: number) =>
      Array.from({ length: d }, (_, c) => (of[row * d + c] as number) - (mean[from + c] as number));
    const [x, y] = [at(rows.x, i, 0), at(rows.y, j, d)];
    const information = logNormal([...x, ...y], whole) - logNormal(x, block(0, d)) - logNormal(y, block(d, 2 * d));
    expect((logLikelihood[i * 3 + j] as number) - (logMarginal[j] as number)).toBeCloseTo(information, 4);
  }
  // Its rows have that covariance: of the first column with the last.
  const n = 4000;
  const many = pairs.draw(key(6), n, 0);
  const last = 2 * d - 1;
  const products = Array.from(
    { length: n },
    (_, i) => ((many.x[i * d] as number) - (mean[0] as number)) * ((many.y[i * d + d - 1] as number) - (mean[last] as number)),
  );
  const [a, b, ab] = [covariance[0]?.[0], covariance[last]?.[last], covariance[0]?.[last]] as [number, number, number];
  const se = Math.sqrt((a * b + ab * ab) / n);
  expect(Math.abs(products.reduce((sum, one) => sum + one, 0) / n - ab)).toBeLessThan(4 * se);
});

test("encoder: the slope of infoNce along one correlation is a finite difference with the critic held, by a loop", async () => {
  const [d, n, information] = [2, 6, 1.5];
  const pairs = knownTasks.encoder.open({ dimensions: d }, [information]);
  const rho = correlationOf(information, d);
  expect(pairs.slope?.truths[0]).toBeCloseTo((correlationOf(information + 1e-6, d) - rho) ** -1 * 1e-6 * (1 / d), 3);
  const { course } = await walked({ ...small, pairs, estimator: estimators.infoNce });
  const { x, y } = pairs.draw(fold(split(key(3), "init", "pairs").pairs, 4), n, 0);
  const at = (moved: number): number => {
    const own = Array.from(y, (v, i) => {
      const noise = (v - rho * (x[i] as number)) / Math.sqrt(1 - rho * rho);
      return i % d === 0 ? moved * (x[i] as number) + Math.sqrt(1 - moved * moved) * noise : v;
    });
    const score = (i: number, j: number) => {
      let sum = 0;
      for (let c = 0; c < d; c++) sum -= ((own[j * d + c] as number) - rho * (x[i * d + c] as number)) ** 2;
      return sum / (2 * (1 - rho * rho));
    };
    let sum = 0;
    for (let j = 0; j < n; j++) {
      let others = 0;
      for (let i = 0; i < n; i++) others += Math.exp(score(i, j));
      sum += score(j, j) - Math.log(others / n);
    }
    return sum / n;
  };
  expect(course.value[4]).toBeCloseTo((at(rho + 1e-4) - at(rho - 1e-4)) / 2e-4, 3);
});

test("an estimator of rows is given each step's rows, its columns on one scale", async () => {
  const pairs = gaussian(1, [1]);
  const { course } = await walked({ ...small, batch: 40, steps: 3, pairs, estimator: estimators.ksg });
  const { x, y } = pairs.draw(fold(split(key(3), "init", "pairs").pairs, 2), 40, 0);
  const scaled = (of: Float32Array) => {
    const centre = of.reduce((a, b) => a + b, 0) / of.length;
    const sd = Math.sqrt(of.reduce((a, b) => a + (b - centre) ** 2, 0) / of.length);
    return { columns: 1, values: Array.from(of, (v) => (v - centre) / sd) };
  };
  expect(course.value[2]).toBeCloseTo(estimators.ksg.estimate(scaled(x), scaled(y)).value, 6);
});

test("with the best critic each step is infoNce of its own pairs, by a loop", async () => {
  const pairs = gaussian(2, [1, 3]);
  const { course } = await walked({ ...small, pairs, estimator: estimators.infoNce });
  const { pairs: keyOfPairs } = split(key(3), "init", "pairs");
  for (const step of [0, 9, 10, 19]) {
    const level = step < 10 ? 0 : 1;
    const { logLikelihood: s } = pairs.densities(pairs.draw(fold(keyOfPairs, step), 6, level), level);
    let sum = 0;
    for (let j = 0; j < 6; j++) {
      let others = 0;
      for (let i = 0; i < 6; i++) others += Math.exp(s[i * 6 + j] as number);
      sum += (s[j * 7] as number) - Math.log(others / 6);
    }
    expect(course.value[step]).toBeCloseTo(sum / 6, 4);
  }
});

test("at the best critic nwj varies from batch to batch as a closed form says, of which docs/results/staircase.md makes use", async () => {
  const [d, n, information, steps] = [2, 12, 0.4, 1500];
  const pairs = gaussian(d, [information]);
  const { course } = await walked({ ...small, batch: n, steps, pairs, estimator: estimators.nwj });
  // The log ratio of a pair has variance rho² a column. Two pairs (i, j) and (k, l) of the second term have a covariance only where they are
  // the same, E r² = (1 - rho²)^-d = exp(2 I), or each other's mirror image, E r_ij r_ji = (1 - rho⁴)^-d.
  const square = 1 - Math.exp((-2 * information) / d);
  const expected = (d * square) / n + (Math.exp(2 * information) - 1 + (1 - square ** 2) ** -d - 1) / (n * (n - 1));
  const mean = course.value.reduce((a, b) => a + b) / steps;
  const powers = [2, 4].map((power) => course.value.reduce((sum, v) => sum + (v - mean) ** power, 0) / steps) as [number, number];
  const se = Math.sqrt((powers[1] - powers[0] ** 2) / steps);
  expect(Math.abs(powers[0] - expected)).toBeLessThan(4 * se);
  expect(4 * se).toBeLessThan(0.2 * expected);
});

test("a trained critic goes where Adam goes with gradients that are taken one by one, and each value is from before its step", async () => {
  const pairs = gaussian(2, [1]);
  const estimator = estimators.nwj;
  const { course } = await walked({ ...small, pairs, estimator, critic: separable });
  const k = split(key(3), "init", "pairs");
  const sizes = { theta: 2, outcome: 2, hidden: small.hidden, features: small.features };
  const objective = criticObjective({ estimator, critic: separable, sizes, auxiliary: "shared" });
  const weights = tidied(() =>
    Object.entries(objective.init(k.init)).map(([name, x]) => ({
      name,
      shape: x.shape,
      value: Float32Array.from(x.dataSync()),
      slots: adamSlots(x.size),
    })),
  );
  for (let step = 0; step < small.steps; step++)
    tidied(() => {
      const { x, y } = pairs.draw(fold(k.pairs, step), small.batch, 0);
      const bound = (...given: tf.Tensor[]) => {
        const params = Object.fromEntries(weights.map(({ name }, i) => [name, given[i] as tf.Tensor]));
        const terms = objective.terms(params, tf.tensor2d(x, [small.batch, 2]), tf.tensor2d(y, [small.batch, 2]));
        return tf.mean(estimator.contributions(terms)) as tf.Scalar;
      };
      const { value, grads } = tf.valueAndGrads(bound)(weights.map(({ value: v, shape }) => tf.tensor(v.slice(), shape)));
      expect(course.value[step]).toBeCloseTo(value.dataSync()[0] as number, 4);
      grads.forEach((g, i) => {
        const { value: v, slots } = weights[i] as (typeof weights)[number];
        adamAscend(v, g.dataSync() as Float32Array, slots, step + 1, small.rate);
      });
    });
});

test("what is saved goes on bit for bit, an estimator's memory too", async () => {
  for (const critic of [separable, undefined]) {
    const training = { ...small, pairs: gaussian(2, [1, 2]), estimator: estimators.mine, ...(critic ? { critic } : {}) };
    const whole = await walked(training);
    // Every one of these stops at its own last step, from where the longer one goes on.
    const half = await walked({ ...training, pairs: gaussian(2, [1]), steps: 10 });
    const saved = packKnown(half);
    const longer = Object.fromEntries(
      Object.entries(saved.arrays).map(([name, array]) => {
        if (!name.startsWith("course/")) return [name, array];
        return [name, Float32Array.from({ length: 20 }, (_, i) => array[i] ?? Number.NaN)];
      }),
    );
    const gone = await walked(training, { ...saved, arrays: longer });
    expect(gone.course).toEqual(whole.course);
    expect(gone.ascent.parameters).toEqual(whole.ascent.parameters);
  }
});

test("each level: mean squared error is bias² and variance, drift is a slope, and what is no number gives none", () => {
  const value = Float32Array.of(9, 9, 1, 3, 9, 9, 4, 8, 9, 9, 9, Number.NaN);
  const first = Float32Array.from(value, (v, i) => v + 0.25 * i);
  const nothing = new Float32Array(12).fill(Number.NaN);
  const [a, b, c] = levelResults({ value, first, readOut: nothing }, [1, 5, 7], 2);
  expect(a).toMatchObject({ information: 1, value: 2, median: 2, bias: 1, variance: 1, mse: 2, farthest: 2, se: 1 });
  expect(b).toMatchObject({ value: 6, bias: 1, variance: 4, mse: 5, farthest: 3 });
  const far = levelResults({ value: Float32Array.of(5, 5, 6, -700), first: nothing, readOut: nothing }, [6], 4);
  expect(far[0]).toMatchObject({ value: -171, median: 5 });
  expect(b?.terms?.second).toBeCloseTo(0.25 * 6.5, 6);
  expect(b?.terms?.secondDrift).toBeCloseTo(250, 4);
  expect(c).toEqual({
    ...{ information: 7, value: null, se: null, median: null, bias: null, variance: null, mse: null, farthest: null },
  });
});

test.each(Object.entries(knownTasks))("%s is in the registry by its name, and opens as it is", (name, task) => {
  expect(task.name).toBe(name);
  const pairs = task.open(defaultsOf(task.settings), "levels" in task ? task.levels : []);
  const { x, y } = pairs.draw(key(2), 3, pairs.levels.length - 1);
  expect([x.length, y.length]).toEqual([3 * pairs.columns.x, 3 * pairs.columns.y]);
});
