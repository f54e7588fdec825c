/** Beliefs where weights on draws from the prior are not enough, against the posterior in closed form. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { critics as registry } from "../../src/critics/index.js";
import { validationDraw } from "../../src/experiment/draws.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import type { Observation } from "../../src/portable/policy.js";
import type { Belief } from "../../src/posteriors/belief.js";
import { openBeliefs } from "../../src/posteriors/beliefs.js";
import { likeSimulations } from "../../src/posteriors/surer.js";
import { closedForm, expectBelief, fileOf, gaussianLine, policyOf, seen, withoutLikelihood } from "./beliefLine.js";

test("with a likelihood: weights where many are left, else the best posterior that there is", async () => {
  const before = tf.memory().numTensors;
  const beliefs = openBeliefs(gaussianLine, fileOf("gaussianLine", 3), policyOf(gaussianLine), registry);
  expect(await beliefs.surely([])).toBeUndefined();
  expect(await beliefs.surely(seen)).toEqual(beliefs.after(seen));
  // Of these the prior's draws leave hardly any.
  const sharp: Observation[] = [-3, 0, 3].map((x) => ({ design: [x], outcome: [10 + 6 * x] }));
  expect(beliefs.after(sharp)?.ess).toBeLessThan(50);
  const belief = (await beliefs.surely(sharp)) as Belief;
  expectBelief(belief, closedForm(sharp));
  expect([belief.by, belief.ess]).toEqual(["grid", 4000]);
  expect(await beliefs.surely([{ design: [0], outcome: [1e30] }])).toEqual(beliefs.after([{ design: [0], outcome: [1e30] }]));
  beliefs.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

describe("without a likelihood", () => {
  const whole = createSimulator(withoutLikelihood, 3);
  const experiments = (n: number) => validationDraw(whole, key(4), n);
  const open = async () =>
    likeSimulations({ simulator: whole, few: await experiments(4000), simulate: () => experiments(50_000) });
  const fromCritic: Belief = { ess: 900, parameters: [{ name: "intercept", unit: "m", mean: 0, sd: 1, interval: [-1, 1] }] };

  test("what the critic says stands where the experiment is like others", async () => {
    const surer = await open();
    expect(await surer.instead(fromCritic, seen)).toBe(fromCritic);
    surer.dispose();
  });

  test("off the advised place, and where the outcome is rare, the simulations most like it are told in its place", async () => {
    const surer = await open();
    const none: Belief = { ess: 0, parameters: [], warnings: ["measurement 1 was not where it was advised: no intervals"] };
    const rare: Observation[] = [{ design: [2.5], outcome: [21] }]; // one in 10,000
    for (const [quick, observations, why] of [
      [none, seen, "measurement 1 was not where it was advised: believed are the simulations most like them, of 50,000"],
      [fromCritic, rare, "the outcomes are unlike nearly all"],
    ] as const) {
      const belief = await surer.instead(quick, observations);
      expect(belief.by).toBe("nearest");
      expect(belief.warnings?.[0]).toContain(why);
      for (const [j, { mean, sd }] of closedForm(observations).entries()) {
        const found = belief.parameters[j] as Belief["parameters"][number];
        expect(Math.abs(found.mean - mean)).toBeLessThan((4 / Math.sqrt(belief.ess)) * sd);
        expect(Math.abs(Math.log(found.sd / sd))).toBeLessThan(0.2);
      }
    }
    surer.dispose();
  });

  test("lost measurements keep the steps of the others", async () => {
    const surer = await open();
    const lost = await surer.instead({ ess: 0, parameters: [] }, [{ design: [0], lost: true }, ...seen.slice(1)]);
    const found = lost.parameters[1] as Belief["parameters"][number];
    const { mean, sd } = closedForm(seen.slice(1))[1] as { mean: number; sd: number };
    expect(Math.abs(found.mean - mean)).toBeLessThan((4 / Math.sqrt(lost.ess)) * sd);
    surer.dispose();
  });
});
