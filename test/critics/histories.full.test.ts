/** Critics that read one measurement after the other, on simulators and through policies. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { random } from "../../policies/random.js";
import { simulators } from "../../simulators/index.js";
import { InputError } from "../../src/basics/errors.js";
import type { Critic, Estimator } from "../../src/contracts/bounds.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import type { Params, SeenScaling } from "../../src/contracts/values.js";
import { critics } from "../../src/critics/index.js";
import { compileStep } from "../../src/engine/compile/index.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { pilotScaling, validationDraw } from "../../src/experiment/draws.js";
import { lookOf } from "../../src/experiment/history.js";
import { buildObjective } from "../../src/information/objective.js";
import { contributionsOf, stepInputs } from "../../src/information/training/step.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { normals } from "../../src/numbers/distributions.js";
import { key, split } from "../../src/numbers/keys.js";
import { withCritic } from "../../src/runs/critic.js";
import { prepareDesign } from "../../src/runs/job.js";
import { largestGap } from "../support/largestGap.js";

const readers = Object.entries(critics as Record<string, Critic>).filter(([, { reads }]) => reads === "measurements");
const trained = Object.entries(estimators as Record<string, Estimator>).filter(([, { scores }]) => scores === "critic");
const k = split(key(7), "draw", "critic", "policy");
const [n, horizon] = [32, 3];
const options = { hidden: [10, 9], features: 6, auxiliary: "shared" as const };

describe("the order of measurements", () => {
  const sizes = { theta: 2, outcome: 6, measurement: 2, hidden: [12], features: 8 };
  const scoresOf = (critic: Critic, order: readonly number[]): Float32Array =>
    tidied(() => {
      const theta = tf.tensor2d(normals(key(1), 8), [4, 2]);
      const parts = [0, 1, 2].map((t) => tf.tensor2d(normals(key(2 + t), 10), [5, 2]));
      const outcome = tf.concat(order.map((t) => parts[t] as tf.Tensor2D), 1); // biome-ignore format: a line
      return critic.scores(critic.init(key(9), sizes), theta, outcome as tf.Tensor2D).scores.dataSync() as Float32Array;
    });
  test("means nothing to deepSets, and much to recurrent", () => {
    const [sum, series] = [critics.deepSets, critics.recurrent].map((critic) =>
      largestGap(scoresOf(critic, [2, 0, 1]), scoresOf(critic, [0, 1, 2])),
    ) as [number, number];
    expect(sum).toBeLessThan(1e-5);
    expect(series).toBeGreaterThan(0.01);
  });
});

async function made(simulator: Simulator, estimator: Estimator, critic: string) {
  const draw = await validationDraw(simulator, k.draw, n);
  const scaling = tidied(() => pilotScaling(simulator, random, {}, draw, k.draw, true));
  const objective = buildObjective(simulator, estimator, withCritic({ ...options, critic }), scaling);
  return { draw, scaling, objective, params: objective.init(k.critic) };
}

describe.each(readers)("%s", (critic) => {
  test("sees one design for all as the same design for each", async () => {
    const simulator = createSimulator(simulators.pharmacokinetic, horizon);
    const { draw, objective, params } = await made(simulator, estimators.infoNce, critic);
    const [one, each] = tidied(() => {
      const design = tf.tensor2d([simulator.designs.random(key(3))]);
      const outcome = simulator.simulate(draw.theta, design, draw.noise);
      return [design, tf.tile(design, [n, 1])].map((at) => objective.scores(params, draw.theta, at, outcome).dataSync());
    }) as [Float32Array, Float32Array];
    expect(largestGap(one, each)).toBeLessThan(1e-5);
    tf.dispose(params);
  });

  test.each(trained)("is compiled behind an adaptive policy under %s, and trains as eagerly", async (_, estimator) => {
    const simulator = createSimulator(simulators.sir, horizon, { dt: 0.1 });
    const { draw, scaling, objective, params } = await made(simulator, estimator, critic);
    const look = lookOf(simulator, scaling.measurement as SeenScaling);
    const policy = adaptivePolicies.recurrent.create({ horizon, look, hidden: [8] });
    const task = { simulator, policy, objective };
    const inputs = () => stepInputs(task, { draw, key: k.policy, progress: 1 });
    const variables: Params = { ...params, ...policy.init(k.policy, simulator.designs, simulator.designs.random(key(5))) };
    const optimizer = { objective: "bound", groups: { all: Object.keys(variables) }, adam: { all: { epsilon: 1e-3 } } };
    const step = (params: Params, given: Params): Params => ({ bound: tf.mean(contributionsOf(task, params, given)) });
    const both = [false, true].map((eager) => tidied(() => compileStep(step, { variables, inputs: inputs(), optimizer, eager })));
    if (tf.getBackend() !== "cpu") expect(both[0]?.about).toMatch(/^compiled/);
    for (let t = 1; t <= 10; t++) {
      const [a, b] = both.map((compiled) => {
        const { bound } = tidied(() => compiled.run(inputs()));
        compiled.apply({ all: { t, rate: 1e-3, scale: 1 } });
        return bound?.[0] as number;
      }) as [number, number];
      expect(Math.abs(a - b)).toBeLessThan(1e-4 * Math.max(1, Math.abs(b)));
    }
    for (const compiled of both) compiled.dispose();
    tf.dispose(variables);
  });

  test("is refused where outcomes belong to no measurement, in words that name what there is instead", async () => {
    const { measure: _, ...whole } = createSimulator(simulators.pharmacokinetic, horizon);
    const family = { ...simulators.pharmacokinetic, create: () => whole };
    const asked = { simulator: family, seed: 0, backend: "auto" as const, designs: horizon, estimator: "flo", evaluation: {} };
    const others = Object.values<Critic>(critics).flatMap(({ name, reads }) => (reads === "outcomes" ? [name] : []));
    await expect(prepareDesign({ ...asked, training: { critic } })).rejects.toThrow(InputError);
    await expect(prepareDesign({ ...asked, training: { critic } })).rejects.toThrow(
      `the critic ${critic} reads one measurement after the other, and pharmacokinetic does not say which outcome belongs to which: ` +
        `it lacks measure(theta, at, noise, step). Choose one of ${others.join(", ")}`,
    );
  });
});
