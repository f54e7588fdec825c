/** Errors over tasks and seeds, against the spread of repeated experiments. */
import { expect, test } from "vitest";
import { overSeeds, overTasksAndSeeds } from "../../meta/compare/intervals.js";
import type { Interval } from "../../meta/compare/recordTypes.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { moments } from "../support/statistics.js";

interface Sizes {
  readonly seeds: number;
  readonly tasks: number;
  readonly ofSeeds: number;
  readonly ofTasks: number;
  readonly ofBoth: number;
}

/** Comparisons whose true mean is 0. */
function repeated({ seeds, tasks, ofSeeds, ofTasks, ofBoth }: Sizes, repeats: number): Interval[] {
  return Array.from({ length: repeats }, (_, r) => {
    const draw = (what: number, n: number) => normals(fold(fold(key(9), r), what), n);
    const [bySeed, byTask, rest] = [draw(0, seeds), draw(1, tasks), draw(2, seeds * tasks)];
    const errors = Array.from({ length: seeds }, (_s, s) =>
      Array.from(
        { length: tasks },
        (_t, t) => ofSeeds * (bySeed[s] as number) + ofTasks * (byTask[t] as number) + ofBoth * (rest[s * tasks + t] as number),
      ),
    );
    return overTasksAndSeeds(errors);
  });
}

test("standard errors are those of repeated experiments", () => {
  const found = repeated({ seeds: 5, tasks: 40, ofSeeds: 0.3, ofTasks: 1, ofBoth: 0.5 }, 400);
  const spread = moments(found.map(({ value }) => value)).variance;
  const told = found.reduce((sum, { se }) => sum + se ** 2, 0) / found.length;
  // Both are known to 7 % here; what varies by seed and task is counted twice.
  expect(told / spread).toBeGreaterThan(0.8);
  expect(told / spread).toBeLessThan(1.3);
});

test.each<[string, Sizes]>([
  ["two seeds that differ, tasks alike", { seeds: 2, tasks: 40, ofSeeds: 1, ofTasks: 0, ofBoth: 0.1 }],
  ["five seeds that differ", { seeds: 5, tasks: 40, ofSeeds: 1, ofTasks: 0.5, ofBoth: 0.1 }],
  ["tasks that differ", { seeds: 5, tasks: 40, ofSeeds: 0, ofTasks: 1, ofBoth: 0.1 }],
])("95 %% intervals hold the truth in 95 %% of experiments: %s", (_, sizes) => {
  const found = repeated(sizes, 1000);
  const share = found.filter(({ value, half }) => Math.abs(value) < half).length / found.length;
  expect(Math.abs(share - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / 1000));
});

test("Student's t, from its table", () => {
  const seeds = [1, 2, 3, 4, 5].map((value) => [value, value]); // tasks alike, so only the seeds count: four degrees of freedom
  const { value, se, half } = overTasksAndSeeds(seeds);
  expect(value).toBe(3);
  expect(se).toBeCloseTo(Math.sqrt(2.5 / 5), 12);
  expect(half / se).toBeCloseTo(2.7764, 4);
});

test("of sums over tasks the error counts tasks and seeds too, and one seed has the error over tasks", () => {
  const one = overSeeds([{ value: 2, se: 0.3 }], 1000);
  expect(one).toMatchObject({ value: 2, se: 0.3 });
  expect(one.half).toBeCloseTo(1.9623 * 0.3, 4);
  const { value, se } = overSeeds(
    [
      { value: 1, se: 0.3 },
      { value: 3, se: 0.5 },
    ],
    1000,
  );
  expect(value).toBe(2);
  expect(se).toBeCloseTo(Math.hypot(1, 0.4), 12);
});
