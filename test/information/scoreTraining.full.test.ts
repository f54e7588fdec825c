/** Trainings without a path from design to outcome find what quadrature says is best. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { drained } from "../../src/basics/steps.js";
import type { Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import { designExperiment } from "../../src/index.js";
import type { DesignResult } from "../../src/records/types.js";
import { best, gainOfOne, threshold, yes } from "../support/threshold.js";

const evaluation = { samples: 500, contrasts: 500, criticSteps: 50 };
const training = { steps: 800, restarts: 1, hidden: [32] };

const designed = (estimator: string, simulator = threshold, steps = training.steps): Promise<DesignResult> =>
  drained(designExperiment({ simulator, estimator, training: { ...training, steps }, evaluation }));

describe("one answer, yes or no", () => {
  const truth = best(gainOfOne);
  test.each(["infoNce", "flo", "nwj", "tuba", "mine"])("%s finds the best strength", async (estimator) => {
    const { design } = await designed(estimator, threshold, 2 * training.steps);
    expect(gainOfOne(0.7)).toBeLessThan(0.9 * truth.gain); // a random strength is not enough
    expect(gainOfOne(design[0] as number)).toBeGreaterThan(0.99 * truth.gain);
  });
});

/** The same answers from plain numbers, as another program would give them. */
const blackBox: SimulatorFamily = {
  ...threshold,
  create(designs, settings) {
    const twin = threshold.create(designs, settings);
    return {
      ...twin,
      simulate(theta, design, { u }) {
        const [t, at, x] = [theta, design, u as tf.Tensor].map((y) => y.dataSync()) as [Float32Array, Float32Array, Float32Array];
        const answers = Array.from(t, (value, i) => ((x[i] as number) < yes(value, at[i % at.length] as number) ? 1 : 0));
        return tf.tensor2d(answers, [t.length, 1]);
      },
    };
  },
};

test("a program that TensorFlow.js cannot see through is trained as its twin is", async () => {
  const [twin, box] = [await designed("infoNce", threshold, 60), await designed("infoNce", blackBox, 60)];
  expect(Math.abs((twin.design[0] as number) - (box.design[0] as number))).toBeLessThan(1e-3);
});

test("another word for a gradient is refused", async () => {
  const create: SimulatorFamily["create"] = (designs, settings) =>
    ({ ...threshold.create(designs, settings), gradient: "none" }) as unknown as Simulator;
  await expect(designed("infoNce", { ...threshold, create })).rejects.toThrow(
    'its gradient must be "pathwise", "score" or "enumerate", got "none"',
  );
});
