/** `auto` on rows whose information is known: one task for each way that it may answer. bench/estimateStudy.ts has all of them. */
import { expect, test } from "vitest";
import { knownTasks } from "../../../bench/estimateTasks/index.js";
import type { Table } from "../../../src/contracts/bounds.js";
import { fixedKey } from "../../../src/numbers/keys.js";
import { estimate } from "../../../src/runs/estimate/index.js";

const columns = (name: string, { columns, values }: Table): [string, number[]][] =>
  Array.from({ length: columns }, (_, j) => [
    `${name}${j + 1}`,
    Array.from({ length: values.length / columns }, (_, i) => values[i * columns + j] as number),
  ]);

test.each([
  ["student 3x3 dof 3", "copula"],
  ["Swiss roll 2x1", "ksg"],
  ["3 kinds and a normal", "ross"],
  ["4 kinds and 4", "plugIn"],
])("%s, 3000 rows: answered by %s, and right", async (name, estimator) => {
  const task = knownTasks.find((one) => one.name === name) as (typeof knownTasks)[number];
  const { x, y } = task.draw(fixedKey(`known ${name}`), 3000);
  const data = Object.fromEntries([...columns("x", x), ...columns("y", y)]);
  const found = await estimate({ data, shuffles: 99 });
  expect(found).toMatchObject({ estimator, reliable: true });
  expect(Math.abs(found.value - task.truth)).toBeLessThan(3 * found.se);
  expect(found.independence?.p).toBeLessThan(0.05);
});
