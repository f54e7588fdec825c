/** Measurements off the advice, with a critic that is exact where it was advised and knows nothing of other places: Gaussian lines. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { box } from "../../designs/index.js";
import { adaptivePolicies } from "../../policies/index.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { column } from "../../src/engine/tensors.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { normals } from "../../src/numbers/distributions.js";
import { key, split } from "../../src/numbers/keys.js";
import { effectiveSize, normalisedWeights } from "../../src/numbers/weightedDraws.js";
import { loadPolicy, type Observation } from "../../src/portable/policy.js";
import { asAdvised } from "../../src/posteriors/asAdvised.js";
import type { Belief } from "../../src/posteriors/belief.js";
import { carriedOver } from "../../src/posteriors/carriedOver.js";
import { made } from "../support/policies.js";

const [priorSd, noiseSd, horizon, count] = [2, 1, 2, 1500];
const prior = independent({ slope: normal(0, priorSd) });
const line: Simulator = {
  name: "line",
  summary: "",
  settings: {},
  prior,
  designs: box({ low: 1, high: 9, dim: horizon }),
  outcome: { names: ["y1", "y2"], unit: "" },
  draw: () => ({ theta: tf.zeros([1, 1]), noise: {} }),
  simulate: (theta, design, { z }) => tf.add(tf.mul(column(theta, 0), design), z as tf.Tensor2D),
  measure: (theta, at, { z }, step) => tf.add(tf.mul(column(theta, 0), at), column(z as tf.Tensor2D, step)),
};
const k = split(key(1), "slope", "noise", "truth", "errors");
const slopes = normals(k.slope, count).map((z) => priorSd * z);
const draw = {
  theta: tf.tensor2d(slopes, [count, 1]),
  noise: { z: tf.tensor2d(normals(k.noise, 2 * count).map((z) => noiseSd * z), [count, horizon]) }, // biome-ignore format: one line
};
const policy = loadPolicy(made(line, adaptivePolicies.recurrent));

/** The posterior of the slope is normal: precision 1/priorSd² + x'x/noiseSd², mean x'y/noiseSd² of it. */
function posterior(observations: readonly Observation[]): Belief {
  let [precision, sum] = [priorSd ** -2, 0];
  for (const { design, outcome } of observations) {
    const [x, y] = [design[0] as number, outcome[0] as number];
    precision += (x / noiseSd) ** 2;
    sum += (x * y) / noiseSd ** 2;
  }
  const [mean, sd] = [sum / precision, precision ** -0.5];
  return { ess: 1000, parameters: [{ name: "slope", unit: "", mean, sd, interval: [mean - 1.6449 * sd, mean + 1.6449 * sd] }] };
}

/** A critic that was never anywhere else takes every experiment for the policy's own. */
function critic(observations: readonly Observation[]): Belief {
  const session = policy.start();
  for (const observation of observations) {
    expect(observation.design[0]).toBe(session.next()?.design[0]); // an experiment that can occur
    session.observe(observation);
  }
  return posterior(observations);
}

function believed(observations: readonly Observation[]): Belief {
  return asAdvised({
    policy,
    observations,
    believed: critic,
    carry(shifts, near) {
      const logs = slopes.map((slope) =>
        near.reduce(
          (s, { design, outcome }) => s - 0.5 * (((outcome[0] as number) - slope * (design[0] as number)) / noiseSd) ** 2,
          0,
        ),
      );
      const weights = normalisedWeights(logs);
      return weights && shifts.map((shift) => carriedOver(line, draw, weights, shift));
    },
  });
}

/** Experiments in which every place is so far from the advice. */
function experiments(n: number, by: number): { truth: number; observations: Observation[] }[] {
  const [truths, errors] = [normals(k.truth, n), normals(k.errors, horizon * n)];
  return Array.from({ length: n }, (_, i) => {
    const truth = priorSd * (truths[i] as number);
    const session = policy.start();
    for (let step = 0; step < horizon; step++) {
      const at = Math.min(9, Math.max(1, (session.next()?.design[0] as number) + by));
      session.observe({ design: [at], outcome: [truth * at + noiseSd * (errors[horizon * i + step] as number)] });
    }
    return { truth, observations: [...session.history.observations] as Observation[] };
  });
}

test("a little off the advice they are the posterior of what was really done; far off there are none", () => {
  for (const { observations } of experiments(20, 0)) expect(believed(observations)).toEqual(posterior(observations));
  let told = 0;
  for (const { observations } of experiments(30, 0.02)) {
    const belief = believed(observations);
    if (belief.parameters.length === 0) continue;
    told++;
    const [{ mean, sd }, exact] = [belief.parameters[0], posterior(observations).parameters[0]] as [{ mean: number; sd: number }, { mean: number; sd: number }]; // biome-ignore format: one line
    expect(Math.abs(mean - exact.mean)).toBeLessThan(0.1 * exact.sd);
    expect(Math.abs(sd / exact.sd - 1)).toBeLessThan(0.05);
  }
  expect(told).toBeGreaterThan(15);
  const far = experiments(30, -2).map(({ observations }) => believed(observations));
  // slopes near 0 look alike wherever they are measured
  expect(far.filter(({ parameters }) => parameters.length > 0).length).toBeLessThan(10);
  expect(far.find(({ parameters }) => parameters.length === 0)?.warnings).toEqual([
    expect.stringMatching(/^measurements? .* advised: there an outcome means something else, .*: no intervals$/),
  ]);
});

test.each([0.1, -0.5])("intervals that are told hold nine truths of ten, %d off", (by) => {
  const all = experiments(150, by).map(({ truth, observations }) => ({ truth, belief: believed(observations) }));
  const told = all.flatMap(({ truth, belief: { parameters } }) =>
    parameters.map(({ interval: [a, b] }) => truth >= a && truth <= b),
  );
  const slack = 3 * Math.sqrt(0.09 / Math.max(1, told.length));
  if (told.length > 20) expect(told.filter(Boolean).length / told.length).toBeGreaterThan(0.9 - Math.max(0.02, slack));
});

test("an outcome is carried over by the experiments that are like it", () => {
  const flat = new Float64Array(count).fill(1 / count);
  expect(effectiveSize(flat)).toBeCloseTo(count, 6);
  const carried = carriedOver(line, draw, flat, { step: 0, from: 4, to: 5, outcome: 6 });
  // regression: E[slope | y = 6 at 4] = 4·6 / (1/4 + 16), with the sd of a normal posterior
  const [mean, sd] = [24 / 16.25, 16.25 ** -0.5];
  expect(Math.abs((carried?.outcome as number) - (6 + mean))).toBeLessThan(4 * (sd / Math.sqrt(50)));
  expect(Math.abs((carried?.other as number) - (carried?.outcome as number) - sd)).toBeLessThan(0.1);
  expect(carriedOver(line, draw, flat, { step: 0, from: 4, to: 5, outcome: 6000 })).toBeUndefined();
});
