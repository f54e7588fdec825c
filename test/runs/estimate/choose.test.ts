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
const fitOf = (added: number, elliptical: number, rising = 0): RowsRead => {
  const rows = Array.from({ length: 1000 }, (_, i) => Math.sin(i));
  const luck = rows.reduce((sum, v) => sum + v, 0) / 1000;
  const around = (value: number, own: number) => rows.map((v, i) => value + 0.3 * (v - luck) + own * Math.sin(7 * i + 1));
  return {
    ...{ rows: 1000, trained: 600, rising },
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

  test("what ranks hide cannot be proven, and is no contradiction", () => {
    const hidden = (unseen: number): Evidence => ({
      ...evidence(0.4, 0.4, 0.46),
      elliptical: { estimate: { ...estimate("elliptical", 0.46), unseen }, columns: [1, 1] },
    });
    expect(uncontradicted(hidden(0.05))?.answer.estimator).toBe("elliptical");
    expect(uncontradicted(hidden(0))).toBeUndefined();
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
    const { answer, warnings } = extrapolated(estimate("critic", 1), fitOf(1, 1), fitOf(0.98, 1));
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

  test("steps that ran out are a want of their own: what their second half gained is added, and much of it is not to be relied on", () => {
    const of = (rising: number) => extrapolated(estimate("critic", 1), fitOf(1, 1, rising), fitOf(1, 1));
    expect(of(0.03)).toMatchObject({ answer: { value: 1.03 }, warnings: [] });
    expect(of(0.03).answer.interval[1]).toBeGreaterThan(1.03 + z * 0.03);
    expect(of(0.2).warnings).toMatchObject([/gained 0\.200.*--steps/]);
  });

  test("of what is found beyond the elliptical fit a fortieth may never be learned", () => {
    const { se, interval } = extrapolated(estimate("critic", 3), fitOf(3, 1), fitOf(3, 1)).answer;
    expect(se).toBeCloseTo(Math.hypot(0.01, 0.05), 3);
    expect([interval[0], interval[1]]).toEqual([
      expect.closeTo(3 - z * 0.01, 6),
      expect.closeTo(3 + z * Math.hypot(0.01, 0.05), 3),
    ]);
  });
});

describe("neighbours in many columns", () => {
  const halves = [estimate("near", 0.55), estimate("near", 0.57)];

  test("what twice the rows added is added once more; the interval begins where it did, and ends where n^(-2/d) would lead", () => {
    const { answer, warnings } = nearer(estimate("near", 0.59), halves, 4);
    expect([answer.value, answer.se]).toEqual([expect.closeTo(0.62, 12), expect.closeTo(Math.hypot(0.01, 0.015), 12)]);
    const far = 0.03 / (Math.SQRT2 - 1);
    expect(answer.interval).toEqual([expect.closeTo(0.59 - z * 0.01, 12), expect.closeTo(0.62 + z * Math.hypot(0.01, far), 12)]);
    expect(warnings).toEqual([]);
  });

  test("nothing gained, nothing added", () =>
    expect(nearer(estimate("near", 0.5), halves, 4).answer).toMatchObject({ value: 0.5, se: 0.01 }));

  test("terms that are all alike have no error; the interval has two ends all the same", () => {
    const far = 0.04 / (Math.SQRT2 - 1);
    expect(nearer(estimate("near", 0.6, 0), halves, 4).answer.interval).toEqual([0.6, expect.closeTo(0.64 + z * far, 12)]);
  });

  test("half as many rows said much less: not to be relied on, where it is answered", () => {
    const { answer, warnings } = nearer(estimate("near", 0.66), halves, 4);
    expect(warnings).toMatchObject([/near gained 0\.100/]);
    const found = { ...evidence(0.5, 0.1, 0.1, answer), doubts: warnings };
    expect(uncontradicted(found)).toEqual({ answer, warnings });
  });

  test("neighbours are far in three columns, in two they are near, and so are rows that come again", () => {
    const columns = (n: number, kind: Quantity["kind"] = "continuous") =>
      Array.from({ length: n }, (): Quantity => ({ name: "x", kind, values: new Float64Array(0) }));
    expect([1, 2].map((n) => isFar({ rows: 1000, x: columns(1), y: columns(n) }))).toEqual([false, true]);
    expect(isFar({ rows: 1000, x: columns(2, "discrete"), y: columns(1) })).toBe(false);
  });
});

test("neighbours' errors are cautious: a copula is not answered where they are clearly above it", () => {
  const found = (samples: number) =>
    uncontradicted(evidence(0.2, 0.19, 0.19, estimate("near", samples, 0.044)))?.answer.estimator;
  expect([found(0.24), found(0.31)]).toEqual(["elliptical", "near"]);
});

test("which samples: by kinds and by how many columns", () => {
  const of = (kinds?: number): Quantity => ({
    ...{ name: "a", values: new Float64Array(0), kind: kinds ? "discrete" : "continuous" },
    ...(kinds ? { kinds } : {}),
  });
  expect(samplesNeeded({ rows: 1000, x: [of(4)], y: [of(5)] })).toBe("discrete");
  expect(samplesNeeded({ rows: 1000, x: [of(40)], y: [of(50)] })).toBeUndefined();
  expect(samplesNeeded({ rows: 1000, x: [of(4)], y: [of()] })).toBe("oneDiscrete");
  const named: Quantity = { ...of(4), words: ["low", "middle", "high", "none"] };
  expect(samplesNeeded({ rows: 1000, x: [of()], y: [named] })).toBe("oneDiscrete");
  expect(samplesNeeded({ rows: 1000, x: [of(), named], y: [of(4)] })).toBeUndefined();
  expect(samplesNeeded({ rows: 1000, x: [of(), named], y: [of()] })).toBeUndefined();
  expect(samplesNeeded({ rows: 1000, x: [of(), of()], y: [of(), of()] })).toBe("any");
  expect(samplesNeeded({ rows: 1000, x: [of(), of()], y: [of(), of(), of()] })).toBeUndefined();
});
