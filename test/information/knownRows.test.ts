/** Benchmarks with few rows, and what FLO says of single pairs. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import type { Key } from "../../src/contracts/values.js";
import { separable } from "../../src/critics/separable.js";
import { tensorsOf } from "../../src/engine/ascent/index.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { finiteRows } from "../../src/information/known/finite.js";
import { pointwise } from "../../src/information/known/pointwise.js";
import { criticObjective } from "../../src/information/terms.js";
import { key, split } from "../../src/numbers/keys.js";
import { gaussian, small, walked } from "./knownTraining.js";

test("with few rows the same ones are learned from, again and again, and values are of fresh pairs", async () => {
  const pairs = gaussian(1, [1, 2]);
  const drawn: number[] = [];
  const draw = (k: Key, n: number, level: number) => {
    drawn.push(n);
    return pairs.draw(k, n, level);
  };
  const { course } = await walked({
    ...small,
    pairs: { ...pairs, draw },
    rows: 11,
    estimator: estimators.nwj,
    critic: separable,
  });
  // An example of a batch for the compiler, fresh pairs in each step, and eleven once a level.
  expect(drawn.filter((n) => n === 11)).toHaveLength(2);
  expect(drawn).toHaveLength(1 + 20 + 2);
  const plain = await walked({ ...small, pairs, estimator: estimators.nwj, critic: separable });
  expect(course.value[0]).toBe(plain.course.value[0]); // before anything is learned
  expect(course.value[1]).not.toBe(plain.course.value[1]);
  const some = finiteRows(pairs, 11, key(8));
  const [one, other] = [some(key(1), 6, 1), some(key(2), 11, 1)];
  expect(new Set(one.x).size).toBe(6);
  for (const [i, x] of one.x.entries()) expect(other.y[other.x.indexOf(x)]).toBe(one.y[i]);
  expect(some(key(2), 11, 0).x).not.toEqual(other.x);
});

test("what the second network says of single pairs is read where they are drawn and along x, against the log ratio by hand", async () => {
  const pairs = gaussian(1, [0.3, 0.6]);
  const training = { ...small, pairs, estimator: estimators.flo, critic: separable };
  const { ascent } = await walked(training);
  const found = pointwise(training, ascent, key(5));
  expect(pointwise({ ...training, estimator: estimators.nwj }, ascent, key(5))).toEqual({ rms: null, within95: null });
  const { slices, rms, within95 } = found;
  if (!slices || rms === null || within95 === null) throw new Error("no slices");
  const rho = Math.sqrt(1 - Math.exp(-1.2));
  const ratio = (x: number, y: number) =>
    -0.5 * Math.log(1 - rho ** 2) - (rho ** 2 * (x ** 2 + y ** 2) - 2 * rho * x * y) / (2 * (1 - rho ** 2));
  for (const [i, y] of slices.y.entries())
    for (const [j, x] of slices.x.entries()) expect(slices.truth[i]?.[j]).toBeCloseTo(ratio(x, y), 4);
  // u of a pair does not depend on the others of its batch: each slice again, one pair beside another.
  const k = split(key(3), "init").init;
  const objective = criticObjective({
    ...{ estimator: estimators.flo, critic: separable, auxiliary: "shared" },
    sizes: { theta: 1, outcome: 1, hidden: small.hidden, features: small.features },
  });
  expect(Object.keys(ascent.parameters).sort()).toEqual(Object.keys(tidied(() => objective.init(k))).sort());
  const params = tensorsOf(ascent);
  const said = (x: number, y: number) =>
    tf.tidy(
      () => -(objective.terms(params, tf.tensor2d([x, 0], [2, 1]), tf.tensor2d([y, 0], [2, 1])).auxiliary?.dataSync()[0] ?? 0),
    );
  for (const i of [0, 3]) expect(slices.found[i]?.[7]).toBeCloseTo(said(slices.x[7] as number, slices.y[i] as number), 4);
  tf.dispose(params);
  // A tenth of the pairs of a normal are below its 5 % and above its 95 % together: 2,000 of them, 4 standard errors.
  expect(Math.abs((slices.y[4] as number) - 1.645)).toBeLessThan(4 * 0.05);
  expect([rms > 0, within95 > rms]).toEqual([true, true]);
});
