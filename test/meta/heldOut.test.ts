/** Errors on held-out tasks: right on the mean over independent draws, and with a standard error that is their spread. */
import { expect, test } from "vitest";
import { evaluateReference, heldOut, measured, predictReference } from "../../meta/evaluate.js";
import { metaMethods } from "../../meta/learners/index.js";
import { meanError } from "../../meta/meanError.js";
import { taskFamilies } from "../../meta/tasks/index.js";
import type { ReferenceMethod, TaskFamily } from "../../meta/types.js";
import { fold, key } from "../../src/numbers/keys.js";
import { moments } from "../support/statistics.js";

const { sine, mixture } = taskFamilies;

/** Its level is known, and no combination of the others': E (y - mean/2)² = mean + (zero - mean)/4. */
const half: ReferenceMethod = {
  ...metaMethods.mean,
  predict: (family, _x, _y, at) => Float64Array.from(at, (x) => family.mean(x) / 2),
};
/** Knows no more than the first point: errs much where others do. */
const flat: ReferenceMethod = {
  ...metaMethods.mean,
  predict: (_family, _x, y, at) => new Float64Array(at.length).fill(y[0] as number),
};

const draws = 80;
const repeated = (method: ReferenceMethod, family: TaskFamily) =>
  Array.from({ length: draws }, (_, r) => {
    const set = heldOut(family, fold(key(11), r), 150, 2, 6);
    const predictions = predictReference(method, family, set);
    return { ...measured(predictions, set).mean, plain: meanError(measured(predictions, { ...set, controls: [] }).errors) };
  });

test.each([
  ["flat, on sines", flat, sine],
  ["smooth, on sines", metaMethods.smooth, sine],
  ["flat, on the mixture", flat, mixture],
] as const)("%s: no bias, and the standard error is the spread over independent draws", (_what, method, family) => {
  const found = repeated(method, family);
  const [values, plain] = [found.map(({ value }) => value), found.map((one) => one.plain.value)];
  const spread = moments(values).variance;
  const told = found.reduce((sum, { se }) => sum + se ** 2, 0) / draws;
  // The quotient of variances is known to √(2/80) = 16 %.
  expect(told / spread).toBeGreaterThan(1 - 3.5 * Math.sqrt(2 / draws));
  expect(told / spread).toBeLessThan(1 / (1 - 3.5 * Math.sqrt(2 / draws)));
  expect(spread).toBeLessThan(moments(plain).variance);
  // What both have in common is not chance: compared draw by draw.
  const { value, se } = meanError(values.map((one, r) => one - (plain[r] as number)));
  expect(Math.abs(value), `${value} ± ${se}`).toBeLessThan(4 * se);
});

test("the levels that are known come out as they are: the held-out tasks are neither hard nor easy", () => {
  for (const family of Object.values<TaskFamily>(taskFamilies)) {
    const { zero, mean } = family.levels;
    for (const [method, level] of [
      [metaMethods.zero, zero],
      [metaMethods.mean, mean],
      [half, mean + (zero - mean) / 4],
    ] as const) {
      const set = heldOut(family, key(3), 300, 2, 6);
      expect(measured(predictReference(method, family, set), set).mean.value / level).toBeCloseTo(1, method === half ? 3 : 6);
    }
  }
});

test("by number of support points too, and on the tasks of the test", () => {
  const { means, bySupport, steps } = evaluateReference(half, sine, 3);
  const level = sine.levels.mean + (sine.levels.zero - sine.levels.mean) / 4;
  expect(steps).toEqual([0]);
  for (const { value } of [...means, ...bySupport]) expect(value / level).toBeCloseTo(1, 3);
});
