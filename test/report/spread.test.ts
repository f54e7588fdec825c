import fc from "fast-check";
import { expect, test } from "vitest";
import { textWidth } from "../../src/report/drawing/marks.js";
import { clusters, groupLabel, spread, stackLevels } from "../../src/report/drawing/spread.js";
import { numbersWithin } from "../../src/report/figures/episodes.js";

const labels = fc.array(
  fc.record({ at: fc.double({ min: -50, max: 550, noNaN: true }), size: fc.double({ min: 1, max: 30, noNaN: true }) }),
  {
    minLength: 1,
    maxLength: 15,
  },
);

test("numbers of measurements are apart by their widths; of more than fit, the first and every so many-th is there", () => {
  const ten = numbersWithin(200, 10);
  expect(ten.map(({ text }) => Number(text))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const { text, size } of ten) expect(size).toBeGreaterThan(textWidth(text) + 2);
  for (const count of [1, 2, 15, 30, 400])
    expect(numbersWithin(190, count).reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(190);
  expect(numbersWithin(100, 12, 3).map(({ text }) => text)).toEqual(["4", "6", "8", "10", "12", "14"]);
});

test("spread keeps labels apart, in their order, and inside, whatever they are", () => {
  fc.assert(
    fc.property(labels, (items) => {
      const placed = spread(
        items.map(({ at }) => at),
        items.map(({ size }) => size),
        0,
        500,
      );
      const order = items.map((_, i) => i).sort((a, b) => (placed[a] as number) - (placed[b] as number));
      order.forEach((i, rank) => {
        const [centre, half] = [placed[i] as number, (items[i]?.size as number) / 2];
        expect(centre - half).toBeGreaterThan(-1e-6);
        expect(centre + half).toBeLessThan(500 + 1e-6);
        const next = order[rank + 1];
        if (next === undefined) return;
        expect((placed[next] as number) - (items[next]?.size as number) / 2 - centre - half).toBeGreaterThan(-1e-6);
        expect(items[next]?.at as number).toBeGreaterThanOrEqual(items[i]?.at as number);
      });
    }),
    { seed: 1 },
  );
});

test("spread leaves what fits where it is and centres a crowd on its wishes", () => {
  expect(spread([100, 300], [20, 20], 0, 500)).toEqual([100, 300]);
  expect(spread([100, 100, 100], [20, 20, 20], 0, 500)).toEqual([80, 100, 120]);
  expect(spread([2, 498], [20, 20], 0, 500)).toEqual([10, 490]);
});

test("spread is the least-squares placement: no small shift of a feasible kind improves it", () => {
  const wanted = [10, 14, 15, 40, 43, 90];
  const sizes = [10, 10, 10, 10, 10, 10];
  const cost = (placed: readonly number[]) => placed.reduce((sum, x, i) => sum + (x - (wanted[i] as number)) ** 2, 0);
  const feasible = (placed: readonly number[]) =>
    placed.every((x, i) => x >= 5 && x <= 95 && (i === 0 || x - (placed[i - 1] as number) >= 10 - 1e-9));
  const best = spread(wanted, sizes, 0, 100);
  expect(feasible(best)).toBe(true);
  fc.assert(
    fc.property(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 6, maxLength: 6 }), (shifts) => {
      const other = best.map((x, i) => x + (shifts[i] as number));
      fc.pre(feasible(other));
      expect(cost(other)).toBeGreaterThanOrEqual(cost(best) - 1e-6);
    }),
    { seed: 1, numRuns: 2000, maxSkipsPerRun: 1000 },
  );
});

test("clusters are chains of near values; labels count what they hold", () => {
  expect(clusters([5, 1, 1.2, 9, 5.5], 1)).toEqual([[1, 2], [0, 4], [3]]);
  expect(clusters([], 1)).toEqual([]);
  expect(groupLabel(["4.9"])).toBe("4.9");
  expect(groupLabel(["0.40", "0.41"])).toBe("0.40, 0.41");
  expect(groupLabel(["10", "10", "10"])).toBe("10 ×3");
  expect(groupLabel(["4.4", "4.5", "4.5"])).toBe("4.4–4.5 ×3");
  expect(groupLabel(["−10", "−9", "−9"])).toBe("−10 to −9 ×3");
});

test("marks that would overlap rise to the lowest free level and keep their place", () => {
  expect(stackLevels([10, 10, 10], 9)).toEqual([0, 1, 2]);
  expect(stackLevels([30, 10, 18.5, 19.1], 9)).toEqual([0, 0, 1, 0]);
  const many = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(many, (centres) => {
      const levels = stackLevels(centres, 9);
      const overlapping = (i: number, j: number) =>
        levels[i] === levels[j] && Math.abs((centres[i] as number) - (centres[j] as number)) < 9;
      for (let i = 0; i < centres.length; i++) for (let j = 0; j < i; j++) expect(overlapping(i, j)).toBe(false);
    }),
    { seed: 1 },
  );
});
