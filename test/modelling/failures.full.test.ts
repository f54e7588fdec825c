/** Simulations that fail: refused with their share, or left out and counted, and then the gain is that of the prior given success. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { drained } from "../../src/basics/steps.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { column } from "../../src/engine/tensors.js";
import { checkSimulator } from "../../src/loading/rehearse.js";
import { key } from "../../src/numbers/keys.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { slope } from "../loading/rehearsal/models.js";

/** Fails above `limit`, as a solver that diverges. */
const failing = (limit: number, parts: Partial<Simulator> = {}): Simulator =>
  slope({
    simulate: (theta, d, { e }) => {
      const fine = tf.lessEqual(tf.add(column(theta, 0), tf.mul(0, d)), limit);
      const outcome = tf.add(tf.mul(column(theta, 0), d), tf.mul(0.1, e as tf.Tensor2D));
      return tf.where(fine, outcome, tf.fill(outcome.shape, Number.NaN)) as tf.Tensor2D;
    },
    ...parts,
  });

test("are refused with their share and what to do", async () => {
  await expect(checkSimulator(failing(2.5))).rejects.toThrow(
    /not finite for (0\.\d+|1(\.\d)?) % of 2048 draws of the prior at the design \(.*\), e\.g\. for a = [2-5]\.\d+.*failures: "leaveOut"/,
  );
});

test("are left out and counted where the simulator says so: the prior is then cut off there", async () => {
  const { measure: _, ...simulator } = failing(0, { failures: "leaveOut" });
  await checkSimulator(simulator as Simulator);
  const before = tf.memory().numTensors;
  const theta = simulator.prior.sample(key(1), 4000);
  const drawn = simulator.draw?.(key(2), 4000);
  for (const x of [theta, drawn?.theta as tf.Tensor]) {
    const values = Array.from(x.dataSync());
    expect(values.length).toBe(4000);
    expect(values.every((v) => v <= 0)).toBe(true);
    // The mean of the lower half of a standard normal is -sqrt(2/pi), its sd 0.603: four standard errors.
    expect(Math.abs(values.reduce((sum, v) => sum + v, 0) / 4000 + Math.sqrt(2 / Math.PI))).toBeLessThan(
      (4 * 0.603) / Math.sqrt(4000),
    );
  }
  tf.dispose([theta, drawn?.theta as tf.Tensor, drawn?.noise as never]);
  expect(tf.memory().numTensors).toBe(before);
  const options = { samples: 1000, contrasts: 1000, criticSteps: 1, criticBatch: 32 };
  const steps = evaluatePolicy({ simulator: simulator as Simulator, policy: fixed([1, 1]), params: {}, options, key: key(3) });
  const { notes } = await drained(steps);
  expect(notes.join()).toMatch(/simulate failed for (4[89]|5[012])\d\d of 10000 draws.*given success/);
});
