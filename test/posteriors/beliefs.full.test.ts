/** Beliefs from critics are calibrated: 90 % intervals hold the truth of about 90 % of simulated epidemics. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { sir } from "../../simulators/sir.js";
import { drained } from "../../src/basics/steps.js";
import { critics } from "../../src/critics/index.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { validationDraw } from "../../src/experiment/draws.js";
import { firstMeasurements } from "../../src/experiment/firstMeasurements.js";
import { lookOf } from "../../src/experiment/history.js";
import { policyContext, rollout } from "../../src/experiment/rollout.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { loadPolicy } from "../../src/portable/policy.js";
import { openBeliefs } from "../../src/posteriors/beliefs.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { made } from "../support/policies.js";

const horizon = 2; // coverage.full.test.ts goes on to five
const experiments = 200;
const settings = { dt: 0.1 };

test("the intervals hold the truth as often as they say, after every step", async () => {
  const whole = createSimulator(sir, horizon, settings);
  const file = made(whole, adaptivePolicies.recurrent);
  const values = Object.entries(file.parameters).map(
    ([name, { values, shape }]) => [name, tf.tensor([...values], [...shape])] as const,
  );
  const params = Object.fromEntries(values);
  const policy = adaptivePolicies.recurrent.create({ horizon, hidden: file.hidden, look: lookOf(whole, file.seen) });
  const fresh = [];
  for (let t = 1; t <= horizon; t++) {
    const simulator = firstMeasurements(whole, createSimulator(sir, t, settings));
    const options = { samples: 500, contrasts: 20_000, criticSteps: 2000, criticBatch: 256 };
    const ended = await drained(evaluatePolicy({ simulator, policy, params, options, key: key(1) }));
    fresh.push(ended.fresh as NonNullable<typeof ended.fresh>);
  }
  const thetas = (fresh[0] as (typeof fresh)[number]).thetas;
  const learned = { critics: fresh.map(({ critic }) => critic), thetas };
  const beliefs = openBeliefs(
    sir,
    { kind: "beliefs", version: "0", simulator: "sir", settings, horizon, learned },
    loadPolicy(file),
    critics,
  );
  const draw = await validationDraw(whole, key(2), experiments); // no critic has seen them
  const [truths, designs, outcomes] = tidied(() => {
    const context = policyContext(policy, whole.designs, key(3), experiments);
    const { theta, design, outcome } = rollout(whole, policy, params, draw, context);
    return [theta, design, outcome].map(rowsOf);
  }) as [number[][], number[][], number[][]];
  for (let t = 1; t <= horizon; t++) {
    const held = [0, 0];
    for (const [i, truth] of truths.entries()) {
      const observations = Array.from({ length: t }, (_, j) => ({
        design: [designs[i]?.[j] as number],
        outcome: [outcomes[i]?.[j] as number],
      }));
      const belief = beliefs.after(observations);
      for (const [j, { interval }] of (belief?.parameters ?? []).entries())
        if ((truth[j] as number) >= interval[0] && (truth[j] as number) <= interval[1]) held[j] = (held[j] as number) + 1;
    }
    // 3 standard errors of a share of 0.9
    for (const [j, name] of ["beta", "gamma"].entries())
      expect(Math.abs((held[j] as number) / experiments - 0.9), `${name} after ${t}`).toBeLessThan(
        3 * Math.sqrt(0.09 / experiments),
      );
  }
  beliefs.dispose();
  tf.dispose([draw.theta, draw.noise, params]);
});
