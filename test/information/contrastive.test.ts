import { describe, expect, test } from "vitest";
import { columnLogSumExp, estimateOf, groupBounds } from "../../src/information/evaluation/contrastive.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";
import { moments } from "../support/statistics.js";

/** log of the sum of exp, by the plain sum about the largest. */
function plain(scores: readonly number[]): number {
  const most = Math.max(...scores);
  if (most === -Infinity) return -Infinity;
  return most + Math.log(scores.reduce((sum, s) => sum + Math.exp(s - most), 0));
}

function columnsOf(scores: ArrayLike<number>, columns: number): number[][] {
  return Array.from({ length: columns }, (_, j) => Array.from(scores).filter((_, at) => at % columns === j));
}

describe("the log of a sum of exponentials, column by column", () => {
  test.each([1, 40, 3000])("agrees with the plain sum at scores of size %d, in whatever chunks they come", (size) => {
    const [rows, columns] = [60, 5];
    const scores = normals(key(size), rows * columns).map((z) => z * size);
    const sums = columnLogSumExp(columns);
    for (const [from, to] of [
      [0, 1],
      [1, 13],
      [13, 60],
    ] as const)
      sums.add(scores.subarray(from * columns, to * columns));
    const wanted = columnsOf(scores, columns).map(plain);
    const got = wanted.map((_, j) => sums.value(j));
    expect(largestGap(got, wanted)).toBeLessThan(1e-12 * Math.max(1, size));
  });

  test("impossible pairs add nothing, first or last, and only impossible ones make it -Infinity", () => {
    const no = -Infinity;
    const sums = columnLogSumExp(4);
    sums.add([no, 1, no, -2e4, no, no, 3, no]);
    sums.add([2, no, no, -2e4, 2, 2, no, no]);
    const wanted = [2 + Math.log(2), plain([1, 2]), 3, -2e4 + Math.log(2)];
    expect(largestGap([0, 1, 2, 3].map(sums.value), wanted)).toBeLessThan(1e-12);
    const none = columnLogSumExp(1);
    none.add([no, no]);
    expect(none.value(0)).toBe(no);
  });

  test("terms in ascending order, each far above the last, are not lost one by one", () => {
    const sums = columnLogSumExp(1);
    const ascending = Array.from({ length: 100 }, (_, i) => 0.9 * i);
    for (const s of ascending) sums.add([s]);
    expect(sums.value(0)).toBeCloseTo(plain(ascending), 12);
  });
});

describe("the bounds of a group", () => {
  const [m, count] = [30, 50];
  const bounds = (size: number) => {
    const own = normals(fold(key(1), size), m).map((z) => z * size + size);
    const contrasts = normals(fold(key(2), size), m * count).map((z) => z * size);
    return {
      own,
      contrasts,
      ...groupBounds({ own, contrasts: [contrasts.subarray(0, 7 * m), contrasts.subarray(7 * m)] }, count),
    };
  };

  test.each([0.5, 5, 500])("are their formulas at scores of size %d", (size) => {
    const { own, contrasts, lower, upper } = bounds(size);
    const others = columnsOf(contrasts, m);
    const wanted = Array.from(own, (s, j) => {
      const c = others[j] as number[];
      return [s - plain([s, ...c]) + Math.log(count + 1), s - plain(c) + Math.log(count)] as const;
    });
    expect(
      largestGap(
        lower,
        wanted.map(([l]) => l),
      ),
    ).toBeLessThan(1e-12 * Math.max(1, size));
    expect(
      largestGap(
        upper,
        wanted.map(([, u]) => u),
      ),
    ).toBeLessThan(1e-12 * Math.max(1, size));
  });

  test("keep their order on average, and the lower one its cap", () => {
    for (const size of [0.5, 5, 500]) {
      const { lower, upper } = bounds(size);
      for (const l of lower) expect(l).toBeLessThanOrEqual(Math.log(count + 1) + 1e-12);
      expect(moments(lower).mean).toBeLessThanOrEqual(moments(upper).mean);
    }
  });

  test("stay finite for scores that overflow, and reach the cap where all contrasts are impossible", () => {
    const { lower, upper } = groupBounds({ own: [800, -800, 0], contrasts: [[-800, 800, -Infinity]] }, 1);
    expect(lower[0]).toBeCloseTo(Math.log(2), 12);
    expect(lower[1]).toBeCloseTo(-1600 + Math.log(2), 9);
    expect(lower[2]).toBeCloseTo(Math.log(2), 12);
    expect(upper.slice(0, 2)).toEqual([1600, -1600]);
    expect(upper[2]).toBe(Infinity); // no contrast explains the outcome: the upper bound says nothing
  });

  test("refuse an outcome that its own theta cannot have made", () => {
    for (const score of [-Infinity, Number.NaN])
      expect(() => groupBounds({ own: [score], contrasts: [[0]] }, 1)).toThrow("do not describe the same model");
  });
});

describe("an estimate", () => {
  const about = { method: "test" };

  test("has the standard error of independent normals, 7 % exact itself", () => {
    const [n, sd] = [20_000, 3];
    const { value, se, samples, method } = estimateOf(
      Array.from(normals(key(3), n), (z) => 5 + sd * z),
      about,
    );
    const known = sd / Math.sqrt(n);
    expect(Math.abs(value - 5) / known).toBeLessThan(3.5);
    expect(Math.abs(se / known - 1)).toBeLessThan(3.5 * 0.071);
    expect([samples, method]).toEqual([n, "test"]);
  });

  test("counts samples that move together as one: the error of blocks, not of samples", () => {
    const shared = normals(key(4), 100);
    const values = Array.from({ length: 5000 }, (_, i) => shared[Math.floor(i / 50)] as number);
    const { mean, variance } = moments(shared);
    const { value, se } = estimateOf(values, about);
    expect(value).toBeCloseTo(mean, 6);
    expect(se).toBeCloseTo(Math.sqrt(variance / 100), 6);
  });

  test("of fewer samples than blocks, or of a number that no block divides, uses each once", () => {
    const few = Array.from(normals(key(5), 40));
    const { mean, variance } = moments(few);
    expect(estimateOf(few, about).value).toBeCloseTo(mean, 10);
    expect(estimateOf(few, about).se).toBeCloseTo(Math.sqrt(variance / 40), 10);
    const odd = Array.from(normals(key(6), 137));
    expect(estimateOf(odd, about).value).toBeCloseTo(moments(odd).mean, 10);
  });
});
