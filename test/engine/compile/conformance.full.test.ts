/** A hundred compiled steps of every estimator on every simulator against the same steps run eagerly. */
import { describe, test } from "vitest";
import { compare, few, others } from "./sideBySide.js";

describe.each([...few, ...others])("%s, %s", (_simulator, _estimator, simulator, estimator) => {
  test("bound and every weight after 100 compiled steps are those of 100 eager ones", () => compare(simulator, estimator, 100));
});
