/** Black boxes find designs whose exact worth is known: the death process of which nothing is known but draws of its counts. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { choice } from "../../designs/index.js";
import { simulators } from "../../simulators/index.js";
import { drained } from "../../src/basics/steps.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { startBackend } from "../../src/engine/backend.js";
import { estimators } from "../../src/estimators/index.js";
import { validationDraw } from "../../src/experiment/draws.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { withParts } from "../../src/modelling/failures.js";
import { key, split } from "../../src/numbers/keys.js";
import { trainingDefaults } from "../../src/options/defaults.js";
import { runRestart } from "../../src/runs/restart.js";

beforeAll(() => startBackend("wasm"));

const k = split(key(1), "restart", "comparison");

async function found(simulator: Simulator, index: number, steps: number, optimizer: string) {
  const hidden = withParts(simulator, { gradient: "score" }, ["logLikelihood", "logCumulative", "finite", "exactGain", "curve"]);
  const options = { ...trainingDefaults, steps, optimizer };
  const comparison = await validationDraw(hidden, k.comparison, 4096);
  const task = { simulator: hidden, estimator: estimators.flo, options, key: k.restart, index, comparison };
  const { finished } = await drained(runRestart(task, undefined, () => {}));
  return finished;
}

const worth = (simulator: Simulator, design: readonly number[]): number => simulator.exactGain?.(design).value ?? 0;

test("two times, within a hundredth of the best, 1.6754 nats", async () => {
  const death = createSimulator(simulators.death, 2);
  const { design, simulations } = await found(death, 0, 2000, "conditioned");
  expect(worth(death, design)).toBeGreaterThan(0.99 * 1.6754);
  expect(simulations).toBe(2000 + 2000 * 256 + 20 * 1024 + 4096);
});

test("two times by Bayesian optimisation, in fewer steps", async () => {
  const death = createSimulator(simulators.death, 2);
  const { design } = await found(death, 0, 800, "bayesian");
  expect(worth(death, design)).toBeGreaterThan(0.98 * 1.6754);
});

test.each([
  ["conditioned", 800],
  ["bayesian", 400],
] as const)("the best of a list, from a start at its end: %s, %i steps", async (optimizer, steps) => {
  const death = createSimulator(simulators.death, 1);
  const times = [0.1, 0.25, 0.5, 1.2, 2, 3, 5, 10];
  const listed = withParts(death, { designs: choice({ candidates: times, dim: 1, distinct: true }) });
  const { design } = await found(listed, 1, steps, optimizer);
  const gains = times.map((time) => worth(death, [time]));
  expect(worth(death, design)).toBeGreaterThan(Math.max(...gains) - 0.02);
  expect(design).not.toEqual([0.1]);
});

test("what a restart says it simulated is what was asked for", async () => {
  const open = createSimulator(simulators.pharmacokinetic, 3);
  const blind = withParts(open, { gradient: "score" }, ["logLikelihood", "logCumulative"]);
  let asked = 0;
  // A program cannot be traced: every experiment is a call.
  const program = withParts(blind, {
    simulate(theta, design, noise) {
      asked += theta.shape[0];
      return tf.tensor2d(open.simulate(theta, design, noise).arraySync());
    },
  });
  const options = {
    ...trainingDefaults,
    steps: 40,
    batch: 16,
    validateEvery: 10,
    warmup: 5,
    hidden: [8],
    features: 4,
  };
  const comparison = await validationDraw(program, k.comparison, 100);
  const { finished } = await drained(
    runRestart(
      { simulator: program, estimator: estimators.flo, options, key: k.restart, index: 0, comparison },
      undefined,
      () => {},
    ),
  );
  expect(finished.simulations).toBe(2000 + 40 * 16 + 4 * 64 + 100);
  expect(asked).toBeGreaterThanOrEqual(finished.simulations as number);
  expect(asked - (finished.simulations as number)).toBeLessThanOrEqual(2 * 16); // the step is tried once before it begins
});
