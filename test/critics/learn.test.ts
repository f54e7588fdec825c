import { expect, test } from "vitest";
import { critics } from "../../src/critics/index.js";
import { estimators } from "../../src/estimators/index.js";
import { learn } from "./learn.js";

test("FLO learns most of 1 nat in 150 steps and reports no more than there is", () => {
  const { mean, se } = learn(estimators.flo, critics.bilinear, 1, 150, 50);
  expect(mean).toBeGreaterThan(0.7);
  expect(mean).toBeLessThan(1 + 4 * se);
});
