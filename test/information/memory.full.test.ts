/** Memory over long trainings, where a tensor lost each step would end a run after hours. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { linear } from "../../simulators/linear.js";
import { sir } from "../../simulators/sir.js";
import type { TrainingOptions } from "../../src/contracts/options.js";
import type { Bank, Simulator } from "../../src/contracts/simulator.js";
import { estimators } from "../../src/estimators/index.js";
import { validationDraw } from "../../src/experiment/draws.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { trainingDefaults } from "../../src/options/defaults.js";
import { runRestart } from "../../src/runs/restart.js";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

async function trained(simulator: Simulator, given: Partial<TrainingOptions>, watch: (step: number) => void): Promise<void> {
  const options = { ...trainingDefaults, hidden: [8], features: 4, warmup: 0, ...given };
  const comparison = await validationDraw(simulator, key(2), 64);
  // InfoNCE: FLO with batches as small as here grows overconfident over so many steps (docs/defaults.md).
  const task = { simulator, estimator: estimators.infoNce, options, key: key(1), index: 0, comparison };
  const steps = runRestart(task, undefined, () => {});
  for (let next = await steps.next(); !next.done; next = await steps.next()) watch(next.value.step);
  tf.dispose([comparison.theta, comparison.noise]);
}

test("200,000 steps need no more memory than the first 10,000", async () => {
  const before = tf.memory().numTensors;
  const seen: { step: number; tensors: number; rss: number }[] = [];
  await trained(createSimulator(linear, 1), { steps: 200_000, batch: 16, validateEvery: 10_000 }, (step) => {
    if (step % 10_000 !== 0) return;
    collect();
    seen.push({ step, tensors: tf.memory().numTensors, rss: process.memoryUsage().rss });
  });
  expect(seen.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, i) => 10_000 * (i + 1)));
  expect(new Set(seen.map(({ tensors }) => tensors)).size).toBe(1);
  expect(tf.memory().numTensors).toBe(before);
  // Between collections garbage comes and goes, so the lowest of the last five stands for the end, and of the first three for the start.
  const rss = seen.map((entry) => entry.rss);
  const grown = Math.min(...rss.slice(-5)) - Math.min(...rss.slice(0, 3));
  expect(grown / 2 ** 20).toBeLessThan(20);
});

test("a training that goes through several banks of epidemics leaves no tensor behind", async () => {
  const simulator = createSimulator(sir, 2, { dt: 0.1 });
  const bank: Bank = { ...(simulator.bank as Bank), size: 2000, refreshEvery: 20 };
  const before = tf.memory().numTensors;
  const tensors: number[] = [];
  await trained({ ...simulator, bank }, { steps: 50, batch: 32 }, () => tensors.push(tf.memory().numTensors));
  expect(tensors).toHaveLength(50);
  expect(new Set(tensors).size).toBe(1);
  expect(tf.memory().numTensors).toBe(before);
});
