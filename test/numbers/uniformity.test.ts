import { expect, test } from "vitest";
import { uniforms } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { uniformityTest } from "../../src/numbers/uniformity.js";

const sample = (seed: number, i: number, n: number): number[] => Array.from(uniforms(fold(key(seed), i), n));

test.each([[3], [20], [300]])("p-values of %i uniform values are uniform", (n) => {
  const repeats = 4000;
  const ps = Array.from({ length: repeats }, (_, i) => uniformityTest(sample(n, i, n)).p);
  for (const share of [0.01, 0.05, 0.2, 0.5, 0.9]) {
    const se = Math.sqrt((share * (1 - share)) / repeats);
    expect(Math.abs(ps.filter((p) => p < share).length / repeats - share)).toBeLessThan(4 * se);
  }
});

test("critical values of the limit: Marsaglia and Marsaglia 2004", () => {
  // Values at distance d from an even row make A² what is wanted; p at 2.492 is 0.05, at 3.878 it is 0.01 (Stephens 1974).
  const even = Array.from({ length: 5000 }, (_, i) => (i + 0.5) / 5000);
  const at = (wanted: number): number => {
    let [low, high] = [0, 0.2];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (uniformityTest(even.map((u) => u ** (1 + middle))).statistic > wanted) high = middle;
      else low = middle;
    }
    return uniformityTest(even.map((u) => u ** (1 + low))).p;
  };
  expect(at(2.492)).toBeCloseTo(0.05, 3);
  expect(at(3.878)).toBeCloseTo(0.01, 3);
  expect(at(1.933)).toBeCloseTo(0.1, 3);
});

test("values that are spread wrongly or moved are found", () => {
  const us = sample(7, 0, 1000);
  expect(uniformityTest(us.map((u) => u ** 1.2)).p).toBeLessThan(0.001);
  expect(uniformityTest(us.map((u) => 0.5 + 0.9 * (u - 0.5))).p).toBeLessThan(0.001);
});
