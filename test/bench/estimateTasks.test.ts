/** Known-answer tasks: their truths against a published table, and against an estimate of another making. */
import { expect, test } from "vitest";
import { knownTasks, wordsOf } from "../../bench/estimateTasks/index.js";
import { ksg } from "../../src/estimators/ksg.js";
import { plugIn } from "../../src/estimators/plugIn.js";
import { normalScoresOf } from "../../src/numbers/columnScales.js";
import { fixedKey } from "../../src/numbers/keys.js";

const taskOf = (name: string) => knownTasks.find((task) => task.name === name) as (typeof knownTasks)[number];

test.each([
  ["normal 1x1", 0.4133],
  ["additive 0.1", 1.7094],
  ["additive 0.75", 0.3333],
  ["dense 2x2", 0.2939],
  ["dense 3x3", 0.4133],
  ["dense 5x5", 0.5928],
  ["dense 25x25", 1.2922],
  ["dense 50x50", 1.6243],
  ["2-pair 5x5", 1.0217],
  ["half cube 2-pair 25x25", 1.0217],
  ["student 1x1 dof 1", 0.2242],
  ["student 5x5 dof 3", 0.2985],
])("%s: %d nats, as published", (name, truth) => {
  expect(taskOf(name).truth).toBeCloseTo(truth, 4);
});

const near = knownTasks.filter(({ sides: [x, y] }) => x + y <= 3);
test.each(near.map((task) => [task.name, task] as const))("%s: 1500 rows find the truth without a formula", (name, task) => {
  const { x, y } = task.draw(fixedKey(`near ${name}`), 1500);
  const ofKinds = [x, y].map((side) => new Set(Array.from(side.values)).size <= 100);
  // ranks leave kinds what they are only where they stay apart
  const [a, b] = [x, y].map((side, i) => (ofKinds[i] ? side : normalScoresOf(side))) as [typeof x, typeof y];
  const { value, se } = ofKinds.every(Boolean) ? plugIn.estimate(a, b) : ksg.estimate(a, b);
  expect(Math.abs(value - task.truth)).toBeLessThan(3 * se + 0.03);
});

test("sides and rows are as said, and each name stands once", () => {
  expect(new Set(knownTasks.map(({ name }) => name)).size).toBe(knownTasks.length);
  for (const task of knownTasks) {
    const drawn = task.draw(fixedKey("sides"), 3);
    expect([drawn.x.columns, drawn.y.columns]).toEqual(task.sides);
    expect(drawn.x.values.length).toBe(3 * task.sides[0]);
    expect(Array.from(drawn.y.values).every(Number.isFinite)).toBe(true);
  }
  expect(wordsOf(taskOf("dense 2x2").draw(fixedKey("sides"), 3)).split("\n")).toHaveLength(5);
});
