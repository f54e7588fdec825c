import { expect, test } from "vitest";
import { uniforms } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { effectiveSize, normalisedWeights, weightedSummary } from "../../src/numbers/weightedDraws.js";

test("equal weights are as good as none", () => {
  const weights = normalisedWeights(new Float32Array(100).fill(-1000)) as Float64Array;
  expect(effectiveSize(weights)).toBeCloseTo(100, 8);
  const { mean, sd, interval } = weightedSummary(
    Array.from(weights.keys(), (i) => i + 1),
    weights,
  );
  expect(mean).toBeCloseTo(50.5, 8);
  expect(sd).toBeCloseTo(Math.sqrt((100 ** 2 - 1) / 12), 8);
  expect(interval.map(Math.round)).toEqual([5, 95]);
});

test("a weight that is twice as large is the same value twice", () => {
  const values = [3, 1, 2, 8, 5];
  const counts = [2, 1, 4, 1, 2];
  const weights = normalisedWeights(counts.map(Math.log)) as Float64Array;
  const repeated = values.flatMap((x, i) => Array<number>(counts[i] as number).fill(x));
  const even = normalisedWeights(repeated.map(() => 0)) as Float64Array;
  const [a, b] = [weightedSummary(values, weights), weightedSummary(repeated, even)];
  expect([a.mean, a.sd]).toEqual([b.mean, b.sd].map((x) => expect.closeTo(x, 10)));
  expect(a.interval).toEqual(b.interval);
  expect(effectiveSize(weights)).toBeCloseTo(10 ** 2 / (4 + 1 + 16 + 1 + 4), 10);
});

test("impossible draws weigh nothing; when all are, there are no weights", () => {
  const weights = normalisedWeights([0, Number.NEGATIVE_INFINITY, 0]) as Float64Array;
  expect([...weights]).toEqual([0.5, 0, 0.5]);
  expect(normalisedWeights([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])).toBeUndefined();
  expect(normalisedWeights([0, Number.NaN])).toBeUndefined();
  expect(normalisedWeights([])).toBeUndefined();
});

test("draws from a uniform that weigh as x do have the quantiles of the density 2x", () => {
  const n = 100_000;
  const values = uniforms(key(6), n);
  const weights = normalisedWeights(values.map(Math.log)) as Float64Array;
  const { mean, sd, interval } = weightedSummary(values, weights);
  const ess = effectiveSize(weights);
  expect(ess / n).toBeCloseTo(0.75, 2); // 1/(E w²/(E w)²) = (1/4)/(1/3)
  const error = 4 / Math.sqrt(ess);
  expect(Math.abs(mean - 2 / 3)).toBeLessThan(error * Math.sqrt(1 / 18));
  expect(Math.abs(sd - Math.sqrt(1 / 18))).toBeLessThan(error * Math.sqrt(1 / 18));
  for (const [i, share] of [0.05, 0.95].entries()) {
    const wanted = Math.sqrt(share);
    expect(Math.abs((interval[i] as number) - wanted)).toBeLessThan((error * Math.sqrt(share * (1 - share))) / (2 * wanted));
  }
});
