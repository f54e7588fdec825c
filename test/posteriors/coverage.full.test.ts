/**
 * Beliefs from critics are calibrated wherever was measured: as advised, on whole days, days off, anywhere. Of simulated epidemics, 90 %
 * intervals hold the truth of about 90 %, or none are told. Critics are trained once for each policy.
 */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { sir } from "../../simulators/sir.js";
import { drained } from "../../src/basics/steps.js";
import type { AdaptiveFamily } from "../../src/contracts/policy.js";
import { critics as registry } from "../../src/critics/index.js";
import { rowsOf } from "../../src/engine/tensors.js";
import { validationDraw } from "../../src/experiment/draws.js";
import { lookOf } from "../../src/experiment/history.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { uniforms } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { loadPolicy, type PortablePolicy } from "../../src/portable/policy.js";
import { openBeliefs, simulatedExperiments } from "../../src/posteriors/beliefs.js";
import type { BeliefsFile } from "../../src/records/types.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { made } from "../support/policies.js";

const settings = { dt: 0.1 };
const days = 100;
const end = 99.9;

/** Where one measures in place of the advice. @param u uniform @param last where was measured before */
type Habit = (advised: number, u: number, last: number) => number;
const habits: Readonly<Record<string, Habit>> = {
  "as advised": (at) => at,
  "whole days": (at) => Math.round(at),
  "a day early": (at) => at - 1,
  "two days late": (at) => at + 2,
  "five days early": (at) => at - 5,
  anywhere: (_, u, last) => last + u * (end - last),
};

/** A policy near a sensible plan, and its critic of the whole experiment. */
async function learned(family: AdaptiveFamily, plan: readonly number[]): Promise<{ policy: PortablePolicy; file: BeliefsFile }> {
  const horizon = plan.length;
  const whole = createSimulator(sir, horizon, settings);
  const untrained = made(whole, family);
  const start = { shape: [1, horizon], values: whole.designs.toRaw(plan) };
  const data = { ...untrained, parameters: { ...untrained.parameters, "design/start": start } };
  const values = Object.entries(data.parameters).map(([name, { values, shape }]) => [name, tf.tensor([...values], [...shape])]);
  const params = Object.fromEntries(values);
  const policy = family.create({ horizon, hidden: data.hidden, look: lookOf(whole, data.seen) });
  const options = { samples: 500, contrasts: 20_000, criticSteps: 2000, criticBatch: 256 };
  const ended = await drained(evaluatePolicy({ simulator: whole, policy, params, options, key: key(1) }));
  const { critic, thetas } = ended.fresh as NonNullable<typeof ended.fresh>;
  tf.dispose(params);
  const critics = [...Array(horizon - 1).fill(null), critic];
  const file: BeliefsFile = { kind: "beliefs", version: "0", simulator: "sir", settings, horizon, learned: { critics, thetas } };
  return { policy: loadPolicy(data), file };
}

/** The number infected on a stored path. */
function infected(path: readonly number[], day: number): number {
  const at = (day / days) * (path.length - 1);
  const left = Math.min(path.length - 2, Math.floor(at));
  const [a, b] = [path[left] as number, path[left + 1] as number];
  return a + (at - left) * (b - a);
}

describe.each([
  ["deepSets", [14, 36], 60],
  ["recurrent", [10, 18, 28, 45, 70], 30],
] as const)("%s, %j", (name, plan, experiments) => {
  test("no habit of measuring makes intervals that hold less than they say", async () => {
    const { policy, file } = await learned(adaptivePolicies[name], plan);
    const beliefs = openBeliefs(sir, file, policy, registry, await simulatedExperiments(sir, file));
    const draw = await validationDraw(createSimulator(sir, plan.length, settings), key(2), experiments); // no critic has seen them
    const [truths, paths] = [rowsOf(draw.theta), rowsOf(draw.noise.path as tf.Tensor2D)];
    const printed: Record<string, number> = {};
    for (const [habit, place] of Object.entries(habits)) {
      let told = 0;
      const held = [0, 0];
      const early = [0, 0]; // sums of (truth - mean) / sd
      for (const [i, truth] of truths.entries()) {
        const u = uniforms(fold(key(3), i), plan.length);
        const session = policy.start();
        for (let step = 0; step < plan.length; step++) {
          const last = (session.history.observations.at(-1)?.design[0] ?? 0) + 0.01;
          const advice = session.next();
          if (!advice || last > end) break;
          const at = Math.min(end, Math.max(last, place(advice.design[0], u[step] as number, last)));
          session.observe({ design: [at], outcome: [infected(paths[i] as number[], at)] });
        }
        if (session.history.observations.length < plan.length) continue;
        const { parameters = [], warnings } = beliefs.after(session.history.observations) ?? {};
        if (parameters.length === 0) expect(warnings?.[0]).toMatch(/: no intervals$/);
        else told++;
        for (const [j, { interval, mean, sd }] of parameters.entries()) {
          const value = truth[j] as number;
          if (value >= interval[0] && value <= interval[1]) held[j] = (held[j] as number) + 1;
          early[j] = (early[j] as number) + (value - mean) / sd;
        }
      }
      printed[habit] = told;
      for (const [j, parameter] of ["beta", "gamma"].entries()) {
        if (told < 10) continue;
        const what = `${parameter}, ${habit}, ${told} told`;
        // the promise is 4 %; 3 standard errors of so few are more
        const slack = Math.max(0.04, 3 * Math.sqrt(0.09 / told));
        expect((held[j] as number) / told, what).toBeGreaterThan(0.9 - slack);
        expect(Math.abs((early[j] as number) / told), what).toBeLessThan(0.1 + 3 / Math.sqrt(told));
      }
    }
    expect(printed["as advised"]).toBe(experiments);
    expect(printed["whole days"]).toBeGreaterThan(experiments / 4); // an hour or so must not cost all beliefs
    expect(printed.anywhere).toBeLessThan(experiments / 4);
    beliefs.dispose();
    tf.dispose([draw.theta, draw.noise]);
  });
});
