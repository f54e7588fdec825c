/** Calibration from end to end, of posteriors that are exact and of a model that is wrong by a known factor. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { box } from "../../designs/index.js";
import { drained } from "../../src/basics/steps.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { gaussianScores } from "../../src/modelling/likelihoods.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { normal as normals } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";
import { carryOutCalibration } from "../../src/runs/calibrate/calibrate.js";
import { calibrate } from "../../src/runs/calibrate/index.js";
import { prepareCalibration } from "../../src/runs/calibrate/prepare.js";

const noise = 0.5;

/** A slope and an intercept, seen with normal noise that the likelihood takes to be `claimed` times as large as it is. */
const line = (claimed: number): SimulatorFamily => ({
  name: "line",
  summary: "a line",
  use: "in tests",
  settings: {},
  defaultDesigns: 3,
  create(designs) {
    const prior = independent({ a: { ...normal(0, 1), unit: "" }, b: { ...normal(1, 2), unit: "" } });
    const mean = (theta: tf.Tensor2D, at: tf.Tensor2D): tf.Tensor2D =>
      tf.add(tf.slice(theta, [0, 0], [-1, 1]), tf.mul(tf.slice(theta, [0, 1], [-1, 1]), at));
    return {
      name: "line",
      summary: "a line",
      settings: {},
      prior,
      designs: box({ low: -1, high: 1, dim: designs, exchangeable: true }),
      outcome: { names: Array.from({ length: designs }, (_, i) => `y${i + 1}`), unit: "", kind: "continuous" },
      draw(of, n) {
        const k = split(of, "theta", "error");
        return { theta: prior.sample(k.theta, n), noise: { error: normals(k.error, [n, designs]) } };
      },
      simulate: (theta, design, { error }) => tf.add(mean(theta, design), tf.mul(noise, error as tf.Tensor2D)),
      logLikelihood(theta, design, outcome) {
        const at = mean(theta, design);
        return gaussianScores(at, tf.fill(at.shape as [number, number], claimed * noise), outcome);
      },
    };
  },
});

const design = [-1, 0.2, 1];

test.each(["grid", "mcmc", "smc"])("%s: no fault in 60 replications", async (posterior) => {
  const { posteriors } = await drained(calibrate({ simulator: line(1), design, posterior, replications: 60, seed: 7 }));
  const [only] = posteriors;
  expect(only?.failed).toBe(0);
  expect(only?.draws[0]).toBeGreaterThan(60);
  for (const { sbcP, coverage } of [...(only?.parameters ?? []), only?.tarp as NonNullable<typeof only>["tarp"]]) {
    expect(sbcP).toBeGreaterThan(0.001);
    expect(Math.abs(coverage["0.9"] - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / 60));
  }
});

test("a likelihood with too little noise: every parameter is found to be too narrow, by about as much, and recalibration helps", async () => {
  const { job } = await prepareCalibration({ simulator: line(1), design, posterior: "grid", replications: 200, seed: 8 });
  // The rehearsal would find it out: it comes in behind it.
  const create = (n: number) => createSimulator(line(0.7), n, {});
  const subject = { ...job.subject, create, simulator: create(design.length) };
  const { posteriors, warnings } = await drained(carryOutCalibration({ ...job, subject }, { load: () => [], append() {} }));
  for (const { verdict, width, widthError, recalibrated } of posteriors[0]?.parameters ?? []) {
    expect(verdict).toMatch(/^too narrow/);
    expect(Math.abs(width - 1 / 0.7)).toBeLessThan(4 * widthError + 0.1); // the prior's own width is right
    expect(recalibrated?.sbcP).toBeGreaterThan(0.001);
    // Learned on 100 and tested on 100: both halves have an error.
    expect(Math.abs((recalibrated?.coverage["0.95"] as number) - 0.95)).toBeLessThan(4 * Math.sqrt((2 * 0.95 * 0.05) / 100));
  }
  expect(posteriors[0]?.passes).toBe(false);
  expect(warnings).toContainEqual(expect.stringContaining("grid, b: the posterior is too narrow"));
});
