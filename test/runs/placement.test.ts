/** What a user is told of a design that was not found, and of trainings that lose against convention. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { box } from "../../designs/index.js";
import { drained } from "../../src/basics/steps.js";
import type { Gain } from "../../src/contracts/gain.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { pairwiseScores } from "../../src/modelling/likelihoods.js";
import type { DesignResult } from "../../src/records/types.js";
import { designExperiment } from "../../src/runs/designExperiment.js";
import { placementWarnings, reactionWarnings } from "../../src/runs/placement.js";
import { best, gainOfOne, threshold } from "../support/threshold.js";

const gain = (value: number, se = 0.01): Gain => ({ lower: { value, se, method: "sPCE", samples: 100 }, upper: null });
const random = (value: number) => [{ name: "random", design: null, gain: gain(value) }];
const space = box({ low: [0, 5, 0], high: [10, 5, 10], dim: 3 });

describe("a design that is worth no more than random ones", () => {
  test("is said to be so, with the coordinates that sit at an end and could be elsewhere", () => {
    const [warning] = placementWarnings(space, [0.01, 5, 4], gain(1.73), random(1.74));
    expect(warning).toContain(
      "worth no more than random designs on average (-0.01 ± 0.01 nats), and d1 sits at the end of its range",
    );
    expect(warning).toContain('scale: "log"');
    expect(placementWarnings(space, [4, 5, 4], gain(1.75), random(1.74))[0]).toContain("hardly more than random designs");
  });

  test("one that is worth more is not, wherever it sits", () => {
    expect(placementWarnings(space, [0, 5, 10], gain(2), random(1.74))).toEqual([]);
    expect(placementWarnings(space, [0, 5, 10], gain(2), [])).toEqual([]);
  });

  test("what it loses is said once, with where it sits", () => {
    const equal = { name: "equallySpaced", design: [4, 5, 4], gain: gain(2) };
    expect(placementWarnings(space, [0.01, 5, 4], gain(1.5), [equal, ...random(1.74)])).toEqual([
      "the design found is worth 0.50 ± 0.01 nats less than equally spaced and 0.24 ± 0.01 nats less than random designs on average, and d1 sits " +
        "at the end of its range: training has not converged. Where the best values may lie decades from the ends, give the design space low above 0 " +
        'and scale: "log"; else try narrower ranges, more --restarts or --steps, or another --estimator',
    ]);
    const [warning, ...more] = placementWarnings(space, [4, 5, 4], gain(1.75), [equal, ...random(1.74)]);
    expect(warning).toContain("0.25 ± 0.01 nats less than equally spaced and hardly more than random designs on average (0.01");
    expect(more).toEqual([]);
    expect(placementWarnings(space, [4, 5, 4], gain(1.9), [equal, ...random(1.74)])[0]).toMatch(
      /less than equally spaced: training/,
    );
  });

  test("on a scale of ratios, ends are ends of ratios", () => {
    const wide = box({ low: 1e-4, high: 1e3, dim: 2, scale: "log" });
    const [warning] = placementWarnings(wide, [0.01, 999], gain(1), random(1.1));
    expect(warning).toContain("and d2 sits at the end");
  });
});

describe("a policy that gains no more than its static design", () => {
  const planned = (value: number) => ({ name: "static", design: [1, 5, 2], gain: gain(value) });
  const still = Array.from({ length: 100 }, (_, i) => [1, 5, 2 + 1e-4 * i]);
  const moving = still.map(([a, b], i) => [a as number, b as number, 2 + 0.01 * i]);

  test("is said to be so, and so is one that does not react", () => {
    expect(reactionWarnings(space, gain(2.01), planned(2), [], moving)).toEqual([
      "the policy found is not clearly different from the static design (0.01 ± 0.01 nats): either outcomes tell little of where to measure next, " +
        "and floe design does as well, or training has not found how; try more --steps",
    ]);
    expect(reactionWarnings(space, gain(2), planned(2), [], still)[0]).toContain(
      "the static design (0.00 ± 0.01 nats) and measures at the same places whatever it has seen: ",
    );
    expect(reactionWarnings(space, gain(2.5), planned(2), [], still)[0]).toContain(
      "the policy found is worth 0.50 ± 0.01 nats more than the static design and measures",
    );
  });

  test("one that reacts and gains is not, nor is a loss said twice", () => {
    expect(reactionWarnings(space, gain(2.5), planned(2), [], moving)).toEqual([]);
    expect(reactionWarnings(space, gain(2), undefined, [], moving)).toEqual([]);
    expect(reactionWarnings(space, gain(1.5), planned(2), [], moving)[0]).toContain(
      "nats less than static: training has not converged",
    );
    const [warning, ...more] = reactionWarnings(space, gain(1.5), planned(2), [], still);
    expect(warning).toContain("is worth 0.50 ± 0.01 nats less than the static design and measures at the same places");
    expect(more).toEqual([]);
    const both = reactionWarnings(space, gain(1.5), planned(2), random(1.74), still);
    expect(both.slice(1)).toEqual([
      expect.stringContaining("worth 0.24 ± 0.01 nats less than random designs on average: training"),
    ]);
  });

  test("with one measurement there is nothing to react to", () => {
    expect(reactionWarnings(box({ low: 0, high: 1, dim: 1 }), gain(2), planned(2), [], [[0.5]])[0]).toContain("one measurement");
  });
});

async function designed(simulator: SimulatorFamily, training: object, samples = 300): Promise<DesignResult> {
  const evaluation = { samples, contrasts: 500, criticSteps: 50 };
  return drained(designExperiment({ simulator, training: { restarts: 1, ...training }, evaluation }));
}

/** Of the threshold's yes or no. */
const answers = pairwiseScores((theta, at, y) => {
  const logit = tf.mul(4, tf.sub(theta, at));
  return tf.sum(tf.sub(tf.mul(y, logit), tf.softplus(logit)), 1) as tf.Tensor1D;
});

test("a training by score gradients that is thrown to the edges begins again at the conventional design, and exchanges find a better one", async () => {
  const { create, ...rest } = threshold;
  const known: SimulatorFamily = {
    ...rest,
    create(designs, settings) {
      return { ...create(designs, settings), logLikelihood: answers };
    },
  };
  const { design, warnings } = await designed(known, { steps: 5, designRate: 10, batch: 64 });
  const { gain: highest } = best(gainOfOne);
  expect(gainOfOne(design[0] as number)).toBeGreaterThan(gainOfOne(3) + 0.8 * (highest - gainOfOne(3)));
  expect(warnings.join()).toContain("restart 1 ended below the equally spaced design");
});
