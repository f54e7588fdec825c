/** Outcomes that are known to lie below or above a limit only, against sums in plain loops. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, expect, test } from "vitest";
import { drained } from "../../src/basics/steps.js";
import { column } from "../../src/engine/tensors.js";
import { logNormalCumulative, logNormalShare, normalCumulative } from "../../src/modelling/cumulative.js";
import { gaussianScores, pairwiseScores } from "../../src/modelling/likelihoods.js";
import { normal as normals } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";
import { type InferInput, infer } from "../../src/runs/infer/index.js";
import { noise, priorMean, priorSd, weighing } from "../support/weighing.js";

const place = mkdtempSync(join(tmpdir(), "floe-censored-"));
afterAll(() => rmSync(place, { recursive: true }));

const density = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
/** Distribution function of the standard normal, by a sum. */
function share(z: number): number {
  const [steps, from] = [4000, -12];
  if (z <= from) return 0;
  const h = (z - from) / steps;
  return Array.from({ length: steps }, (_, i) => density(from + (i + 0.5) * h) * h).reduce((a, b) => a + b, 0);
}

/** Mean and sd of the weight, by a sum over 2,000 weights. */
function exact(likelihood: (weight: number) => number): { mean: number; sd: number } {
  const places = Array.from({ length: 2000 }, (_, i) => -9 + (i + 0.5) / 80);
  const weights = places.map((w) => density((w - priorMean) / priorSd) * likelihood(w));
  const sum = weights.reduce((a, b) => a + b, 0);
  const mean = places.reduce((total, w, i) => total + (w * (weights[i] as number)) / sum, 0);
  return { mean, sd: Math.sqrt(places.reduce((total, w, i) => total + ((w - mean) ** 2 * (weights[i] as number)) / sum, 0)) };
}

const observed = (...outcomes: readonly unknown[]) => ({
  observations: outcomes.map((y, i) => ({ design: [i / 10], outcome: [y] })),
});
const inferred = async (input: InferInput) => (await drained(infer({ draws: 1000, ...input }))).result;

const seen = (w: number) => density((2.1 - w) / noise);
const below = (limit: number) => (w: number) => share((limit - w) / noise);
const above = (limit: number) => (w: number) => share((w - limit) / noise);
const plain = weighing();
const told = weighing((_, own) => ({
  logCumulative(theta, design, limit) {
    const mean: tf.Tensor2D = tf.add(theta, tf.zeros([1, design.shape[1]]));
    return normalCumulative(mean, tf.fill(mean.shape, own ? noise : 0) as tf.Tensor2D, limit);
  },
}));

test.each([
  ["one below, by an integral over the whole likelihood", plain, [2.1, { below: 1.2 }], (w: number) => seen(w) * below(1.2)(w)],
  ["one alone, above", plain, [{ above: 4 }], above(4)],
  [
    "two, each by an integral of its own",
    plain,
    [{ below: 1.2 }, 2.1, { above: 3 }],
    (w: number) => seen(w) * below(1.2)(w) * above(3)(w),
  ],
  [
    "by the simulator's own words",
    told,
    [{ below: 1.2 }, 2.1, { below: 0.5 }],
    (w: number) => seen(w) * below(1.2)(w) * below(0.5)(w),
  ],
  ["hardly possible ones", told, [{ above: 9.5 }], above(9.5)],
] as const)("%s", async (_, simulator, outcomes, likelihood) => {
  const result = await inferred({ simulator, data: observed(...outcomes) });
  const { mean, sd } = exact(likelihood);
  const [weight] = result.parameters;
  expect(result.posterior).toBe("grid");
  expect(Math.abs((weight?.mean as number) - mean)).toBeLessThan(0.01 * sd);
  expect(Math.abs((weight?.sd as number) / sd - 1)).toBeLessThan(0.01);
  expect(result.data.censored).toBe(outcomes.filter((y) => typeof y === "object").length);
});

/** A scale that is off by the same in all weighings. */
const common = weighing((designs, { prior }) => ({
  draw(key, n) {
    const k = split(key, "theta", "error", "common");
    return {
      theta: prior.sample(k.theta, n),
      noise: { error: normals(k.error, [n, designs]), common: normals(k.common, [n, 1]) },
    };
  },
  simulate: (theta, _, { error, common: off }) =>
    tf.add(tf.add(theta, tf.mul(noise, error as tf.Tensor2D)), off as tf.Tensor2D) as tf.Tensor2D,
  measure: (theta, _at, { error, common: off }, step) =>
    tf.add(tf.add(theta, tf.mul(noise, column(error as tf.Tensor2D, step))), off as tf.Tensor2D) as tf.Tensor2D,
  logLikelihood: pairwiseScores((theta, _, outcome) => {
    // Covariance noise² 1 + a common error of variance 1: precision by Sherman and Morrison.
    const off = tf.sub(outcome, theta);
    const sum = tf.sum(off, 1, true);
    const squares = tf.sum(tf.square(off), 1, true);
    const scale = 1 / noise ** 2;
    const quadratic = tf.sub(tf.mul(scale, squares), tf.mul(scale ** 2 / (1 + designs * scale), tf.square(sum)));
    const logDeterminant = (designs - 1) * Math.log(noise ** 2) + Math.log(noise ** 2 + designs);
    return tf.reshape(tf.mul(-0.5, tf.add(quadratic, logDeterminant + designs * Math.log(2 * Math.PI))), [-1]);
  }),
}));

