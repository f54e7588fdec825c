/** Every posterior against exact answers, with as many draws as users take, over several sets of data, and over keys. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { pharmacokinetic } from "../../simulators/pharmacokinetic.js";
import { drained } from "../../src/basics/steps.js";
import type { LogLikelihood } from "../../src/contracts/bounds.js";
import type { PosteriorMethod, PosteriorSample, PosteriorTask } from "../../src/contracts/posterior.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { likelihoodOf } from "../../src/modelling/likelihoods.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { chainCount } from "../../src/posteriors/chains.js";
import { posteriors } from "../../src/posteriors/index.js";
import { moments } from "../support/statistics.js";
import { cases, line, linePlaces, linePrior, narrow, twoModes } from "./cases.js";
import { expectExact, offBy, whole } from "./expected.js";

/** What is only like the data: nearest.test.ts. */
const all = Object.values<PosteriorMethod>(posteriors).filter(({ from }) => from !== "simulations");
const methods = all.map((method) => [method.name, method] as const);
/** Draws of the prior alone do not find what is a thousand times narrower. */
const known = methods.filter(([, { from, needsPriorDensity }]) => from === "likelihood" && needsPriorDensity);

const meansOf = ({ theta }: PosteriorSample, p: number): number[] =>
  Array.from({ length: p }, (_, j) => moments(theta.filter((_x, i) => i % p === j)).mean);

describe.each(methods)("%s", (_, method) => {
  test.each(cases.map((make) => [make.name, make] as const))("%s, 4,000 draws", async (_name, make) => {
    const one = make();
    const sample = await drained(method.draw(whole(one), key(11), 4000));
    expect(sample.warnings).toEqual([]);
    expectExact(sample, one.exact);
  });

  test("over 30 sets of data, means are as far off as their effective sizes say", async () => {
    const n = 500;
    const squares: number[] = [];
    for (let set = 0; set < 30; set++) {
      const z = normals(fold(key(5), set), 2 + linePlaces.length);
      const [a, b] = [linePrior.sd * (z[0] as number), linePrior.sd * (z[1] as number)];
      const one = line(linePlaces.map((x, i) => a + b * x + linePrior.noise * (z[2 + i] as number)));
      const sample = await drained(method.draw(whole(one), fold(key(6), set), n));
      for (const [j, mean] of meansOf(sample, 2).entries()) {
        const right = one.exact.moments[j] as { mean: number; sd: number };
        squares.push(((mean - right.mean) / right.sd) ** 2 * (sample.ess[j] as number));
      }
    }
    // 60 numbers, nearly of variance 1: their mean square is 1 ± 0.18. Sizes may be told too small by a half, not too large.
    const { mean } = moments(squares);
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(1 + 4 * 0.18);
  });

  test("over 40 keys, means of two modes spread as the effective sizes say", async () => {
    const one = twoModes();
    const right = one.exact.moments[0] as { mean: number; sd: number };
    const squares: number[] = [];
    for (let i = 0; i < 40; i++) {
      const sample = await drained(method.draw(whole(one), fold(key(8), i), 400));
      squares.push((((meansOf(sample, 1)[0] as number) - right.mean) / right.sd) ** 2 * (sample.ess[0] as number));
    }
    const { mean } = moments(squares);
    expect(mean).toBeGreaterThan(0.2);
    expect(mean).toBeLessThan(1 + 4 * Math.sqrt(2 / 40));
  });
});

test.each(known)("%s: a posterior a thousand times narrower than the prior", async (_, method) => {
  const { task, exact } = narrow();
  const sample = await drained(method.draw(task, key(1), 2000));
  expect(sample.warnings).toEqual([]);
  expect(offBy(sample, exact)).toBeLessThan(3.5);
  const { logEvidence } = sample;
  if (logEvidence) expect(Math.abs(logEvidence.value - exact.logEvidence)).toBeLessThan(4 * logEvidence.se + 1e-3);
});

test("draws of the prior tell that they cannot find what is a thousand times narrower", async () => {
  const { task } = narrow();
  const { warnings } = await drained(posteriors.importance.draw(task, key(1), 100));
  expect(warnings).toContainEqual(
    expect.stringMatching(/^3200000 draws from the prior leave \d+ effective ones: these draws are rough$/),
  );
});

