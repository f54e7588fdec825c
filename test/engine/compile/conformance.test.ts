/** Fifteen compiled steps of every estimator, on every simulator, against the same steps run eagerly. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { random } from "../../../policies/random.js";
import { staticDesign } from "../../../policies/static.js";
import type { Simulator } from "../../../src/contracts/simulator.js";
import { critics, densities } from "../../../src/critics/index.js";
import { estimators } from "../../../src/estimators/index.js";
import { all, both, compare, compiledHere, expectEqual, few } from "./sideBySide.js";

describe.each(few)("%s, %s", (_simulator, _estimator, simulator, estimator) => {
  test("bound and every weight after 15 compiled steps are those of 15 eager ones", () => compare(simulator, estimator, 15));
});

describe.each(Object.keys(critics))("critic %s", (critic) => {
  test("is compiled, and trains as eagerly", async () => {
    const [, simulator] = all.find(([name]) => name === "pharmacokinetic") as [string, Simulator];
    const found = await both(simulator, estimators.infoNce, { critic }, staticDesign, 30);
    if (tf.getBackend() !== "cpu") expect(found.about).toMatch(compiledHere());
    expectEqual(found);
  });
});

describe.each(Object.keys(densities))("density %s", (density) => {
  // One estimator is climbed by the design as well; the other's model, of outcomes at designs that are drawn, is fitted by itself.
  const cases = [
    ["ba", staticDesign],
    ["rateUpper", random],
  ] as const;
  test.each(cases)("is compiled for %s, and trains as eagerly", async (name, policy) => {
    const [, simulator] = all.find(([name]) => name === "pharmacokinetic") as [string, Simulator];
    const found = await both(simulator, estimators[name], { density }, policy, 25);
    if (tf.getBackend() !== "cpu") expect(found.about).toMatch(compiledHere());
    expectEqual(found);
  });
});

test("a policy that draws is compiled too", async () => {
  const [, simulator] = all[0] as [string, Simulator];
  const found = await both(simulator, estimators.infoNce, {}, random, 30);
  if (tf.getBackend() !== "cpu") expect(found.about).toMatch(compiledHere());
  expectEqual(found);
});
