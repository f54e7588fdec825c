/** Regression by a Gaussian process against numbers of numpy's inverse, and against its own draws. */
import { expect, test } from "vitest";
import { normals } from "../../src/numbers/distributions.js";
import { type Kernel, type Observation, processGiven } from "../../src/numbers/gaussianProcess.js";
import { fitKernel } from "../../src/numbers/kernelFit.js";
import { key, split } from "../../src/numbers/keys.js";
import { meanInErrors } from "../support/statistics.js";

const places = [
  [0.1, 0.2],
  [0.4, 0.9],
  [0.7, 0.3],
  [0.9, 0.8],
  [0.5, 0.5],
];
const [times, groups, values, counts] = [
  [1, 1, 2, 2, 3],
  [0, 0, 1, 1, 2],
  [0.3, 0.9, 1.1, 0.4, 1.6],
  [4, 2, 8, 1, 5],
];
const observed = places.map((place, i): Observation => {
  const of = (list: readonly number[] | undefined) => list?.[i] as number;
  return { place, time: of(times), group: of(groups), value: of(values), count: of(counts) };
});
const kernel: Kernel = { lengths: [0.4, 0.7], drift: 2.5, noise: 0.3, shift: 0.2 };
const asked = [
  [0.3, 0.3],
  [0.6, 0.7],
];

test("level, scale, evidence, means and covariances are those of a dense inverse (numpy)", () => {
  const process = processGiven(observed, kernel);
  expect(process.level).toBeCloseTo(0.817449006938518, 9);
  expect(process.variance).toBeCloseTo(0.25020692649813714, 9);
  expect(process.evidence).toBeCloseTo(-3.852675729320521, 8);
  const { means, covariance } = process.joint(asked, 3.5);
  for (const [i, mean] of [1.13489215, 1.22567371].entries()) {
    expect(means[i]).toBeCloseTo(mean, 7);
    expect(process.means(asked, 3.5)[i]).toBe(means[i]);
  }
  expect(covariance[0]?.[0]).toBeCloseTo(0.64031664, 7);
  expect(covariance[1]?.[0]).toBeCloseTo(0.19334258, 7);
  expect(covariance[1]?.[1]).toBeCloseTo(0.54535536, 7);
});

test("without noise the mean goes through the values, and nothing is left to know there", () => {
  const process = processGiven(observed, { lengths: [0.4, 0.7], drift: 2.5, noise: 0, shift: 0 });
  for (const { place, time, value } of observed) {
    const { means, covariance } = process.joint([place], time);
    expect(means[0]).toBeCloseTo(value, 5);
    expect(covariance[0]?.[0]).toBeCloseTo(0, 5);
  }
});

test("draws have the posterior's means and covariances", () => {
  const [process, n] = [processGiven(observed, kernel), 20_000];
  const { means, covariance } = process.joint(asked, 3.5);
  const drawn = process.draws(asked, 3.5, normals(key(4), 2 * n));
  const [a, b] = [0, 1].map((j) => Float64Array.from({ length: n }, (_, i) => drawn[2 * i + j] as number)) as [
    Float64Array,
    Float64Array,
  ];
  expect(Math.abs(meanInErrors(a, means[0] as number))).toBeLessThan(4);
  expect(Math.abs(meanInErrors(b, means[1] as number))).toBeLessThan(4);
  for (const [i, one] of [a, b].entries())
    for (const [j, other] of [a, b].slice(0, i + 1).entries()) {
      const product = one.map((x, at) => (x - (means[i] as number)) * ((other[at] as number) - (means[j] as number)));
      expect(Math.abs(meanInErrors(product, process.variance * (covariance[i]?.[j] as number)))).toBeLessThan(4);
    }
});

test("a fit finds how noisy values are, and which coordinate says nothing", () => {
  const n = 60;
  const k = split(key(8), "places", "noise");
  const [z, e] = [normals(k.places, 2 * n), normals(k.noise, n)];
  const sd = 0.2;
  const noisy = Array.from({ length: n }, (_, i): Observation => {
    const place = [0.5 + (z[2 * i] as number) / 4, 0.5 + (z[2 * i + 1] as number) / 4];
    const value = Math.sin(6 * (place[0] as number)) + (sd / 2) * (e[i] as number);
    return { place, time: 0, group: i, value, count: 4 };
  });
  const start: Kernel = { lengths: [0.5, 0.5], drift: 1, noise: 30, shift: 1e-6 };
  const { kernel: found, worth } = fitKernel(noisy, start, 6);
  const process = processGiven(noisy, found);
  // Noise and what groups have in common cannot be told apart where every value is a group of its own.
  const variance = process.variance * (found.noise / 4 + found.shift);
  // Of a variance from some 50 values that the function leaves: sqrt(2/50) of it.
  expect(Math.abs(variance / (sd / 2) ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / 50));
  expect(found.lengths[1]).toBeGreaterThan(3 * (found.lengths[0] as number));
  expect(worth).toBeGreaterThan(fitKernel(noisy, start, 1).worth);
});
