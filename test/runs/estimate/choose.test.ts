/** The rule of `auto`, on evidence that is made up. */
import { describe, expect, test } from "vitest";
import {
  type Evidence,
  extrapolated,
  isFar,
  nearer,
  type RowsRead,
  samplesNeeded,
  uncontradicted,
} from "../../../src/runs/estimate/choose.js";
import type { Quantity } from "../../../src/runs/estimate/columns.js";
import { z } from "../../../src/runs/estimate/each.js";
import type { InformationEstimate } from "../../../src/runs/estimate/types.js";

const estimate = (estimator: string, value: number, se = 0.01): InformationEstimate => ({
  ...{ estimator, value, se, interval: [value - z * se, value + z * se], side: "neither", cap: null },
  ...{ samples: 1000, warnings: [], seconds: 1 },
});
/** Rows whose contributions are so much on average, and vary together. */
const fitOf = (added: number, elliptical: number): RowsRead => {
  const rows = Array.from({ length: 1000 }, (_, i) => Math.sin(i));
  const luck = rows.reduce((sum, v) => sum + v, 0) / 1000;
  const around = (value: number, own: number) => rows.map((v, i) => value + 0.3 * (v - luck) + own * Math.sin(7 * i + 1));
  return {
    ...{ rows: 1000, trained: 600 },
    ...{ added: around(added, 0.01), elliptical: around(elliptical, 0) },
  };
};
const evidence = (added: number, ofFit: number, said: number, samples?: InformationEstimate): Evidence => ({
  rows: 1000,
  critic: estimate("critic", added),
  fit: fitOf(added, ofFit),
  elliptical: { estimate: estimate("elliptical", said), columns: [1, 1] },
  ...(samples ? { samples } : {}),
});

describe("the elliptical fit is answered", () => {
  test("where its scores prove what it says, and a critic nothing beyond", () =>
    expect(uncontradicted(evidence(0.4, 0.4, 0.41))?.answer.estimator).toBe("elliptical"));

  test.each([
    ["a critic proves more", evidence(0.45, 0.4, 0.41)],
    ["its scores prove less than it says", evidence(0.4, 0.4, 0.5)],
    ["neighbours show more", evidence(0.4, 0.4, 0.41, estimate("near", 0.6))],
  ])("but not where %s", (_why, found) => {
    expect(uncontradicted(found)?.answer.estimator).not.toBe("elliptical");
  });

  test("what fitting many correlations to few rows costs is no contradiction", () => {
    const many = (said: number): Evidence => {
      const found = evidence(0.4, 0.4, said);
      return { ...found, elliptical: { estimate: estimate("elliptical", said), columns: [8, 9] } };
    };
    expect(uncontradicted(many(0.46))?.answer.estimator).toBe("elliptical"); // 72 / 1200 = .06
    expect(uncontradicted(many(0.41))).toBeUndefined();
  });
});

test("neighbours are answered where a critic proves no more; a little more is the critic's, much more is said", () => {
  const against = (critic: number) => uncontradicted(evidence(critic, 0.1, 0.1, estimate("near", 0.6)));
  expect(against(0.5)).toMatchObject({ answer: { estimator: "near" }, warnings: [] });
  expect(against(0.66)).toMatchObject({ answer: { estimator: "critic" }, warnings: [] });
  expect(against(0.8)).toMatchObject({ answer: { estimator: "critic" }, warnings: [/near says 0.600.*proves more/] });
});

describe("a critic's bound and what more rows would show", () => {
  test("twice the rows gained .02: as much again is expected, within an interval from the bound", () => {
    const { answer, warnings } = extrapolated(estimate("critic", 1), fitOf(1, 0), fitOf(0.98, 0));
    expect(answer.value).toBeCloseTo(1.02, 3);
    expect(answer.interval[0]).toBeCloseTo(1 - z * 0.01, 10);
    expect(answer.interval[1]).toBeGreaterThan(1.05);
    expect(warnings).toEqual([]);
  });

  test("twice the rows gained .2: not to be relied on", () =>
    expect(extrapolated(estimate("critic", 1), fitOf(1, 0), fitOf(0.8, 0)).warnings).toMatchObject([/gained 0\.200/]));

  test("half of what the contrasts can show at most: not to be relied on", () => {
    const held = { ...estimate("critic", 4), cap: 8 };
    expect(extrapolated(held, fitOf(4, 0), fitOf(4, 0)).warnings).toMatchObject([/contrasts/]);
    expect(extrapolated({ ...held, cap: 10 }, fitOf(4, 0), fitOf(4, 0)).warnings).toEqual([]);
  });

  test("nothing gained, nothing added", () =>
    expect(extrapolated(estimate("critic", 1), fitOf(1, 0), fitOf(1.01, 0)).answer.value).toBe(1));
});

test("neighbours: what twice the rows added is added once more, and the interval begins where it did", () => {
  const halves = [estimate("near", 0.55), estimate("near", 0.57)];
  const { value, se, interval } = nearer(estimate("near", 0.6), halves);
  expect([value, se]).toEqual([expect.closeTo(0.64, 12), expect.closeTo(Math.hypot(0.01, 0.02), 12)]);
  expect(interval).toEqual([expect.closeTo(0.6 - z * 0.01, 12), expect.closeTo(0.64 + z * Math.hypot(0.01, 0.04), 12)]);
  expect(nearer(estimate("near", 0.5), halves)).toMatchObject({ value: 0.5, se: 0.01 });
  // Terms that are all alike, as of a factorial experiment that is repeated, have no error; the interval has two ends all the same.
  expect(nearer(estimate("near", 0.6, 0), halves).interval).toEqual([0.6, expect.closeTo(0.64 + z * 0.04, 12)]);
  const columns = (n: number) =>
    Array.from({ length: n }, (): Quantity => ({ name: "x", kind: "continuous", values: new Float64Array(0) }));
  expect([1, 2].map((n) => isFar({ rows: 1000, x: columns(1), y: columns(n) }))).toEqual([false, true]);
});

test("which samples: by kinds and by how many columns", () => {
  const of = (kinds?: number): Quantity => ({
    ...{ name: "a", values: new Float64Array(0), kind: kinds ? "discrete" : "continuous" },
    ...(kinds ? { kinds } : {}),
  });
  expect(samplesNeeded({ rows: 1000, x: [of(4)], y: [of(5)] })).toBe("discrete");
  expect(samplesNeeded({ rows: 1000, x: [of(40)], y: [of(50)] })).toBeUndefined();
  expect(samplesNeeded({ rows: 1000, x: [of(4)], y: [of()] })).toBe("oneDiscrete");
  expect(samplesNeeded({ rows: 1000, x: [of(), of()], y: [of(), of()] })).toBe("any");
  expect(samplesNeeded({ rows: 1000, x: [of(), of()], y: [of(), of(), of()] })).toBeUndefined();
});
