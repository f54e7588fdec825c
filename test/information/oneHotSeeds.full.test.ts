/** The task of Choi and Lee 2022, sections 3 and 4: what drifts and explodes there, and that a penalty on the mean ratio keeps it from both. */
import { describe, expect, test } from "vitest";
import { withNegatives } from "../../src/estimators/fewerNegatives.js";
import { estimators } from "../../src/estimators/index.js";
import { type OneHotTask, trainOneHot, windows } from "../support/oneHot.js";

const SEED = Number(process.env.SEED);
const task: OneHotTask = { values: 16, batch: 32, steps: 5000, rate: 1e-3, hidden: [64, 64], seed: SEED };
const information = Math.log(task.values);

describe.each(["reNwj", "reMine", "reFlo"] as const)("%s", (name) => {
  test("is within a tenth of log 16 in every hundred of the last thousand of 5,000 steps, and keeps its constant", () => {
    const course = trainOneHot(estimators[name], task);
    expect(course).toHaveLength(task.steps);
    const last = course.slice(-1000);
    for (const value of windows(last.map(({ value }) => value))) expect(Math.abs(value - information)).toBeLessThan(0.1);
    for (const others of windows(last.map(({ others }) => others))) expect(Math.abs(others)).toBeLessThan(0.1);
  });
});

test("the terms of DV drift together, those of DV with the penalty do not", () => {
  const [plain, held] = [estimators.dv, estimators.reDv].map((estimator) =>
    windows(
      trainOneHot(estimator, task).map(({ others }) => others),
      1000,
    ),
  ) as [number[], number[]];
  console.log(
    `second term of DV in thousands of steps: ${plain.map((x) => x.toFixed(2)).join(" ")}; with the penalty ${held.map((x) => x.toFixed(2)).join(" ")}`,
  );
  expect(Math.abs((plain.at(-1) as number) - (plain[1] as number))).toBeGreaterThan(0.5);
  expect(Math.abs((held.at(-1) as number) - (held[1] as number))).toBeLessThan(0.1);
});

test("with one shuffled outcome in the place of all others DV explodes, and with the penalty does not", () => {
  const [plain, held] = [estimators.dv, estimators.reDv].map((estimator) =>
    windows(trainOneHot(withNegatives(estimator, 1), task).map(({ value }) => value)),
  ) as [number[], number[]];
  console.log(
    `DV, one negative: up to ${Math.max(...plain).toFixed(0)} nats; with the penalty ${held
      .slice(-10)
      .map((x) => x.toFixed(2))
      .join(" ")}`,
  );
  expect(Math.max(...plain)).toBeGreaterThan(10 * information);
  for (const value of held.slice(-10)) expect(Math.abs(value - information)).toBeLessThan(0.4); // each of 3,200 pairs, and noisy
});
