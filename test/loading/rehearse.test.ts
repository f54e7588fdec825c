/** The rehearsal lets every sound simulator pass and leaves no tensor behind. What it refuses is in test/cli/wrongCalls.test.ts. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { simulators } from "../../simulators/index.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { checkSimulator } from "../../src/loading/rehearse.js";
import { createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { designExperiment } from "../../src/runs/designExperiment.js";

const cheap: Readonly<Record<string, Record<string, number>>> = { sir: { days: 10, dt: 0.05 } };

test.each(Object.entries<SimulatorFamily>(simulators))("%s passes, whatever the key", async (name, family) => {
  for (const designs of [1, 3]) {
    const simulator = createSimulator(family, designs, cheap[name] ?? {});
    await checkSimulator(simulator); // what a simulator caches for good does not count as left behind
    const before = tf.memory().numTensors;
    await checkSimulator(simulator, key(designs));
    expect(tf.memory().numTensors).toBe(before);
  }
});

test("a simulator that fails leaves no tensor behind either, and the library refuses it before it trains", async () => {
  const { linear } = simulators;
  const broken = defineSimulator({
    ...linear,
    create: (designs, settings) => ({ ...linear.create(designs, settings), simulate: (theta) => tf.mul(theta, Number.NaN) }),
  });
  const simulator = createSimulator(broken, 2);
  const before = tf.memory().numTensors;
  await expect(checkSimulator(simulator)).rejects.toThrow(/simulator "linear": simulate\(theta, design, noise\) contains NaN/);
  expect(tf.memory().numTensors).toBe(before);
  await expect(designExperiment({ simulator: broken, designs: 2 }).next()).rejects.toThrow(/contains NaN/);
});

test("draws outside of the prior's own support are told", async () => {
  const simulator = createSimulator(simulators.linear, 2);
  const narrow = { ...simulator, prior: { ...simulator.prior, support: [{}, { low: 0 }] } };
  await expect(checkSimulator(narrow)).rejects.toThrow(/gave slope = -\S+, outside of its prior's support, 0 to Infinity/);
});
