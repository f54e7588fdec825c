/** A line whose posterior is normal, with files and policies about it. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { box } from "../../designs/index.js";
import { adaptivePolicies } from "../../policies/index.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { column } from "../../src/engine/tensors.js";
import { createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";
import { gaussianScores } from "../../src/modelling/likelihoods.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { normal as normals } from "../../src/numbers/distributions.js";
import { fold } from "../../src/numbers/keys.js";
import { loadPolicy, type Observation } from "../../src/portable/policy.js";
import type { Belief } from "../../src/posteriors/beliefs.js";
import type { BeliefsFile } from "../../src/records/types.js";
import { made } from "../support/policies.js";

export const priorSd = 2;
export const noiseSd = 1.5;

/** Heights of a line with normal noise: the posterior of intercept and slope is normal, in closed form. */
export const gaussianLine = defineSimulator({
  name: "gaussianLine",
  summary: "heights of a line with normal noise",
  use: "tests",
  settings: {},
  defaultDesigns: 3,
  create(designs) {
    const prior = independent({ intercept: { ...normal(0, priorSd), unit: "m" }, slope: normal(0, priorSd) });
    const heights = (theta: tf.Tensor2D, at: tf.Tensor2D): tf.Tensor2D => tf.add(column(theta, 0), tf.mul(column(theta, 1), at));
    return {
      name: "gaussianLine",
      summary: "",
      settings: {},
      prior,
      designs: box({ low: -3, high: 3, dim: designs }),
      outcome: { names: Array.from({ length: designs }, (_, i) => `y${i + 1}`), unit: "" },
      draw: (k, n) => ({
        theta: prior.sample(k, n),
        noise: { z: tf.mul(noiseSd, normals(fold(k, 1), [n, designs])) },
      }),
      simulate: (theta, design, { z }) => tf.add(heights(theta, design), z as tf.Tensor2D),
      measure: (theta, at, { z }, step) => tf.add(heights(theta, at), column(z as tf.Tensor2D, step)),
      logLikelihood(theta, design, outcome) {
        const mean = heights(theta, design);
        return gaussianScores(mean, tf.fill(mean.shape, noiseSd) as tf.Tensor2D, outcome);
      },
    };
  },
});

export const withoutLikelihood: SimulatorFamily = {
  ...gaussianLine,
  create: (...given) => {
    const { logLikelihood: _, ...rest } = gaussianLine.create(...given);
    return rest;
  },
};

export const fileOf = (simulator: string, horizon: number, learned?: BeliefsFile["learned"]): BeliefsFile => ({
  kind: "beliefs",
  version: "0",
  simulator,
  settings: {},
  horizon,
  ...(learned ? { learned } : {}),
});
export const policyOf = (family: SimulatorFamily, horizon = 3) =>
  loadPolicy(made(createSimulator(family, horizon), adaptivePolicies.recurrent));

export interface Moments {
  readonly mean: number;
  readonly sd: number;
  readonly interval: readonly number[];
}

/** Within 4 standard errors of so many effective draws; quantiles as of a normal. */
export function expectBelief({ ess, parameters, warnings }: Belief, wanted: readonly Moments[], bias = 0): void {
  expect(warnings).toBeUndefined();
  expect(ess).toBeGreaterThan(50);
  for (const [j, { mean, sd, interval }] of wanted.entries()) {
    const found = parameters[j] as Belief["parameters"][number];
    const error = (4 / Math.sqrt(ess) + bias) * sd;
    expect(Math.abs(found.mean - mean)).toBeLessThan(error);
    expect(Math.abs(found.sd - sd)).toBeLessThan(error);
    for (const side of [0, 1])
      expect(Math.abs((found.interval[side] as number) - (interval[side] as number))).toBeLessThan(2.2 * error);
  }
}

/** Posterior moments of the line with normal noise: precision P = I/priorSd² + X'X/noiseSd², mean P⁻¹X'y/noiseSd². */
export function closedForm(observations: readonly Observation[]): Moments[] {
  let [aa, ab, bb, a, b] = [priorSd ** -2, 0, priorSd ** -2, 0, 0];
  for (const { design, outcome } of observations) {
    const [x, y] = [design[0] as number, outcome[0] as number];
    const w = noiseSd ** -2;
    [aa, ab, bb, a, b] = [aa + w, ab + w * x, bb + w * x * x, a + w * y, b + w * x * y];
  }
  const determinant = aa * bb - ab * ab;
  return [
    [(bb * a - ab * b) / determinant, bb / determinant],
    [(aa * b - ab * a) / determinant, aa / determinant],
  ].map(([mean, variance]) => {
    const sd = Math.sqrt(variance as number);
    return { mean: mean as number, sd, interval: [-1.6449, 1.6449].map((z) => (mean as number) + z * sd) };
  });
}

export const seen: Observation[] = [
  { design: [2.5], outcome: [3] },
  { design: [-1], outcome: [-2.2] },
  { design: [-3], outcome: [-1] },
];
