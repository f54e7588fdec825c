/** Which horizons a policy can be trained for, what a step of all of them is, and what is refused before anything is computed. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { startBackend } from "../../src/engine/backend.js";
import { tidied } from "../../src/engine/tensors.js";
import { pce } from "../../src/estimators/pce.js";
import { setupOf } from "../../src/experiment/history.js";
import { buildObjective } from "../../src/information/objective.js";
import { gradientOf } from "../../src/information/training/gradient.js";
import { climbedOutput, type StepTask, stepInputs, trainingStep } from "../../src/information/training/step.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key, split } from "../../src/numbers/keys.js";
import { measurementsOf } from "../../src/numbers/measurements.js";
import { resolveDesign } from "../../src/runs/job.js";
import { horizonsIn } from "../../src/runs/policy/horizons.js";
import { largestGap } from "../support/largestGap.js";
import { seenFor } from "../support/policies.js";

beforeAll(() => startBackend("cpu"));

test("a list in any order, with its largest, or all", () => {
  expect(horizonsIn("10, 2,5", 10)).toEqual([2, 5, 10]);
  expect(horizonsIn("all", 4)).toEqual([1, 2, 3, 4]);
});

test.each([
  ["2,x", '--horizons must be whole numbers of at least 1 with commas between, e.g. 2,5,10, or all, got "x"'],
  ["0,4", 'or all, got "0"'],
  ["2,,4", 'or all, got ""'],
  ["2,4,2", "--horizons names 2 twice"],
  ["2,5", "the largest of --horizons must be the experiment's own, --horizon 4, got 5: take --horizon 5"],
  ["2,3", "got 3: add 4, or take --horizon 3"],
  ["4", "--horizons 4 is one horizon, which the policy knows anyhow: name a shorter one too, or leave it out"],
])("--horizons %s is refused", (text, words) => {
  expect(() => horizonsIn(text, 4)).toThrow(words);
});

describe("a run", () => {
  const asked = (simulator: string, options: object = {}) =>
    resolveDesign({
      ...{ simulator, policy: "deepSets", designs: 3, horizons: "1,3", gainAfter: "last", greedy: "no", seed: 0 },
      ...{ settings: {}, training: {}, evaluation: {}, ...options },
    } as never);

  test("knows its experiments, and the spaces of all lengths where they differ", async () => {
    const { adaptive } = await asked("death");
    expect(adaptive?.horizons?.all).toEqual([1, 3]);
    expect(adaptive?.horizons?.shorter.map(({ designs }) => measurementsOf(designs))).toEqual([1]);
    expect(adaptive?.horizons?.spaces?.map(({ low }) => (low as number[]).length)).toEqual([1, 2]);
    expect((await asked("location")).adaptive?.horizons).not.toHaveProperty("spaces.2");
    expect((await asked("death", { horizons: undefined })).adaptive).not.toHaveProperty("horizons");
  });

  test.each([
    ["sir", {}, "sir has no likelihood, so train a policy for each horizon"],
    ["pharmacokinetic", { estimator: "infoNce" }, "and infoNce is none: take --estimator pce"],
    ["death", { horizons: "1,2" }, "add 3, or take --horizon 2"],
    ["psychometric", { goal: "threshold" }, "psychometric has no path from design to outcome"],
  ])("of %s %j is refused in one message", async (simulator, options, words) => {
    await expect(asked(simulator, options)).rejects.toThrow(words);
  });
});

/** By a path, by counted thetas, by counted steps: a task of one horizon, as a training has it. */
const taskOf = (simulator: Simulator, single: Simulator, most: number): StepTask => {
  const seen = seenFor(simulator);
  const policy = adaptivePolicies.deepSets.create(setupOf(simulator, seen, measurementsOf(simulator.designs), [5], most));
  const scaling = { theta: { mean: [], sd: [] }, outcome: { mean: [], sd: [] }, designSeen: true };
  const options = { hidden: [3], features: 2, auxiliary: "shared", critic: undefined } as never;
  const { enumeration } = gradientOf(simulator, pce, policy, scaling, { single });
  return {
    simulator,
    policy,
    objective: buildObjective(simulator, pce, options, scaling),
    ...(enumeration ? { enumeration } : {}),
  };
};

test.each(["location", "death", "psychometric"] as const)(
  "%s: a step of several horizons is the mean of their own steps, gradient and all",
  (name) => {
    const of = (measurements: number) => createSimulator(simulators[name], measurements);
    const [one, two, three] = [1, 2, 3].map((n) => taskOf(of(n), of(1), 3)) as [StepTask, StepTask, StepTask];
    const together: StepTask = { ...three, shorter: [one, two] };
    const k = split(key(5), "init", "given", "draw");
    const n = 24;
    tidied(() => {
      const { designs } = three.simulator;
      const params = (three.policy as never as ReturnType<typeof adaptivePolicies.deepSets.create>).init(
        k.init,
        designs,
        designs.random(k.init),
      );
      const drawn = [three, one, two].map(({ simulator }) => (simulator.draw as NonNullable<Simulator["draw"]>)(k.draw, n)) as [
        never,
        never,
        never,
      ];
      const [first, ...shorter] = drawn;
      const inputs = stepInputs(together, { draw: first, shorter, key: k.given, progress: 0 });
      const partOf = (i: number) =>
        Object.fromEntries(
          Object.entries(inputs).flatMap(([each, x]) => (each.startsWith(`shorter${i}/`) ? [[each.slice(9), x]] : [])),
        );
      const names = Object.keys(params);
      const gradientsOf = (task: StepTask, given: Record<string, tf.Tensor>) => {
        const climbed = climbedOutput(task);
        const at = (...values: tf.Tensor[]): tf.Scalar => {
          const own = Object.fromEntries(names.map((each, i) => [each, values[i] as tf.Tensor]));
          const unread = tf.addN(values.map((x) => tf.mul(0, tf.sum(x)))); // the network of later decisions, where there is one only
          return tf.add(trainingStep(task, own, given)[climbed] as tf.Scalar, unread);
        };
        return tf
          .grads(at)(names.map((each) => params[each] as tf.Tensor))
          .map((x) => Array.from(x.dataSync()));
      };
      const all = [gradientsOf(three, inputs), gradientsOf(one, partOf(0)), gradientsOf(two, partOf(1))];
      const found = gradientsOf(together, inputs);
      for (const [i, gradient] of found.entries()) {
        const wanted = gradient.map((_, j) => all.reduce((sum, each) => sum + (each[i]?.[j] as number), 0) / 3);
        expect(largestGap(gradient, wanted), names[i]).toBeLessThan(1e-5 * Math.max(1, ...wanted.map(Math.abs)));
      }
      const step = trainingStep(together, params, inputs);
      const own = [
        trainingStep(three, params, inputs),
        trainingStep(one, params, partOf(0)),
        trainingStep(two, params, partOf(1)),
      ];
      const mean = own.reduce((sum, { bound }) => sum + ((bound as tf.Tensor).dataSync()[0] as number), 0) / 3;
      expect((step.bound as tf.Tensor).dataSync()[0]).toBeCloseTo(mean, 4);
      const contributions = Array.from((step.contributions as tf.Tensor).dataSync());
      expect(contributions).toHaveLength(n);
      expect(contributions.reduce((sum, x) => sum + x, 0) / n).toBeCloseTo(mean, 4); // their spread is that of the mean
    });
  },
);
