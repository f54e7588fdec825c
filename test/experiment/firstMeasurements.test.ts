import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { simulators } from "../../simulators/index.js";
import { drained } from "../../src/basics/steps.js";
import type { LogLikelihood } from "../../src/contracts/bounds.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import type { DesignSpace } from "../../src/contracts/space.js";
import { piece, tidied } from "../../src/engine/tensors.js";
import { validationDraw } from "../../src/experiment/draws.js";
import { firstMeasurements } from "../../src/experiment/firstMeasurements.js";
import type { EvaluationTask } from "../../src/information/evaluation/task.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { fold, key } from "../../src/numbers/keys.js";
import { outcomesOfOne, widthOf } from "../../src/numbers/measurements.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { largestGap } from "../support/largestGap.js";

const horizon = 4;
const n = 20;
const designOf = (t: number, space: DesignSpace) =>
  tf.tensor2d(Array.from({ length: n }, (_, i) => space.random(fold(key(3), i)).slice(0, t * widthOf(space))));

const settingsOf = (family: SimulatorFamily) => (family.name === "sir" ? { dt: 0.1, observation: "poisson" } : {});
const members = Object.entries<SimulatorFamily>(simulators).map(([name, family]) => {
  const settings = settingsOf(family);
  return { name, family, settings, whole: createSimulator(family, horizon, settings) };
});

describe.each(members)("$name", ({ family, settings, whole }) => {
  test.each([1, 2, 3])("its first %d measurements are those of the whole experiment", async (t) => {
    const first = firstMeasurements(whole, createSimulator(family, t, settings));
    const draw = await validationDraw(first, key(1), n);
    tidied(() => {
      const all = whole.simulate(draw.theta, designOf(horizon, whole.designs), draw.noise);
      const design = designOf(t, whole.designs);
      const some = first.simulate(draw.theta, design, draw.noise);
      const [width, q] = [widthOf(whole.designs), outcomesOfOne(whole) as number];
      const wanted = tf.slice(all, [0, 0], [n, t * q]).dataSync();
      expect(some.shape).toEqual([n, t * q]);
      expect(largestGap(some.dataSync(), wanted)).toBeLessThan(1e-4 * Math.max(...wanted.map(Math.abs)));
      expect([first.designs.dim, first.designs.names.length, first.outcome.names.length]).toEqual([t * width, t * width, t * q]);
    });
  });
});

const likely = members.filter(({ whole }) => whole.logLikelihood);
if (likely.length === 0) throw new Error("no simulator of the registry has a likelihood: the next test would test nothing");

describe.each(likely)("$name, its likelihood", ({ family, settings, whole }) => {
  test.each([1, 2, 3])("of its first %d measurements is the sum of each, which are independent given theta", async (t) => {
    const first = firstMeasurements(whole, createSimulator(family, t, settings));
    const logLikelihood = first.logLikelihood as LogLikelihood;
    const alone = createSimulator(family, 1, settings).logLikelihood as LogLikelihood;
    const draw = await validationDraw(first, key(1), n);
    tidied(() => {
      const design = designOf(t, whole.designs);
      const some = first.simulate(draw.theta, design, draw.noise);
      const [width, q] = [widthOf(whole.designs), outcomesOfOne(whole) as number];
      const parts = Array.from({ length: t }, (_, j) => alone(draw.theta, piece(design, j, width), piece(some, j, q)));
      const sums = tf.addN(parts).dataSync();
      const found = logLikelihood(draw.theta, design, some).dataSync();
      expect(largestGap(found, sums)).toBeLessThan(1e-5 * Math.max(...sums.map(Math.abs)) + 1e-3);
    });
  });
});

test("bounds after each step enclose the exact gain of the designs so far, and grow with the steps", async () => {
  const whole = createSimulator(simulators.linear, 2);
  const design = [-10, 6];
  const options = { samples: 2000, contrasts: 2000, criticSteps: 1, criticBatch: 2 };
  let before = 0;
  for (const t of [1, 2]) {
    const simulator = firstMeasurements(whole, createSimulator(simulators.linear, t));
    const task: EvaluationTask = { simulator, policy: fixed(design.slice(0, t)), params: {}, options, key: key(2) };
    const { lower, upper, exact } = (await drained(evaluatePolicy(task))).gain;
    const wanted = exact as number;
    expect(lower?.value).toBeLessThan(wanted + 3.5 * (lower?.se as number));
    expect(upper?.value).toBeGreaterThan(wanted - 3.5 * (upper?.se as number));
    expect((upper?.value as number) - (lower?.value as number)).toBeLessThan(0.3);
    expect(lower?.value).toBeGreaterThan(before);
    before = lower?.value as number;
  }
});
