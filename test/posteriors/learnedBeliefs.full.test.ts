/** Beliefs of trained critics, which have no likelihood to weigh with: against the same posteriors. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { InputError } from "../../src/basics/errors.js";
import { drained } from "../../src/basics/steps.js";
import { critics as registry } from "../../src/critics/index.js";
import { firstMeasurements } from "../../src/experiment/firstMeasurements.js";
import { lookOf } from "../../src/experiment/history.js";
import type { EvaluationTask } from "../../src/information/evaluation/task.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import type { Observation } from "../../src/portable/policy.js";
import { type Belief, openBeliefs, simulatedExperiments } from "../../src/posteriors/beliefs.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { closedForm, expectBelief, fileOf, policyOf, withoutLikelihood } from "./beliefLine.js";

describe("without a likelihood", () => {
  const horizon = 2;
  const policy = policyOf(withoutLikelihood, horizon);
  const whole = createSimulator(withoutLikelihood, horizon);

  async function learned(t: number, criticSteps: number) {
    const simulator = t < horizon ? firstMeasurements(whole, createSimulator(withoutLikelihood, t)) : whole;
    const { hidden, seen: eyes, parameters } = policy.data;
    const values = Object.entries(parameters).map(
      ([name, parameter]) => [name, tf.tensor([...parameter.values], [...parameter.shape])] as const,
    );
    const params = Object.fromEntries(values);
    const adaptive = adaptivePolicies.recurrent.create({ horizon, hidden, look: lookOf(whole, eyes) });
    const options = { samples: 500, contrasts: 20_000, criticSteps, criticBatch: 256 };
    const task: EvaluationTask = { simulator, policy: adaptive, params, options, key: key(3) };
    const ended = await drained(evaluatePolicy(task));
    tf.dispose(params);
    return ended.fresh as NonNullable<typeof ended.fresh>;
  }

  /** What the policy itself does when it sees these outcomes. */
  function advised(outcomes: readonly number[]): Observation[] {
    const session = policy.start();
    for (const outcome of outcomes) session.observe({ design: session.next()?.design as [number], outcome: [outcome] });
    return [...session.history.observations] as Observation[];
  }

  test("a trained critic's weights are near the posterior, after every step", async () => {
    const fresh = [await learned(1, 600), await learned(2, 600)] as const;
    const file = fileOf("gaussianLine", horizon, { critics: fresh.map(({ critic }) => critic), thetas: fresh[0].thetas });
    const text = JSON.parse(JSON.stringify(file)); // as from a file
    const beliefs = openBeliefs(withoutLikelihood, text, policy, registry, await simulatedExperiments(withoutLikelihood, text));
    for (const outcomes of [[1.5], [-3], [2, -1], [-4, 3]]) {
      const observations = advised(outcomes);
      expectBelief(beliefs.after(observations) as Belief, closedForm(observations), 0.15);
    }
    const moved = (by: number) =>
      advised([1.5, 2]).map(({ design: [x], outcome }) => ({ design: [(x as number) + by], outcome }));
    expectBelief(beliefs.after(moved(0.05)) as Belief, closedForm(moved(0.05)), 0.15);
    const elsewhere = moved(0.5).slice(0, 1);
    expect(beliefs.after(elsewhere)?.warnings?.[0]).toMatch(/^measurement 1 was not where it was advised/);
    expectBelief(beliefs.after(moved(0.2)) as Belief, closedForm(moved(0.2)), 0.15);
    expect(beliefs.after(moved(2))?.warnings?.[0]).toMatch(/^measurements 1 and 2 were not where they were advised:/);
    beliefs.dispose();
  });

  test("there are none after a step that has no critic, and damage is told in one line before anything is measured", async () => {
    const { critic, thetas } = await learned(2, 2);
    const open = (critics: readonly (typeof critic | null)[], of = thetas) =>
      openBeliefs(withoutLikelihood, fileOf("gaussianLine", horizon, { critics, thetas: of }), policy, registry);
    const beliefs = open([null, critic]);
    expect(beliefs.after(advised([1]))).toBeUndefined();
    expect(beliefs.after(advised([1, 2]))?.ess).toBeGreaterThan(0);
    beliefs.dispose();
    const before = tf.memory().numTensors;
    const [name, packed] = Object.entries(critic.parameters)[0] as [string, typeof thetas];
    const changed = (other: Partial<typeof thetas>) => ({
      ...critic,
      parameters: { ...critic.parameters, [name]: { ...packed, ...other } },
    });
    for (const wrong of [
      () => open([null, changed({ base64: packed.base64.slice(8) })]),
      () => open([null, changed({ shape: [1, 1] })]),
      () => open([null, changed({ base64: Buffer.alloc(packed.base64.length * 0.75, 255).toString("base64") })]),
      () => open([critic, critic]),
      () => open([null, critic], { ...thetas, shape: [7] }),
      () => openBeliefs(withoutLikelihood, fileOf("gaussianLine", horizon), policy, registry),
      () => openBeliefs(withoutLikelihood, fileOf("gaussianLine", 5), policy, registry),
      () => openBeliefs(withoutLikelihood, JSON.parse('{"kind":"policy"}'), policy, registry),
    ])
      expect(wrong).toThrow(InputError);
    expect(tf.memory().numTensors).toBe(before);
  });
});
