/** What the errors of the upper bound and of differences say, against repeated evaluations where the gain is known. */
import { expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { linear } from "../../simulators/linear.js";
import { drained } from "../../src/basics/steps.js";
import type { Estimate, Gain } from "../../src/contracts/gain.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { difference } from "../../src/records/difference.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { moments } from "../support/statistics.js";

async function evaluated(design: readonly number[], settings: Record<string, number | string>, contrasts: number, seed: number) {
  const simulator = createSimulator(linear, design.length, settings);
  const options = { samples: 300, contrasts, criticSteps: 1, criticBatch: 8 };
  return drained(evaluatePolicy({ simulator, policy: fixed(design), params: {}, options, key: key(seed) }));
}

const repeats = 24;
const spread = (values: readonly number[]) => Math.sqrt(moments(values).variance);

test.each([
  ["few near contrasts", { noiseSd: 0.2, noise: "rate" }, [-10, 10], 5000, true],
  ["hardly any", { noiseSd: 0.2, noise: "rate" }, [-10, 10], 200, true],
  ["many", {}, [10], 5000, false],
] as const)(
  "%s: the upper bound's error is that of repetitions, and it is not below the gain",
  async (_, settings, design, contrasts, loose) => {
    const all = await Promise.all(Array.from({ length: repeats }, (_, seed) => evaluated(design, settings, contrasts, seed)));
    const upper = all.map(({ gain }) => gain.upper as Estimate);
    const centre = moments(upper.map(({ value }) => value)).mean;
    // In standard errors of their own, repetitions spread by 1; before, by more than 3 in the first case. Tails as heavy as these leave some doubt,
    // which the note tells.
    const scores = upper.map(({ value, se }) => (value - centre) / se);
    expect(spread(scores)).toBeLessThan(loose ? 2 : 1 + 4 / Math.sqrt(2 * (repeats - 1)));
    const exact = all[0]?.gain.exact as number;
    expect(upper.filter(({ value, se }) => value + 1.96 * se < exact).length).toBeLessThanOrEqual(2); // .6 of 24 expected
    expect(all.filter(({ notes }) => /upper bound is loose/.test(notes.join())).length).toBe(loose ? repeats : 0);
  },
);

test("differences of designs by the same draws have the error of pairs, several times smaller than of independent ones", async () => {
  const both = await Promise.all(
    Array.from({ length: repeats }, async (_, seed): Promise<[Gain, Gain]> => {
      const [a, b] = await Promise.all([9, 10].map((design) => evaluated([design], {}, 1000, seed)));
      return [a?.gain as Gain, b?.gain as Gain];
    }),
  );
  const found = both.map(([a, b]) => difference(b, a));
  expect(found[0]?.of).toBe("exact gains");
  const lower = both.map(([a, b]) => {
    const [{ exact: _a, ...one }, { exact: _b, ...other }] = [a, b];
    return difference(other, one) as NonNullable<ReturnType<typeof difference>>;
  });
  expect(lower.every(({ paired }) => paired)).toBe(true);
  const said = Math.sqrt(lower.reduce((sum, { se }) => sum + se * se, 0) / repeats);
  expect(Math.abs(Math.log(spread(lower.map(({ value }) => value)) / said))).toBeLessThan(3.5 / Math.sqrt(2 * (repeats - 1)));
  const independent = Math.hypot(both[0]?.[0].lower?.se as number, both[0]?.[1].lower?.se as number);
  expect(said).toBeLessThan(independent / 2);
  const centre = moments(lower.map(({ value }) => value)).mean;
  expect(Math.abs(centre - (found[0]?.value as number))).toBeLessThan((4 * said) / Math.sqrt(repeats) + 0.005);
});
