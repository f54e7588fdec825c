/** The death process against what is published, and its exact gain against sums written out. */
import { expect, test } from "vitest";
import { deathGain } from "../../simulators/death/gain.js";

const usual = { people: 50, mean: 1, sd: 1 };

// quadrature and sums by others (issue 16)
test.each([
  [1, 1.276, 1.3559],
  [2, 1.236, 1.6754],
  [3, 1.22, 1.8682],
  [4, 1.21, 2.0069],
])("%i measurements at %f are worth %f nats", (count, time, gain) => {
  const { value, se } = deathGain(Array(count).fill(time), usual);
  expect(Math.abs(value - gain)).toBeLessThan(2e-4);
  expect(se).toBe(0);
});

/** By plain sums over a fine grid of theta itself. */
function bySums(design: readonly number[], people: number): number {
  const grid = Array.from({ length: 4000 }, (_, i) => (i + 0.5) / 500);
  const raw = grid.map((theta) => Math.exp(-0.5 * (theta - 1) ** 2));
  const total = raw.reduce((a, b) => a + b, 0);
  const choose = [1, people, (people * (people - 1)) / 2, 1].slice(0, people + 1);
  const outcomes = design.reduce<number[][]>((all, _) => all.flatMap((y) => choose.map((_, k) => [...y, k])), [[]]);
  return outcomes.reduce((sum, ys) => {
    const given = grid.map((theta) =>
      ys.reduce((p, y, t) => {
        const dead = 1 - Math.exp(-theta * (design[t] as number));
        return p * (choose[y] as number) * dead ** y * (1 - dead) ** (people - y);
      }, 1),
    );
    const mean = given.reduce((a, p, i) => a + (p * (raw[i] as number)) / total, 0);
    return sum + given.reduce((a, p, i) => a + (p > 0 ? ((raw[i] as number) / total) * p * Math.log(p / mean) : 0), 0);
  }, 0);
}

test.each([[[0.4, 2.1]], [[1, 1]], [[0.2, 0.9, 3]]])("two people counted at %s", (design) => {
  expect(deathGain(design, { ...usual, people: 2 }).value).toBeCloseTo(bySums(design, 2), 5);
});

test("where outcomes are too many to be summed they are drawn, and agree", () => {
  const { value, se } = deathGain([1.2099, 1.21, 1.2101, 1.2102], usual);
  expect(se).toBeGreaterThan(0);
  expect(se).toBeLessThan(0.005);
  expect(Math.abs(value - 2.0069)).toBeLessThan(4 * se);
});
