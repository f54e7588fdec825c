/**
 * Every critic learns the information of correlated normals under every bound, and none reports more than there is; bounds with a penalty, which
 * are another bound with one more term, under the first critic. The slowest is the
 * separable critic under bounds that exponentiate its scores: nothing holds them, so single pairs throw it back.
 */
import { describe, expect, test } from "vitest";
import type { Critic } from "../../src/contracts/bounds.js";
import { critics } from "../../src/critics/index.js";
import { withCritics } from "../estimators/sorts.js";
import { learn } from "./learn.js";

const [first] = Object.values<Critic>(critics);

describe.each(Object.entries(critics) as [string, Critic][])("%s", (_, critic) => {
  test.each(withCritics.filter(([, { settings }]) => critic === first || !Object.hasOwn(settings ?? {}, "lambda")))(
    "%s",
    (_name, estimator) => {
      const information = 1;
      const { mean, se } = learn(estimator, critic, information, 500, 100);
      expect(mean).toBeGreaterThan(0.65 * information);
      if (estimator.side === "lower") expect(mean).toBeLessThan(information + 4 * se);
    },
  );
});
