/** What constraints cost, in words: nothing is called a cost that the draws cannot tell apart from 0. */
import { expect, test } from "vitest";
import { box } from "../../designs/index.js";
import type { Gain } from "../../src/contracts/gain.js";
import { lossWords } from "../../src/runs/constraintLoss.js";
import { subjectNames } from "../../src/runs/piece.js";

const space = box({ dim: 2, low: 0, high: 10, unit: "h" });
const gainOf = (value: number, se: number): Gain => ({ lower: { value, se, method: "sPCE", samples: 100 }, upper: null });
const kept = gainOf(1, 0.03);

test.each([
  // independent estimates: the error of the difference is 0.05
  [1.2, "costs 0.200 ± 0.050 nats: the best design found without it measures at 2, 7.5 h"],
  [1.05, "costs nothing that can be told apart from 0 (0.050 ± 0.050 nats): the best design found without it"],
  [0.96, "costs nothing that can be told apart from 0 (-0.040 ± 0.050 nats)"],
  [0.8, "and is worth less: its training has not converged"],
])("a design that is worth %d without constraints, where 1 is left", (value, said) => {
  const free = { name: subjectNames.free, design: [2, 7.5], gain: gainOf(value, 0.04) };
  const [words = ""] = lossWords("the design", space, kept, [free]);
  expect(words).toContain(said);
});

test("nothing is said where nothing was constrained", () => {
  expect(lossWords("the design", space, kept, [])).toEqual([]);
});
