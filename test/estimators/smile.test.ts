/** What clipping does to a mean of ratios, against ratios of two values and against all that Q can be. */
import { describe, expect, test } from "vitest";
import { estimators } from "../../src/estimators/index.js";
import { clippedBias, clippedOff, clippedSpread } from "../../src/estimators/smile.js";

const taus = [0.2, 1, 2.5];
/** Shares of Q at a high ratio; the others are at a low one. */
const shares = [...Array.from({ length: 99 }, (_, i) => (i + 1) / 100), 1e-3, 1e-5, 1e-7];
const lows = [0, 0.01, 0.3, 0.9];
const clipped = (r: number, tau: number): number => Math.min(Math.exp(tau), Math.max(Math.exp(-tau), r));

/** Means, clipped, of every ratio of two values whose mean is `total`. */
const means = (tau: number, total: number): number[] =>
  shares.flatMap((share) =>
    lows.map((low) => {
      const high = (total - (1 - share) * low * total) / share;
      return share * clipped(high, tau) + (1 - share) * clipped(low * total, tau);
    }),
  );

describe.each(taus)("clipped at %f", (tau) => {
  test.each([0.5, 1, 2])("the mean of ratios that average %f is off by no more than its bound, and nearly by that", (total) => {
    const off = means(tau, total).map((mean) => Math.abs(mean - total));
    expect(Math.max(...off)).toBeLessThanOrEqual(clippedBias(tau, total) + 1e-9);
    expect(Math.max(...off)).toBeGreaterThan(0.95 * clippedBias(tau, total));
  });

  test("the value of a density ratio is in its interval, and reaches both ends", () => {
    const { above, below } = clippedOff(tau);
    const off = means(tau, 1).map((mean) => -Math.log(mean));
    const ends = [Math.exp(-tau), 1].map((share) => share * clipped(1 / share, tau) + (1 - share) * clipped(0, tau));
    for (const one of [...off, ...ends.map((mean) => -Math.log(mean))]) {
      expect(one).toBeLessThanOrEqual(above + 1e-9);
      expect(one).toBeGreaterThanOrEqual(-below - 1e-9);
    }
    expect(Math.max(...off)).toBeGreaterThan(0.98 * above);
    expect(Math.log(ends[0] as number)).toBeCloseTo(below, 10);
  });

  test("half of the ratios at either end have the largest spread, which as printed has no square", () => {
    const [low, high] = [Math.exp(-tau), Math.exp(tau)];
    const variance = ((high - low) / 2) ** 2;
    expect(clippedSpread(tau, 25) ** 2).toBeCloseTo(variance / 25, 10);
    if (tau > 0.5) expect((high - low) / 4).toBeLessThan(variance);
  });
});

test("says so in words, where it is listed and in the records of a run", () => {
  expect(estimators.smile.limits?.(64)).toContain("at most 5 nats too high and 0.0066703 too low");
  expect(estimators.smile.with?.({ tau: 1 }).limits?.(64)).toContain("at most 1 nats too high and 0.20908 too low");
  expect(estimators.reSmile.limits).toBeDefined();
  expect(estimators.dv.limits).toBeUndefined();
});
