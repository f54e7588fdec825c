/** More compiled steps of every estimator, and some on every simulator, against the same steps run eagerly: the fast test makes fifteen. */
import { describe, test } from "vitest";
import { compare, few, others } from "./sideBySide.js";

describe.each(few)("%s, %s", (_simulator, _estimator, simulator, estimator) => {
  test("bound and every weight after 80 compiled steps are those of 80 eager ones", () => compare(simulator, estimator, 80));
});

// A step is compiled once, and compiled wrong it is wrong at once: what many steps add up, the pairs above show.
describe.each(others)("%s, %s", (_simulator, _estimator, simulator, estimator) => {
  test("bound and every weight after 12 compiled steps are those of 12 eager ones", () => compare(simulator, estimator, 12));
});
