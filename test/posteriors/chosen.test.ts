/** Which posterior is taken, and what is said of those that cannot be. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { InputError } from "../../src/basics/errors.js";
import type { PosteriorMethod, PosteriorTask } from "../../src/contracts/posterior.js";
import type { Prior } from "../../src/contracts/simulator.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { chosenPosterior, refusalOf, requirePosterior } from "../../src/posteriors/chosen.js";
import { posteriors } from "../../src/posteriors/index.js";

const priorOf = (p: number): Prior =>
  independent(Object.fromEntries(Array.from({ length: p }, (_, j) => [`t${j}`, normal(0, 1)])));
const logs = (theta: tf.Tensor2D): tf.Tensor1D => tf.zeros([theta.shape[0]]);
const density: NonNullable<PosteriorTask["density"]> = { logDensity: logs, sample: (_, n) => tf.zeros([n, 1]) };
const { logDensity: _, ...withoutDensity } = priorOf(2);

test.each<[string, PosteriorTask, keyof typeof posteriors, RegExp]>([
  [
    "a likelihood, three parameters",
    { prior: priorOf(3), logLikelihood: logs, density, scores: logs },
    "grid",
    /^grid: quadrature/,
  ],
  [
    "a likelihood, four",
    { prior: priorOf(4), logLikelihood: logs },
    "mcmc",
    /grid cannot be used: it can do 3 parameters, and there are 4/,
  ],
  [
    "no density of the prior",
    { prior: withoutDensity, logLikelihood: logs, scores: logs },
    "importance",
    /mcmc cannot be used: it needs the prior's density/,
  ],
  ["no likelihood", { prior: priorOf(2), density, scores: logs }, "amortised", /smc cannot be used: it needs a likelihood/],
  ["a critic alone", { prior: withoutDensity, scores: logs }, "critic", /amortised cannot be used: it needs a trained density/],
])("%s", (_name, task, name, reason) => {
  const chosen = chosenPosterior(task);
  expect(chosen.method.name).toBe(name);
  expect(chosen.reason).toMatch(reason);
  expect(Object.keys(chosen.refused)).toEqual(Object.keys(posteriors).slice(0, Object.keys(posteriors).indexOf(name)));
});

test("where there is no way, each says why", () => {
  const none = () => chosenPosterior({ prior: priorOf(2) });
  expect(none).toThrow(InputError);
  for (const name of Object.keys(posteriors)) expect(none).toThrow(new RegExp(`${name}: it needs a `));
});

const none = { columns: 1, values: [] };
const simulations = { theta: none, features: none, seen: [] };

test.each(Object.values<PosteriorMethod>(posteriors).map((method) => [method.name, method] as const))(
  "%s is refused in words where what it reads is missing, and taken where all is there",
  (name, method) => {
    expect(refusalOf(method, { prior: priorOf(1) })).toMatch(/^it needs a (likelihood|trained|set of simulations)/);
    expect(() => requirePosterior(method, { prior: priorOf(1) })).toThrow(new RegExp(`"${name}" cannot be had: it needs`));
    const all = { prior: priorOf(1), simulations, logLikelihood: logs, density, scores: logs };
    expect(requirePosterior(method, all)).toBe(method);
    const refused = refusalOf(method, { ...all, prior: withoutDensity });
    expect(refused !== undefined).toBe(method.needsPriorDensity);
  },
);
