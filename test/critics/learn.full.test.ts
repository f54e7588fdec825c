/**
 * Critics learn the information of correlated normals, and none reports more than there is: the first one and the one that learns slowest under
 * every bound (the separable one, where bounds exponentiate scores that nothing holds: single pairs throw it back), the others under the bounds
 * that are taken where nothing is asked for. Bounds with a penalty, which are another bound with one more term, under the first.
 */
import { describe, expect, test } from "vitest";
import type { Critic, Estimator } from "../../src/contracts/bounds.js";
import { critics } from "../../src/critics/index.js";
import { preferred } from "../../src/estimators/index.js";
import { withCritics } from "../estimators/sorts.js";
import { learn } from "./learn.js";

const [first] = Object.values<Critic>(critics);
const usual: readonly string[] = Object.values(preferred);

const isTried = (critic: Critic, { name, settings }: Estimator): boolean => {
  if (critic !== first && Object.hasOwn(settings ?? {}, "lambda")) return false;
  return critic === first || critic === critics.separable || usual.includes(name);
};

describe.each(Object.entries(critics) as [string, Critic][])("%s", (_, critic) => {
  test.each(withCritics.filter(([, estimator]) => isTried(critic, estimator)))("%s", (_name, estimator) => {
    const information = 1;
    const { mean, se } = learn(estimator, critic, information, 600, 100);
    expect(mean).toBeGreaterThan(0.65 * information);
    if (estimator.side === "lower") expect(mean).toBeLessThan(information + 4 * se);
  });
});
