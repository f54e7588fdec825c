/** The adaptation without weights for each task, against weights written out in loops: values, and gradients of every kind. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { batchTensors, drawBatch } from "../../meta/batches.js";
import { NAME } from "../../meta/learners/gradient.js";
import { metaMethods } from "../../meta/learners/index.js";
import { taskFamilies } from "../../meta/tasks/index.js";
import type { Batch, TrainedMethod } from "../../meta/types.js";
import type { Params } from "../../src/contracts/values.js";
import { rowsOf } from "../../src/engine/tensors.js";
import { key } from "../../src/numbers/keys.js";
import { descended, flat, gradient, loss, moved, netOf, type PlainNet, predict } from "./loops.js";

const sizes = [1, 6, 5, 1];
const [tasks, support, query] = [3, 4, 3];
const { support: s, query: q } = drawBatch(taskFamilies.sine, key(5), { tasks, support, query });
const rows = (x: Float32Array, count: number) =>
  Array.from({ length: tasks }, (_, t) => Array.from(x.slice(t * count, (t + 1) * count)));
const [sx, sy, qx, qy] = [rows(s.x, support), rows(s.y, support), rows(q.x, query), rows(q.y, query)];
const given = (settings: Record<string, number>) => ({
  hidden: sizes.slice(1, -1),
  support,
  low: -5,
  high: 5,
  scale: 2,
  settings,
});

function plain(params: Params): PlainNet {
  return sizes.slice(1).map((_, l) => ({
    w: rowsOf(params[`${NAME}/w${l}`] as tf.Tensor2D),
    b: Array.from((params[`${NAME}/b${l}`] as tf.Tensor).dataSync()),
  }));
}

const names = sizes.slice(1).flatMap((_, l) => [`${NAME}/w${l}`, `${NAME}/b${l}`]);

/** The gradient of a method's objective, all parameters in a row. */
function gradientOf(
  method: TrainedMethod,
  settings: Record<string, number>,
): { ofMethod: number[]; start: PlainNet; risk: number } {
  const learner = method.create(given(settings));
  const params = learner.init(key(2));
  const batch: Batch = batchTensors(s, q);
  let risk = 0;
  const { grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
    const losses = learner.losses(Object.fromEntries(names.map((name, i) => [name, tensors[i] as tf.Tensor])), batch, {});
    risk = losses.risk.dataSync()[0] as number;
    return losses.objective;
  })(names.map((name) => params[name] as tf.Tensor));
  return { ofMethod: grads.flatMap((g) => Array.from(g.dataSync())), start: plain(params), risk };
}

const mean = (values: number[][]): number[] =>
  (values[0] as number[]).map((_, i) => values.reduce((sum, v) => sum + (v[i] as number), 0) / values.length);

/** Of the largest entry: rounding in single precision. */
function expectSame(found: readonly number[], wanted: readonly number[]): void {
  const size = Math.max(...wanted.map(Math.abs));
  expect(size).toBeGreaterThan(1e-3);
  const gap = Math.max(...wanted.map((w, i) => Math.abs(w - (found[i] as number))));
  expect(gap / size).toBeLessThan(2e-4);
}

/** Outer loss of MAML: the mean query error after the adaptation. */
const outer = (net: PlainNet, rate: number, steps: number, from: number): number =>
  sx.reduce((sum, xs, t) => {
    const own = descended(net, xs, sy[t] as number[], rate, steps, from);
    return sum + loss(own, qx[t] as number[], qy[t] as number[]) / tasks;
  }, 0);

describe.each([1, 3])("%d steps", (steps) => {
  const [innerRate, settings] = [0.02, { innerRate: 0.02, innerSteps: steps }];

  test("predictions are those of weights written out for each task", () => {
    const learner = metaMethods.fomaml.create(given(settings));
    const params = learner.init(key(2));
    const { supportX, supportY, queryX } = batchTensors(s, q);
    const [before, after] = learner.predict(params, supportX, supportY, queryX, [0, steps]).map((x) => Array.from(x.dataSync()));
    const start = plain(params);
    const wanted = sx.map((xs, t) => descended(start, xs, sy[t] as number[], innerRate, steps));
    expectSame(
      before as number[],
      qx.flatMap((xs) => xs.map((x) => predict(start, x))),
    );
    expectSame(
      after as number[],
      qx.flatMap((xs, t) => xs.map((x) => predict(wanted[t] as PlainNet, x))),
    );
  });

  test("first-order MAML's gradient is the query error's at the adapted weights", () => {
    const { ofMethod, start, risk } = gradientOf(metaMethods.fomaml, settings);
    const each = sx.map((xs, t) => {
      const own = descended(start, xs, sy[t] as number[], innerRate, steps);
      return flat(gradient(own, qx[t] as number[], qy[t] as number[]));
    });
    expectSame(
      ofMethod,
      mean(each).map((v) => -v),
    );
    expect(risk).toBeCloseTo(outer(start, innerRate, steps, 0), 4);
  });

  test.each([
    ["maml", metaMethods.maml, 0],
    ["anil", metaMethods.anil, sizes.length - 2],
  ] as const)("%s's gradient passes through the adaptation: finite differences", (_name, method, from) => {
    const { ofMethod, start } = gradientOf(method, settings);
    const numbers = flat(start);
    const h = 1e-5;
    const differences = numbers.map((_, i) => {
      const at = (sign: number) =>
        netOf(
          numbers.map((v, j) => (i === j ? v + sign * h : v)),
          sizes,
        );
      return -(outer(at(1), innerRate, steps, from) - outer(at(-1), innerRate, steps, from)) / (2 * h);
    });
    expectSame(ofMethod, differences);
    // and it is not the first-order one
    const first = gradientOf(metaMethods.fomaml, settings).ofMethod;
    const size = Math.max(...differences.map(Math.abs));
    expect(Math.max(...first.map((v, i) => Math.abs(v - (differences[i] as number)))) / size).toBeGreaterThan(1e-2);
  });

  test("reptile goes where gradient steps on all points lead", () => {
    const { ofMethod, start } = gradientOf(metaMethods.reptile, settings);
    const each = sx.map((xs, t) => {
      const own = descended(
        start,
        [...xs, ...(qx[t] as number[])],
        [...(sy[t] as number[]), ...(qy[t] as number[])],
        innerRate,
        steps,
      );
      return flat(moved(own, start, -1));
    });
    expectSame(ofMethod, mean(each));
  });
});
