/** Contrasts around each outcome's own theta: weights, values by plain loops, and what they are worth where draws of the prior are of no use. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { simulators } from "../../simulators/index.js";
import { errorOfMean, mean as meanOf } from "../../src/basics/statistics.js";
import type { PairedLogDensity } from "../../src/contracts/bounds.js";
import type { Prior } from "../../src/contracts/simulator.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { withNearContrasts } from "../../src/estimators/moreContrasts.js";
import type { NearContrasts, Rollout } from "../../src/experiment/rollout.js";
import type { Enumeration } from "../../src/information/training/counting.js";
import { buildContrasted } from "../../src/information/training/enumeration.js";
import { drawNear, expected } from "../../src/information/training/nearContrasts.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { independent, logNormal, normal, uniform } from "../../src/modelling/priors.js";
import { key } from "../../src/numbers/keys.js";

type WithDensity = Prior & Required<Pick<Prior, "logDensity">>;

test("weights have mean 1, and weighted contrasts the prior's mean, whatever the ends of the prior", () => {
  const prior = independent({ a: normal(0, 2), b: logNormal(1, 0.5), c: uniform(2, 5) }) as WithDensity;
  const [n, count] = [3, 28_000];
  const spread = Float32Array.from([2, 0.5, 1.8]);
  const { near, thetas } = tidied(() => {
    const near = drawNear(prior, spread, key(1), prior.sample(key(2), n), count);
    return { near: rowsOf(near.logWeights), thetas: rowsOf(near.theta) };
  });
  const means = [0, Math.exp(1 + 0.125), 3.5];
  for (const [i, weights] of near.entries()) {
    expect(weights).toHaveLength(count + 1);
    const own = weights.slice(1).map(Math.exp);
    // standard errors as if all were draws of the mixture: they are fewer at random, so the errors are smaller
    expect(Math.abs(meanOf(own) - 1)).toBeLessThan(4 * errorOfMean(own));
    for (const [j, mean] of means.entries()) {
      const weighted = own.map((w, k) => w * ((thetas[i * count + k] as number[])[j] as number));
      expect(Math.abs(meanOf(weighted) - mean)).toBeLessThan(4 * errorOfMean(weighted));
    }
  }
});

const bell = (x: number, mean: number, sd: number): number =>
  Math.exp(-(((x - mean) / sd) ** 2) / 2) / (sd * Math.sqrt(2 * Math.PI));

test("weights are the prior's density over that of the mixture, by plain loops", () => {
  const [means, sds, count] = [[0, 1], [2, 0.5], 40] as const; // biome-ignore format: short
  const prior = independent({ a: normal(0, 2), b: logNormal(1, 0.5) }) as WithDensity;
  const { own, near, weights } = tidied(() => {
    const own = prior.sample(key(1), 3);
    const { theta, logWeights } = drawNear(prior, Float32Array.from(sds), key(2), own, count);
    return { own: rowsOf(own), near: rowsOf(theta), weights: rowsOf(logWeights) };
  });
  const free = ([a, b]: readonly number[]): number[] => [a as number, Math.log(b as number)];
  own.forEach((theta, i) => {
    const centre = free(theta);
    [theta, ...near.slice(i * count, (i + 1) * count)].forEach((other, k) => {
      const z = free(other);
      const of = (density: (x: number, j: 0 | 1) => number): number => density(z[0] as number, 0) * density(z[1] as number, 1);
      const prior = of((x, j) => bell(x, means[j], sds[j]));
      // of the prior and of each of nine widths a tenth
      const laws = Array.from({ length: 9 }, (_, h) => of((x, j) => bell(x, centre[j] as number, sds[j] / 2 ** h)));
      expect(weights[i]?.[k]).toBeCloseTo(Math.log(prior / meanOf([prior, ...laws])), 3);
    });
  });
});

test("outcomes of known probability have it: four parameters, each known to a twentieth", () => {
  const [n, count, noise] = [20, 500, 0.05];
  const prior = independent({ a: normal(0, 1), b: normal(0, 1), c: normal(0, 1), d: normal(0, 1) }) as WithDensity;
  const { own, near, weights } = tidied(() => {
    const own = prior.sample(key(3), n);
    const { theta, logWeights } = drawNear(prior, new Float32Array(4).fill(1), key(4), own, count);
    return { own: rowsOf(own), near: rowsOf(theta), weights: rowsOf(logWeights) };
  });
  const shares = own.map((theta, i) => {
    const y = theta.map((x) => x + noise / 2);
    const truth = y.reduce((product, x) => product * bell(x, 0, Math.hypot(1, noise)), 1);
    const terms = near.slice(i * count, (i + 1) * count).map((other, k) => {
      const likelihood = other.reduce((product, x, j) => product * bell(y[j] as number, x, noise), 1);
      return (Math.exp(weights[i]?.[k + 1] as number) * likelihood) / truth;
    });
    return meanOf(terms);
  });
  expect(Math.abs(meanOf(shares) - 1)).toBeLessThan(4 * errorOfMean(shares));
  expect(errorOfMean(shares)).toBeLessThan(0.05);
});

const [designs, batch, count] = [6, 24, 210];
const location = createSimulator(simulators.location, designs, {});
const prior = location.prior as WithDensity;
const enumeration = buildContrasted(location, withNearContrasts(estimators.pce, count)) as Enumeration;

/** Places near the sources, which tell much. */
function experiments(): Rollout & { readonly near: NearContrasts } {
  const { theta, noise } = (location.draw as NonNullable<typeof location.draw>)(key(3), batch);
  const design = tf.add(
    tf.tile(theta, [1, 3]),
    tf.tensor2d([[0.3, 0, 0, 0.3, 0, -0.3, -0.3, 0, 0.5, 0.5, 0.5, -0.5]]),
  ) as tf.Tensor2D;
  const near = (enumeration.near as NonNullable<Enumeration["near"]>)(key(4), theta);
  return { theta, design, outcome: location.simulate(theta, design, noise), near };
}

