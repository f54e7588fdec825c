/** Means, intervals and paired differences, by arithmetic that can be followed; paths into results. */
import { expect, test } from "vitest";
import { comparison, meanOf, overallOf, settingsOf } from "../../src/studies/results/compare.js";
import { atPath, whyNot } from "../../src/studies/results/path.js";
import type { Row } from "../../src/studies/results/types.js";

const row = (method: string, batch: number, seed: number, gain: number | null): Row => ({
  cell: `${method}${batch}${seed}`,
  varied: { method, batch, seed },
  values: { gain },
});
const compared = { of: "gain", better: "higher", by: ["method"], along: "batch", paired: "seed", facets: [] } as const;

test("three values have the mean, error and Student's interval of the textbook", () => {
  const { value, se, half, n } = meanOf([1, 2, 6]);
  expect([value, n]).toEqual([3, 3]);
  expect(se).toBeCloseTo(Math.sqrt(7 / 3), 12); // variance (4 + 1 + 9) / 2
  expect(half).toBeCloseTo(4.302652729749464 * Math.sqrt(7 / 3), 8); // quantile .975 with two degrees of freedom
  expect(meanOf([5])).toEqual({ value: 5, n: 1 });
});

test("differences are those of the same seed, over seeds that both have", () => {
  const rows = [
    ...[row("a", 8, 0, 1), row("a", 8, 1, 2), row("a", 8, 2, 6), row("a", 8, 3, 100)],
    ...[row("b", 8, 0, 1.5), row("b", 8, 1, 2.25), row("b", 8, 2, 6.75), row("b", 8, 3, null)],
  ];
  const [first] = settingsOf(rows, compared);
  expect(first?.at).toEqual({ batch: 8 });
  expect(first?.groups.map(({ group, value }) => [group, value])).toEqual([
    ["a", 27.25],
    ["b", 3.5],
  ]);
  const { behind } = first?.groups[1] ?? {};
  expect(behind?.n).toBe(3);
  expect(behind?.value).toBeCloseTo(0.5, 12); // 0.5, 0.25, 0.75
  expect(behind?.se).toBeCloseTo(0.25 / Math.sqrt(3), 12);
});

test("lower is better where that is said, and ranks are averaged over settings that have all", () => {
  const rows = [
    row("a", 8, 0, 1),
    row("b", 8, 0, 2),
    row("a", 16, 0, 5),
    row("b", 16, 0, 4),
    row("a", 32, 0, 1),
    row("b", 32, 0, 3),
    row("a", 64, 0, 0),
  ];
  const settings = settingsOf(rows, { ...compared, better: "lower" });
  expect(settings.map(({ groups }) => groups.map(({ group }) => group).join())).toEqual(["a,b", "b,a", "a,b", "a"]);
  expect(overallOf(settings)).toEqual([
    { group: "a", rank: 4 / 3, first: 2 },
    { group: "b", rank: 5 / 3, first: 1 },
  ]);
});

test("what is compared where nothing is said: all that varies, along the last number", () => {
  const axes = [
    { name: "method", values: ["a", "b"] },
    { name: "steps", values: [1, 2] },
    { name: "batch", values: [8, 16] },
    { name: "critic", values: ["only"] },
    { name: "seed", values: [0, 1] },
  ];
  const plain = { of: "gain", better: "higher", paired: "seed" };
  expect(comparison({ axes, compare: {} }, ["gain", "se"], "higher")).toEqual({
    ...plain,
    by: ["method", "steps"],
    along: "batch",
    facets: [],
  });
  expect(comparison({ axes, compare: { by: ["method"] } }, ["gain"], "higher")).toEqual({
    ...plain,
    by: ["method"],
    along: "batch",
    facets: ["steps"],
  });
  expect(comparison({ axes: axes.slice(1, 2), compare: {} }, ["gain"], "higher")).toEqual({
    ...plain,
    by: ["steps"],
    facets: [],
  });
  expect(() => comparison({ axes, compare: { of: "gian" } }, ["gain", "se"], "higher")).toThrow('did you mean "gain"?');
});

const result = { gain: { lower: { value: 3 } }, points: [{ n: 1 }, { n: 2 }], baselines: [{ name: "random", worth: 4 }] };

test.each([
  ["gain.lower.value", 3],
  ["points.-1.n", 2],
  ["points.0.n", 1],
  ["baselines.random.worth", 4],
  ["gain.upper.value", undefined],
  ["gain.constructor", undefined],
])("the path %s leads to %j", (path, value) => expect(atPath(result, path)).toBe(value));

test("a path that leads nowhere says where it ends, and what is there", () => {
  expect(whyNot(result, "gain.lowr.value")).toBe('there is no "lowr" in gain; did you mean "lower"? It has lower');
  expect(whyNot(result, "baselines.randm.worth")).toContain('did you mean "random"?');
});
