/** Likelihoods that are not what a sampler would like: walls, none at all, no number in places; critics far from the prior. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { drained } from "../../src/basics/steps.js";
import type { PosteriorMethod, PosteriorTask } from "../../src/contracts/posterior.js";
import { column } from "../../src/engine/tensors.js";
import { independent, logNormal, normal } from "../../src/modelling/priors.js";
import { key } from "../../src/numbers/keys.js";
import { posteriors } from "../../src/posteriors/index.js";
import { walled } from "./cases.js";
import { expectExact, offBy } from "./expected.js";

const known = Object.values<PosteriorMethod>(posteriors).filter(({ from }) => from === "likelihood");
const each = known.map((method) => [method.name, method] as const);

test.each(each)("%s: a likelihood with walls", async (_, method) => {
  const { task, exact } = walled();
  const sample = await drained(method.draw(task, key(1), 1000));
  expectExact(sample, exact);
  expect(sample.divergences ?? 0).toBe(0);
  for (const theta of sample.theta) expect(Math.abs(theta - 0.5)).toBeLessThan(1.001);
});

test.each(each)("%s: a likelihood that says nothing leaves the prior", async (_, method) => {
  const prior = independent({ rate: { ...logNormal(0, 0.5), unit: "1/h" } });
  const logLikelihood: NonNullable<PosteriorTask["logLikelihood"]> = (theta) => tf.zeros([theta.shape[0]]);
  const sample = await drained(method.draw({ prior, logLikelihood }, key(1), 1000));
  const mean = Math.exp(0.125);
  expect(offBy(sample, { moments: [{ mean, sd: mean * Math.sqrt(Math.expm1(0.25)) }] })).toBeLessThan(3.5);
  const { logEvidence } = sample;
  if (logEvidence) expect(Math.abs(logEvidence.value)).toBeLessThan(1e-4);
});

test.each(each)("%s: where a likelihood is no number, nothing is", async (_, method) => {
  // log of theta: NaN below 0, and so is its gradient.
  const prior = independent({ theta: normal(0, 1) });
  const logLikelihood: NonNullable<PosteriorTask["logLikelihood"]> = (theta) => tf.reshape(tf.log(theta), [-1]);
  const sample = await drained(method.draw({ prior, logLikelihood }, key(1), 1000));
  for (const theta of sample.theta) expect(theta).toBeGreaterThan(0);
  // theta exp(-theta²/2): Rayleigh's distribution.
  expect(offBy(sample, { moments: [{ mean: Math.sqrt(Math.PI / 2), sd: Math.sqrt(2 - Math.PI / 2) }] })).toBeLessThan(3.5);
});

test("a critic that is far from the prior is followed by chains, in words; without the prior's density it says that it is rough", async () => {
  const prior = independent({ a: normal(0, 1), b: normal(0, 1) });
  const scores: NonNullable<PosteriorTask["scores"]> = (theta) => {
    const squares = [1.5, -2].map((at, j) => tf.square(tf.div(tf.sub(column(theta, j), at), 0.004)));
    return tf.reshape(tf.mul(-0.5, tf.addN(squares)), [-1]);
  };
  const sd = 0.004 / Math.sqrt(1 + 0.004 ** 2);
  const moments = [1.5, -2].map((at) => ({ mean: at / (1 + 0.004 ** 2), sd }));
  const sample = await drained(posteriors.critic.draw({ prior, scores }, key(1), 500));
  expect(sample.warnings[0]).toMatch(/of 50000 draws from the prior \d+ effective ones were left, so chains were run/);
  expect(offBy(sample, { moments })).toBeLessThan(3.5);
  const { logDensity: _, ...sampled } = prior;
  const rough = await drained(posteriors.critic.draw({ prior: sampled, scores }, key(1), 500));
  expect(rough.ess[0]).toBeLessThan(50);
  expect(rough.warnings).toContainEqual(expect.stringContaining("these draws are rough"));
});
