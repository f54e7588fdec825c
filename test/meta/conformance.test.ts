/** What every method that is trained must keep to: walks the registry. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { batchTensors, drawBatch } from "../../meta/batches.js";
import { combinations, searchedMethods } from "../../meta/compare/rows.js";
import { testSet } from "../../meta/evaluate.js";
import { metaMethods } from "../../meta/learners/index.js";
import { modelFile } from "../../meta/modelFile.js";
import { openPredictor } from "../../meta/predictor.js";
import { prepareTask, resolveTraining, trainingKeys } from "../../meta/setup.js";
import { initState, type MetaState, packState, unpackState } from "../../meta/state.js";
import { taskFamilies } from "../../meta/tasks/index.js";
import { compileMeta, trainMeta } from "../../meta/trainer.js";
import type { MetaMethod, ReferenceMethod, TaskFamily, TrainedMethod } from "../../meta/types.js";
import { tensorsOf } from "../../src/engine/ascent/index.js";
import { loadMetaModel } from "../../src/portable/model.js";
import { largestGap } from "../support/largestGap.js";

const all = Object.entries<MetaMethod>(metaMethods);
const trained = all.filter((entry): entry is [string, TrainedMethod] => entry[1].kind === "trained");
const references = all.filter((entry): entry is [string, ReferenceMethod] => entry[1].kind === "reference");
const small = { hidden: [12, 10], tasks: 6, steps: 8 };

function begin(method: string, more = {}) {
  const task = prepareTask(resolveTraining({ method, ...small, ...more }));
  return { task, state: initState(task.learner.init(trainingKeys(task.training.seed).metaInit)) };
}

async function run({ task, state }: ReturnType<typeof begin>): Promise<MetaState> {
  for await (const told of trainMeta(task, state)) expect(told.kind === "line" && Number.isFinite(told.risk)).toBe(true);
  return state;
}

const valuesOf = ({ parameters }: MetaState) => Object.values(parameters).flatMap(({ value }) => [...value]);

describe.each(trained)("%s", (name, method) => {
  test("is called what it is listed as, and has a default inside the limits of each setting", () => {
    expect(method.name).toBe(name);
    for (const { default: value, min, max } of Object.values(method.settings)) {
      expect(value).toBeGreaterThanOrEqual(min);
      expect(value).toBeLessThanOrEqual(max);
    }
    const names = [...Object.keys(method.settings), "rate"];
    for (const searched of Object.keys(method.search ?? {})) expect(names).toContain(searched);
    for (const inherited of method.inherits) expect(names).toContain(inherited);
  });

  test("its step is compiled, and trains as eagerly", async () => {
    const { task, state } = begin(name);
    const [compiled, eager] = [compileMeta(task, state), compileMeta(task, state, true)];
    expect(compiled.about).toMatch(/^compiled/);
    expect(eager.how).toBe("eager");
    const { support, query } = drawBatch(task.family, [5, 6], task.training);
    const inputs = { ...batchTensors(support, query), ...noiseOf(task) };
    const [a, b] = [compiled.run(inputs), eager.run(inputs)];
    for (const output of Object.keys(b))
      expect(largestGap(a[output] as Float32Array, b[output] as Float32Array)).toBeLessThan(1e-4);
    const [ga, gb] = [compiled.gradients(), eager.gradients()];
    for (const parameter of Object.keys(gb)) {
      const size = Math.max(1e-2, ...(gb[parameter] as Float32Array).map(Math.abs));
      expect(largestGap(ga[parameter] as Float32Array, gb[parameter] as Float32Array) / size, parameter).toBeLessThan(1e-3);
    }
    compiled.dispose();
    eager.dispose();
    tf.dispose(inputs);
  });

  test("the same seed gives the same weights, another seed others, and nothing leaks", async () => {
    await run(begin(name));
    const before = tf.memory().numTensors;
    const [once, again, other] = [await run(begin(name)), await run(begin(name)), await run(begin(name, { seed: 1 }))];
    expect(valuesOf(again)).toEqual(valuesOf(once));
    expect(valuesOf(other)).not.toEqual(valuesOf(once));
    expect(tf.memory().numTensors).toBe(before);
  });

  test("a training that stopped goes on to the same weights", async () => {
    const whole = await run(begin(name));
    const { task, state } = begin(name);
    let middle: MetaState | undefined;
    for await (const { step } of trainMeta(task, state)) {
      if (step !== 4) continue;
      middle = unpackState(structuredClone(packState(state)), state);
      break;
    }
    const finished = await run({ task, state: middle as MetaState });
    expect(valuesOf(finished)).toEqual(valuesOf(whole));
    expect(finished.counters.updates).toBe(whole.counters.updates);
  });

  test("the portable runtime predicts what the tensors predict, for one point and for many", async () => {
    const { task, state } = begin(name);
    await run({ task, state });
    const model = loadMetaModel(JSON.parse(JSON.stringify(modelFile(task, state))));
    for (const support of [1, 3, 10]) {
      const set = testSet(task.family, support, 5);
      const steps = task.method.stepwise ? 2 : 0;
      const predictor = openPredictor(task.learner, state, set, [steps]);
      const [predicted] = predictor.predict(state) as [Float32Array];
      predictor.dispose();
      for (const t of [0, 7]) {
        const points = Array.from({ length: support }, (_, i) => ({
          x: set.support.x[t * support + i] as number,
          y: set.support.y[t * support + i] as number,
        }));
        const curve = model.adapt(points, task.method.stepwise ? steps : undefined);
        const made = curve(Array.from(set.query.x.subarray(5 * t, 5 * t + 5)));
        expect(largestGap(made, predicted.subarray(5 * t, 5 * t + 5))).toBeLessThan(1e-4);
      }
    }
  });

  test("support points that all lie at one x, or far away, give finite predictions", () => {
    const { task, state } = begin(name);
    const params = tensorsOf(state);
    const x = tf.tensor2d([[2, 2, 2]]);
    const [made] = task.learner.predict(params, x, tf.tensor2d([[1, 1, 1]]), tf.tensor2d([[-5, 0, 5]]), [1]);
    expect(Array.from((made as tf.Tensor).dataSync()).every(Number.isFinite)).toBe(true);
    tf.dispose(params);
  });
});

describe.each(references)("%s", (name, method) => {
  test("is called what it is listed as, and predicts finite numbers from one point and from three at one x", () => {
    expect(method.name).toBe(name);
    for (const family of Object.values<TaskFamily>(taskFamilies))
      for (const x of [[1], [2, 2, 2]]) {
        const at = Float32Array.of(-5, 0, 5);
        const made = method.predict(family, Float32Array.from(x), new Float32Array(x.length).fill(1.5), at);
        expect(made.length).toBe(3);
        expect([...made].every(Number.isFinite)).toBe(true);
      }
  });
});

test("the methods that are searched have the same number of combinations", () => {
  expect(searchedMethods.length).toBeGreaterThan(1);
  expect(new Set(searchedMethods.map((method) => combinations(method).length))).toEqual(new Set([20]));
});

function noiseOf({ learner }: ReturnType<typeof begin>["task"]): Record<string, tf.Tensor> {
  const drawn = learner.draw?.([3, 4], 6) ?? {};
  return Object.fromEntries(Object.entries(drawn).map(([name, x]) => [`noise/${name}`, x]));
}
