/** The information term: signs, who moves what, and when it is silent. Against finite differences with the same draws. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { batchTensors, drawBatch } from "../../meta/batches.js";
import { divergence } from "../../meta/learners/kl.js";
import { prepareTask, resolveTraining } from "../../meta/setup.js";
import { isCritics } from "../../meta/state.js";
import type { Params } from "../../src/contracts/values.js";
import { normals, uniforms } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { moments } from "../support/statistics.js";

const penalty = 0.7;
const sizes = { hidden: [8, 8], tasks: 12, support: 3, query: 2, settings: { penalty, embedding: 3 } };

function prepared(method: string, bias = 0) {
  const { learner, training, family } = prepareTask(resolveTraining({ method, ...sizes }));
  const made: Record<string, tf.Tensor> = { ...learner.init(key(4)) };
  // A critic that tells nothing but a constant keeps FLO and NWJ at a bound that `bias` moves.
  if (bias !== 0)
    for (const name of Object.keys(made)) if (isCritics(name)) made[name] = tf.fill((made[name] as tf.Tensor).shape, bias);
  const { support, query } = drawBatch(family, key(5), training);
  const batch = batchTensors(support, query);
  const noise = learner.draw?.(key(6), training.tasks) ?? {};
  return { params: made as Params, losses: (params: Params) => learner.losses(params, batch, noise) };
}

const number = (x: tf.Tensor | undefined): number => (x as tf.Tensor).dataSync()[0] as number;

/** Derivative along a random direction in the parameters that `which` takes: by the gradient, and by differences of `value`. */
function slopes(
  { params, losses }: ReturnType<typeof prepared>,
  which: (name: string) => boolean,
  value: (at: Params) => number,
) {
  const names = Object.keys(params).filter(which);
  const directions = names.map((name, i) =>
    tf.tensor(uniforms(key(i), (params[name] as tf.Tensor).size, -1, 1), (params[name] as tf.Tensor).shape),
  );
  const { grads } = tf.valueAndGrads(
    (...moved: tf.Tensor[]) =>
      losses({ ...params, ...Object.fromEntries(names.map((name, i) => [name, moved[i] as tf.Tensor])) }).objective,
  )(names.map((name) => params[name] as tf.Tensor));
  const byGradient = grads.reduce((sum, g, i) => sum + number(tf.sum(tf.mul(g, directions[i] as tf.Tensor))), 0);
  const h = 1e-3;
  const at = (sign: number) =>
    value({
      ...params,
      ...Object.fromEntries(
        names.map((name, i) => [name, tf.add(params[name] as tf.Tensor, tf.mul(sign * h, directions[i] as tf.Tensor))]),
      ),
    });
  return { byGradient, byDifferences: (at(1) - at(-1)) / (2 * h) };
}

function expectSame({ byGradient, byDifferences }: ReturnType<typeof slopes>): void {
  expect(Math.abs(byDifferences)).toBeGreaterThan(1e-4);
  expect(Math.abs(byGradient - byDifferences)).toBeLessThan(0.03 * Math.abs(byDifferences) + 2e-4);
}

describe.each(["metaFlo", "infoNce", "nwj"])("%s", (method) => {
  const all = prepared(method);

  test("the critic climbs the bound, and nothing else", () => {
    expectSame(slopes(all, isCritics, (at) => number(all.losses(at).information)));
  });

  test("all other parameters descend the risk plus λ times the root of the bound, the critic taken as it is", () => {
    const loss = (at: Params): number => {
      const { risk, information } = all.losses(at);
      return number(risk) + penalty * Math.sqrt(Math.max(0, number(information)) + 1e-4);
    };
    expectSame(
      slopes(
        all,
        (name) => !isCritics(name),
        (at) => -loss(at),
      ),
    );
  });
});

test("a bound below 0 penalises nothing: only the risk is descended", () => {
  // NWJ with all scores 0: 0 - exp(-1) < 0.
  const all = prepared("nwj", 1e-9);
  expect(number(all.losses(all.params).information)).toBeLessThan(0);
  expectSame(
    slopes(
      all,
      (name) => !isCritics(name),
      (at) => -number(all.losses(at).risk),
    ),
  );
});

test("kl: the closed form is the mean over tasks of KL(N(mean, sd²) || N(0, 1)), by sampling", () => {
  const [mean, sd] = [
    [0.5, -1.2],
    [0.8, 0.3],
  ] as [number[], number[]];
  const value = number(divergence({ mean: tf.tensor2d([mean, mean]), sd: tf.tensor1d(sd) }));
  const n = 40_000;
  const draws = [0, 1].map((d) =>
    tf.tidy(() => tf.add(tf.mul(tf.tensor1d(normals(key(d), n)), sd[d] as number), mean[d] as number).dataSync()),
  );
  const logRatio = Float64Array.from({ length: n }, (_, i) =>
    [0, 1].reduce((sum, d) => {
      const x = (draws[d] as ArrayLike<number>)[i] as number;
      const z = (x - (mean[d] as number)) / (sd[d] as number);
      return sum + (x * x - z * z) / 2 - Math.log(sd[d] as number);
    }, 0),
  );
  const { mean: sampled, variance } = moments(logRatio);
  expect(Math.abs(sampled - value)).toBeLessThan(4 * Math.sqrt(variance / n));
});

test("Meta-FLO at λ = 0 learns what the noisy embedding without a penalty learns", () => {
  const step = (method: string, settings: Record<string, number>) => {
    const { learner, training, family } = prepareTask(resolveTraining({ method, ...sizes, settings }));
    const { support, query } = drawBatch(family, key(5), training);
    const params = learner.init(key(4));
    const names = Object.keys(params).filter((name) => !isCritics(name));
    const { grads } = tf.valueAndGrads((...moved: tf.Tensor[]) => {
      const own = { ...params, ...Object.fromEntries(names.map((name, i) => [name, moved[i] as tf.Tensor])) };
      return learner.losses(own, batchTensors(support, query), learner.draw?.(key(6), training.tasks) ?? {}).objective;
    })(names.map((name) => params[name] as tf.Tensor));
    return Object.fromEntries(names.map((name, i) => [name, Array.from((grads[i] as tf.Tensor).dataSync())]));
  };
  expect(step("metaFlo", { penalty: 0, embedding: 3 })).toEqual(step("noise", { embedding: 3 }));
});