/** log p(y | theta) of log-normal signals, by plain loops. */
function logDensity(theta: readonly number[], design: readonly number[], outcome: readonly number[]): number {
  return outcome.reduce((sum, y, t) => {
    const [x, z] = [design[2 * t] as number, design[2 * t + 1] as number];
    const of = (k: number) => 1 / (1e-4 + (x - (theta[2 * k] as number)) ** 2 + (z - (theta[2 * k + 1] as number)) ** 2);
    const apart = (Math.log(y) - Math.log(0.1 + of(0) + of(1))) / 0.5;
    return sum - apart ** 2 / 2 - Math.log(0.5 * Math.sqrt(2 * Math.PI)) - Math.log(y);
  }, 0);
}

const logMean = (logs: readonly number[]): number => {
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, x) => sum + Math.exp(x - most), 0) / logs.length);
};

test("the value of each outcome is what plain loops say, and far nearer to the truth than by draws of the prior", () => {
  const { found, theta, design, outcome, near, weights, many } = tidied(() => {
    const all = experiments();
    return {
      found: Array.from(enumeration.bound(all).dataSync()),
      ...{ theta: rowsOf(all.theta), design: rowsOf(all.design), outcome: rowsOf(all.outcome) },
      ...{ near: rowsOf(all.near.theta), weights: rowsOf(all.near.logWeights), many: rowsOf(prior.sample(key(5), 40_000)) },
    };
  });
  const apart = found.map((value, i) => {
    const [at, y] = [design[i] as number[], outcome[i] as number[]];
    const own = logDensity(theta[i] as number[], at, y);
    const others = near.slice(i * count, (i + 1) * count).map((other) => logDensity(other, at, y));
    const logs = [own, ...others].map((x, k) => x + (weights[i]?.[k] as number));
    expect(value).toBeCloseTo(own - logMean(logs), 3);
    const byPrior = (k: number) => own - logMean([own, ...many.slice(0, k).map((other) => logDensity(other, at, y))]);
    return { near: value, few: byPrior(count), many: byPrior(many.length) };
  });
  const of = (name: "near" | "few" | "many") => meanOf(apart.map((row) => row[name]));
  // 40,000 draws of the prior still read too little, and 210 of them most of log 211; 210 near ones read more than both.
  expect(of("few")).toBeLessThan(Math.log(count + 1));
  expect(of("near")).toBeGreaterThan(of("many"));
});

test("of a bound by so many draws of the prior it is what their mean is expected to be, own theta among them", () => {
  const many = 10_000;
  const limited = buildContrasted(location, withNearContrasts(estimators.pce, count, many)) as Enumeration;
  const [free, capped] = tidied(() => {
    const all = experiments();
    return [enumeration, limited].map(({ bound }) => Array.from(bound(all).dataSync()));
  }) as [number[], number[]];
  for (const [i, value] of free.entries())
    expect(capped[i]).toBeCloseTo(-Math.log((many - 1) / many / Math.exp(value) + 1 / many), 4);
  expect(Math.max(...free)).toBeGreaterThan(Math.log(many));
  expect(Math.max(...capped)).toBeLessThan(Math.log(many));
});

test("what an experiment is expected to tell is a mean over others, those with thetas like its own first", () => {
  const [values, z] = [[3, 5, 11, 16], [[0, 0], [0.1, -0.2], [3, 1], [2.5, 1]]]; // biome-ignore format: short
  const found = tidied(() => Array.from(expected(tf.tensor1d(values), tf.tensor2d(z)).dataSync()));
  for (const [i, x] of found.entries()) {
    const weight = (j: number) =>
      Math.exp(
        -(((z[i]?.[0] as number) - (z[j]?.[0] as number)) ** 2 + ((z[i]?.[1] as number) - (z[j]?.[1] as number)) ** 2) / 0.98,
      ) + 0.02;
    const others = values.map((_, j) => j).filter((j) => j !== i);
    const [sum, all] = others.reduce(([s, a], j) => [s + weight(j) * (values[j] as number), a + weight(j)], [0, 0]) as [
      number,
      number,
    ];
    expect(x).toBeCloseTo(sum / all, 4);
  }
  expect(found[0]).toBeLessThan(6); // 10.7 is the mean of the others
});

test("the density of pairs is scored for a design for all as for one each", () => {
  const { one, each } = tidied(() => {
    const pairs = location.logLikelihood?.pairs as PairedLogDensity;
    const { theta, outcome, design } = experiments();
    const first = tf.slice(design, 0, 1) as tf.Tensor2D;
    const read = (at: tf.Tensor2D) => Array.from(pairs(theta, at, outcome).dataSync());
    return { one: read(first), each: read(tf.tile(first, [batch, 1])) };
  });
  for (const [i, x] of one.entries()) expect(x).toBeCloseTo(each[i] as number, 4);
});