test("over 20 keys the evidence by draws of the prior spreads as its error says", async () => {
  const { task, exact } = line();
  const squares: number[] = [];
  for (let i = 0; i < 20; i++) {
    const { logEvidence } = await drained(posteriors.importance.draw(task, fold(key(9), i), 100));
    squares.push(((logEvidence?.value as number) - exact.logEvidence) ** 2 / (logEvidence?.se as number) ** 2);
  }
  const { mean } = moments(squares);
  expect(mean).toBeGreaterThan(1 - 3 * Math.sqrt(2 / 20));
  expect(mean).toBeLessThan(1 + 4 * Math.sqrt(2 / 20));
});

test("two modes, each a thousandth of their distance wide", async () => {
  const { task, exact } = twoModes(5e-3);
  for (const [, method] of known) {
    const sample = await drained(method.draw(task, key(1), 2000));
    expect(offBy(sample, exact), method.name).toBeLessThan(3.5);
  }
});

test("chains do without a gradient, and say so", async () => {
  const { task, exact } = line();
  const logLikelihood: NonNullable<PosteriorTask["logLikelihood"]> = (theta) => {
    const logs = (task.logLikelihood as NonNullable<typeof task.logLikelihood>)(theta);
    return tf.reshape(tf.topk(tf.reshape(logs, [-1, 1]), 1).values, [-1]); // the same numbers, and no gradient
  };
  const sample = await drained(posteriors.mcmc.draw({ prior: task.prior, logLikelihood }, key(1), 500));
  expect(sample.warnings).toContainEqual(expect.stringContaining("has no gradient"));
  expectExact(sample, exact);
});

test("as many draws as are asked for, few or odd", async () => {
  const given = whole(line());
  for (const method of all)
    for (const n of [1, chainCount + 3]) {
      const sample = await drained(method.draw(given, key(1), n));
      expect(sample.theta.length).toBe(2 * n);
      for (const ess of sample.ess) expect(ess).toBeLessThanOrEqual(n);
      expect(sample.theta.every(Number.isFinite)).toBe(true);
    }
});

/** Concentrations of one person after another, at five times. */
function person(i: number): PosteriorTask {
  const simulator = createSimulator(pharmacokinetic, 5);
  const times = [[0.5, 1.2, 3, 8, 20]];
  const seen = tidied(() => {
    const draw = simulator.draw?.(fold(key(21), i), 1);
    if (!draw) throw new Error("no draw");
    return rowsOf(simulator.simulate(draw.theta, tf.tensor2d(times), draw.noise));
  });
  const likelihood = likelihoodOf(simulator) as LogLikelihood;
  const first = (count: number): NonNullable<PosteriorTask["logLikelihood"]> => {
    const part = likelihoodOf(createSimulator(pharmacokinetic, count)) as LogLikelihood;
    const upTo = (rows: readonly (readonly number[])[]) => tf.tensor2d(rows.map((row) => row.slice(0, count)));
    return (theta) => tf.reshape(part(theta, upTo(times), upTo(seen)), [-1]);
  };
  return {
    prior: simulator.prior,
    logLikelihood: (theta) => tf.reshape(likelihood(theta, tf.tensor2d(times), tf.tensor2d(seen)), [-1]),
    logLikelihoods: [1, 2, 3, 4, 5].map(first),
  };
}

test("pharmacokinetics, five concentrations of ten people: chains and particles against quadrature", async () => {
  const evidences: number[] = [];
  for (let i = 0; i < 10; i++) {
    const task = person(i);
    const exact = await drained(posteriors.grid.draw(task, key(1), 100));
    expect(exact.warnings).toEqual([]);
    const right = { moments: exact.moments as { mean: number; sd: number }[] };
    const chains = await drained(posteriors.mcmc.draw(task, fold(key(2), i), 4000));
    expect(chains.warnings).toEqual([]);
    expect(Math.max(...(chains.rhat as number[]))).toBeLessThan(1.01);
    expect(offBy(chains, right), `chains, person ${i}`).toBeLessThan(4);
    const particles = await drained(posteriors.smc.draw(task, fold(key(3), i), 4000));
    expect(offBy(particles, right), `particles, person ${i}`).toBeLessThan(4);
    const { value, se } = particles.logEvidence as { value: number; se: number };
    evidences.push(((value - (exact.logEvidence?.value as number)) / se) ** 2);
  }
  expect(moments(evidences).mean).toBeLessThan(1 + 4 * Math.sqrt(2 / 10));
});