test("outcomes that depend on each other: one may be censored, two are refused in words", async () => {
  const result = await inferred({ simulator: common, data: observed(2.1, { below: 1.2 }), posterior: "grid" });
  // y2 given y1 = 2.1 and w: normal, mean w + c (2.1 - w), variance v
  const [c, v] = [1 / (1 + noise ** 2), 1 + noise ** 2 - 1 / (1 + noise ** 2)];
  const first = (w: number) => density((2.1 - w) / Math.sqrt(1 + noise ** 2));
  const { mean, sd } = exact((w) => first(w) * share((1.2 - w - c * (2.1 - w)) / Math.sqrt(v)));
  expect(Math.abs((result.parameters[0]?.mean as number) - mean)).toBeLessThan(0.02 * sd);
  const two = inferred({ simulator: common, data: observed({ below: 2 }, { below: 1.2 }), posterior: "grid" });
  await expect(two).rejects.toThrow("are not independent of each other given the parameters");
});

test("what the simulator says of limits must agree with its likelihood, and noise too narrow for integrals is told", async () => {
  const wrong = weighing(() => ({
    logCumulative(theta, design, limit) {
      const mean: tf.Tensor2D = tf.add(theta, tf.zeros([1, design.shape[1]]));
      return normalCumulative(mean, tf.fill(mean.shape, 2 * noise) as tf.Tensor2D, limit);
    },
  }));
  await expect(inferred({ simulator: wrong, data: observed({ below: 1.2 }) })).rejects.toThrow("do not agree");
  const narrow = weighing(() => ({
    logLikelihood(theta, design, outcome) {
      const mean: tf.Tensor2D = tf.add(theta, tf.zeros([1, design.shape[1]]));
      return gaussianScores(mean, tf.fill(mean.shape as [number, number], 1e-4), outcome);
    },
    simulate: (theta, _, { error }) => tf.add(theta, tf.mul(1e-4, error as tf.Tensor2D)),
    measure: (theta, _at, { error }, step) => tf.add(theta, tf.mul(1e-4, column(error as tf.Tensor2D, step))),
  }));
  await expect(inferred({ simulator: narrow, data: observed({ below: 1.2 }) })).rejects.toThrow("as logCumulative");
  await expect(inferred({ simulator: plain, data: observed({ below: 1.2 }), posterior: "amortised" })).rejects.toThrow(
    "reads none",
  );
});

test("log probabilities of normal and of log-normal outcomes, far out too, with their slopes", () => {
  const z = [-30, -8, -3, -1, 0, 0.5, 2, 6];
  const logs = tf.tidy(() => logNormalShare(tf.tensor2d([z])).dataSync());
  for (const [i, x] of z.entries()) {
    // Far out by the continued fraction of Mills' ratio, else by the sum.
    const far = -0.5 * x * x - Math.log(Math.sqrt(2 * Math.PI) * (-x + 1 / (-x + 2 / (-x + 3 / (-x + 4 / -x)))));
    const wanted = x < -5 ? far : Math.log(share(x));
    expect(Math.abs((logs[i] as number) - wanted)).toBeLessThan(3e-6 * Math.max(1, Math.abs(wanted)));
  }
  const slopes = tf.tidy(() =>
    tf
      .grad((x) => tf.sum(logNormalShare(x as tf.Tensor2D)))(tf.tensor2d([z]))
      .dataSync(),
  );
  for (const i of [2, 3, 5, 6]) expect(slopes[i]).toBeCloseTo(density(z[i] as number) / share(z[i] as number), 4);
  const { below: under, above: over } = logNormalCumulative(tf.tensor2d([[0.3]]), tf.tensor2d([[0.5]]), tf.tensor2d([[2]]));
  const at = (Math.log(2) - 0.3) / 0.5;
  expect(under.dataSync()[0]).toBeCloseTo(Math.log(share(at)), 5);
  expect(over.dataSync()[0]).toBeCloseTo(Math.log(share(-at)), 5);
});

test("pharmacokinetics, from a table: what was too small to be read says that the drug was cleared", async () => {
  const file = (last: string) => {
    const name = join(place, `patient${last.replace("<", "below") || "none"}.csv`);
    writeFileSync(name, `time (h),concentration (mg/L)\n0.5,7\n2,14\n6,6\n20,${last}\n`);
    return name;
  };
  const clearance = async (last: string) => {
    const { parameters, warnings, data } = await inferred({ simulator: "pharmacokinetic", data: file(last) });
    return { ke: parameters.find(({ name }) => name === "ke")?.mean as number, warnings, data };
  };
  const [censored, missing, exactly] = [await clearance("<0.5"), await clearance(""), await clearance("0.4")];
  expect(censored.data).toMatchObject({ outcomes: 4, censored: 1, missing: 0 });
  expect(censored.warnings).toEqual([]);
  expect(censored.ke).toBeGreaterThan(missing.ke);
  expect(Math.abs(censored.ke - exactly.ke)).toBeLessThan(Math.abs(censored.ke - missing.ke) + 0.05);
});
