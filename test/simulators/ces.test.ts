/** Preferences between baskets: utilities by powers, ratings' masses and density by a normal law, and what one question tells by a sum over a grid. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { ces, logOdds, utilities } from "../../simulators/ces.js";
import type { LogLikelihood } from "../../src/contracts/bounds.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { meanInErrors, normalCdf } from "../support/statistics.js";

// rho, two of the weights, u: an exponent near 0, one of 1 (a weighted mean), small and large u
const people = [
  [0.3, 0.2, 0.5, 1],
  [1, 0.6, 0.1, 1e-4],
  [1e-4, 0.1, 0.1, 3e4],
  [0.8, 1e-6, 1 - 2e-6, 20],
] as const;
const questions = [3, 40, 80, 12, 30, 90, 0.01, 100, 50, 0.02, 99, 51];
const basket = (from: number) => questions.slice(from, from + 3);

function utility([rho, a, b]: readonly number[], x: readonly number[]): number {
  const weights = [a as number, b as number, 1 - (a as number) - (b as number)];
  return weights.reduce((sum, w, i) => sum + w * (x[i] as number) ** (rho as number), 0) ** (1 / (rho as number));
}

const theta = (): tf.Tensor2D => tf.tensor2d(people.map((row) => [...row]));

test("utilities are those of the formula in double precision, also where the exponent is nearly 0", () => {
  const { first, second } = utilities(theta(), tf.tensor2d([questions]));
  const [firsts, seconds] = [rowsOf(first), rowsOf(second)];
  people.forEach((person, i) => {
    for (const t of [0, 1]) {
      const wanted = [utility(person, basket(6 * t)), utility(person, basket(6 * t + 3))] as const;
      expect(Math.abs((firsts[i]?.[t] as number) / wanted[0] - 1)).toBeLessThan(4e-6);
      expect(Math.abs((seconds[i]?.[t] as number) / wanted[1] - 1)).toBeLessThan(4e-6);
    }
  });
  tf.dispose([first, second]);
});

test("a rating's log odds have the mean and the error of the published model", () => {
  const { mean, sd } = logOdds(theta(), tf.tensor2d([questions.slice(0, 6)]), { noise: 0.005 });
  const apart = Math.hypot(9, 10, 10);
  people.forEach((person, i) => {
    const u = person[3];
    const wanted = u * (utility(person, basket(0)) - utility(person, basket(3)));
    expect(Math.abs((rowsOf(mean)[i]?.[0] as number) - wanted)).toBeLessThan(1e-5 * u * utility(person, basket(3)));
    expect((rowsOf(sd)[i]?.[0] as number) / (u * 0.005 * (1 + apart))).toBeCloseTo(1, 5);
  });
});

const end = Math.log(2 ** 22 - 1);
const simulator = createSimulator(ces, 1);
const logLikelihood = simulator.logLikelihood as LogLikelihood;

/** Log likelihoods of outcomes under one person. */
const scores = (person: readonly number[], question: readonly number[], ys: readonly number[]): number[] =>
  tidied(() => rowsOf(logLikelihood(tf.tensor2d([[...person]]), tf.tensor2d([[...question]]), tf.tensor2d(ys.map((y) => [y]))))[0] as number[]); // biome-ignore format: one row

test("at its ends a rating has probabilities, between them a density, and all of it is 1", () => {
  const person = [0.5, 0.3, 0.3, 40];
  const question = [20, 20, 20.3, 20, 20, 20];
  const difference = utility(person, question.slice(0, 3)) - 20;
  const [mean, sd] = [40 * difference, 40 * 0.005 * 1.3];
  const cells = 4000;
  const width = (2 * end) / cells;
  const grid = Array.from({ length: cells }, (_, i) => -end + (i + 0.5) * width);
  const inside = scores(person, question, grid).reduce((sum, log) => sum + width * Math.exp(log), 0);
  const [low] = scores(person, question, [-end]) as [number];
  expect(mean + 4 * sd).toBeLessThan(end);
  expect(inside).toBeCloseTo(1, 4);
  expect(low).toBeLessThan(-1000);
  const steep = [0.5, 0.3, 0.3, 128];
  const [top] = scores(steep, question, [end]) as [number];
  expect(Math.exp(top)).toBeCloseTo(normalCdf((128 * difference - end) / (128 * 0.005 * 1.3)), 3);
  expect(Math.exp(top)).toBeGreaterThan(0.05);
  expect(Math.exp(top)).toBeLessThan(0.95);
  const rest = scores(steep, question, grid).reduce((sum, log) => sum + width * Math.exp(log), 0);
  expect(rest + Math.exp(top)).toBeCloseTo(1, 3);
});

test("simulated ratings are at an end as often as its probability says", () => {
  tidied(() => {
    const { theta: drawn, noise } = (simulator.draw as NonNullable<Simulator["draw"]>)(key(3), 4000);
    const design = tf.tensor2d([[30, 20, 10, 10, 20, 30]]);
    const seen = rowsOf(simulator.simulate(drawn, design, noise)).map(([y]) => y as number);
    const { mean, sd } = logOdds(drawn, design, { noise: 0.005 });
    const [means, sds] = [rowsOf(mean), rowsOf(sd)];
    for (const side of [-1, 1]) {
      const apart = seen.map((y, i) => {
        const share = normalCdf((side * (means[i]?.[0] as number) - end) / (sds[i]?.[0] as number));
        return Number(side * y > end - 1e-4) - share;
      });
      expect(Math.abs(meanInErrors(apart, 0))).toBeLessThan(4);
    }
    expect(seen.every((y) => Math.abs(y) <= end + 1e-5)).toBe(true);
  });
});

test("of equal amounts only u is learned, and what is learned of it is a sum over a grid (4.1261 by quadrature in scipy)", () => {
  const question = [51, 51, 51, 50, 50, 50]; // utilities 51 and 50, whatever rho and the weights are
  const grid = Array.from({ length: 2001 }, (_, i) => -4.5 + 9 * (i / 2000));
  const prior = grid.map((z) => Math.exp(-0.5 * z * z));
  const all = prior.reduce((a, b) => a + b, 0);
  const us = grid.map((z) => [0.5, 0.3, 0.3, Math.exp(1 + 3 * z)]);
  // the outcome on a grid of its logarithm, which is about that of u; ends apart
  const ys = Array.from({ length: 1400 }, (_, j) => -14 + (j + 0.5) * ((Math.log(end) + 14) / 1400));
  const step = (Math.log(end) + 14) / 1400;
  const outcomes = [...ys.map(Math.exp), end];
  const logs = tidied(() =>
    rowsOf(logLikelihood(tf.tensor2d(us), tf.tensor2d([question]), tf.tensor2d(outcomes.map((y) => [y])))),
  );
  let gain = 0;
  outcomes.forEach((y, j) => {
    const size = j < ys.length ? step * y : 1;
    const marginal = logs.reduce((sum, row, i) => sum + ((prior[i] as number) / all) * Math.exp(row[j] as number), 0);
    logs.forEach((row, i) => {
      const p = Math.exp(row[j] as number);
      if (p > 0 && marginal > 0) gain += ((prior[i] as number) / all) * size * p * ((row[j] as number) - Math.log(marginal));
    });
  });
  expect(gain).toBeCloseTo(4.1261, 3);
});
