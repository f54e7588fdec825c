/** When one design can be said to be worse than another. */
import { expect, test } from "vitest";
import type { Gain, NamedGain } from "../../src/contracts/gain.js";
import { lossWarnings } from "../../src/records/difference.js";

const gain = (value: number, se: number): Gain => ({ lower: { value, se, method: "sPCE", samples: 100 }, upper: null });
const baselines: NamedGain[] = [
  { name: "equallySpaced", design: [1, 2], gain: gain(2.652, 0.037) },
  { name: "random", design: null, gain: gain(2.537, 0.061) },
];

test("what loses against baselines is warned of, once and with errors", () => {
  expect(lossWarnings("design", gain(2.5, 0.02), baselines)).toEqual([
    "the design found is worth 0.15 ± 0.04 nats less than equally spaced: training has not converged; try more --steps, more --restarts or another --estimator",
  ]);
  expect(lossWarnings("policy", gain(2.3, 0.02), baselines)).toEqual([
    "the policy found is worth 0.35 ± 0.04 nats less than equally spaced and 0.24 ± 0.06 nats less than random designs on average: training has not converged; try more --steps or another --estimator",
  ]);
});

test("chance, other methods and what wins are not", () => {
  expect(lossWarnings("design", gain(2.6, 0.02), baselines)).toEqual([]);
  expect(lossWarnings("design", gain(3.2, 0.02), baselines)).toEqual([]);
  const other: Gain = { lower: { value: 2, se: 0.01, method: "InfoNCE, fresh critic", samples: 100 }, upper: null };
  expect(lossWarnings("design", other, baselines)).toEqual([]);
});
