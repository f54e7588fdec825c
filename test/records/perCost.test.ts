import { expect, test } from "vitest";
import type { Gain } from "../../src/contracts/gain.js";
import { costHeads, gainPerCost } from "../../src/records/perCost.js";

const bound: Gain = { lower: { value: 3, se: 0.3, method: "sPCE", samples: 100 }, upper: null };

test("nats per cost: by the exact gain, else by the lower bound, with its error; nothing where either is unknown", () => {
  expect(gainPerCost(bound, 6)).toEqual({ value: 0.5, se: 0.3 / 6 });
  expect(gainPerCost({ ...bound, exact: 2.4, exactSe: 0.12 }, 6)).toEqual({ value: 2.4 / 6, se: 0.12 / 6 });
  expect(gainPerCost({ ...bound, exact: 2.4 }, 6)?.se).toBe(0);
  expect(gainPerCost(bound, undefined)).toBeUndefined();
  expect(gainPerCost({ lower: null, upper: null }, 6)).toBeUndefined();
  expect([costHeads(), costHeads("EUR")]).toEqual([
    ["cost", "nats per cost"],
    ["cost (EUR)", "nats per EUR"],
  ]);
});
