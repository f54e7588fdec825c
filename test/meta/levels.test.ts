/** The exact levels of every task family, by numbers and by the reference methods that should meet them. */
import { describe, expect, test } from "vitest";
import { errorsByTask, midpoints, predictReference, testSet } from "../../meta/evaluate.js";
import { mean } from "../../meta/learners/mean.js";
import { oracle } from "../../meta/learners/oracle.js";
import { smooth } from "../../meta/learners/smooth.js";
import { zero } from "../../meta/learners/zero.js";
import { meanError } from "../../meta/meanError.js";
import { taskFamilies } from "../../meta/tasks/index.js";
import type { ReferenceMethod, TaskFamily } from "../../meta/types.js";
import { key } from "../../src/numbers/keys.js";

const families = Object.entries<TaskFamily>(taskFamilies);
const levelOf = (method: ReferenceMethod, family: TaskFamily, support = family.support) => {
  const set = testSet(family, support);
  return meanError(errorsByTask(predictReference(method, family, set), set.query));
};

test("the paper's sine has the levels 4.2517, 3.0057 and 0", () => {
  const { levels } = taskFamilies.sine;
  expect(levels.zero).toBeCloseTo(4.2517, 4);
  expect(levels.mean).toBeCloseTo(3.0057, 4);
  expect(levels.oracle).toBe(0);
});

describe.each(families)("%s", (_name, family) => {
  test("zero and mean have their exact levels on the held-out tasks, within 3 standard errors", () => {
    for (const [method, level] of [
      [zero, family.levels.zero],
      [mean, family.levels.mean],
    ] as const) {
      const { value, se } = levelOf(method, family);
      expect(se).toBeGreaterThan(0);
      expect(Math.abs(value - level), `${method.name} ${value} ± ${se}`).toBeLessThan(3 * se);
    }
  });

  test("the oracle's error is 0 once the support points determine the task, and not before", () => {
    const enough = levelOf(oracle, family, Math.max(family.support, family.oracleSupport));
    expect(enough.value).toBeLessThan(3 * enough.se + 1e-6);
    expect(enough.value).toBeLessThan(1e-2 * family.levels.mean);
    expect(levelOf(oracle, family, 1).value).toBeGreaterThan(0.1);
  });

  test("its mean curve is the mean over tasks", () => {
    const n = 20_000;
    const tasks = family.draw(key(3), n);
    for (const x of [-4.3, -1, 0.2, 3.7]) {
      const values = Array.from({ length: n }, (_, t) =>
        family.value(tasks.subarray(t * family.parameters, (t + 1) * family.parameters), x),
      );
      const { value, se } = meanError(values);
      expect(Math.abs(value - family.mean(x))).toBeLessThan(4 * se);
    }
  });
});

test("the grid's end points would bias the level to 3.0158: midpoints do not", () => {
  const { sine } = taskFamilies;
  const height = 5.1 / Math.PI;
  const level = (xs: ArrayLike<number>) =>
    sine.levels.zero - Array.from(xs).reduce((sum, x) => sum + (height * Math.cos(x)) ** 2, 0) / xs.length;
  expect(level(midpoints(sine, 100))).toBeCloseTo(3.0057, 3);
  expect(level(Array.from({ length: 100 }, (_, i) => -5 + (10 * i) / 99))).toBeCloseTo(3.0158, 3);
});

test("smoothness alone gives 1.66 at the paper's three points", () => {
  const { value, se } = levelOf(smooth, taskFamilies.sine);
  expect(Math.abs(value - 1.66), `${value} ± ${se}`).toBeLessThan(4 * se);
});
