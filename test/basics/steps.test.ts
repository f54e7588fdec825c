/** Long computations inside each other: what is told of them, and that an end to the outer one is one to the inner. */
import { expect, test } from "vitest";
import { asPart, drained, toldAs } from "../../src/basics/steps.js";

async function* work(open: { count: number }, failing = false) {
  open.count++;
  try {
    yield { phase: "first", fraction: 0.5 };
    if (failing) throw new Error("broken");
    yield { phase: "second", fraction: 1.5 };
    return "done";
  } finally {
    open.count--;
  }
}

test("a part is told by its share of the whole, and what is found is handed on", async () => {
  const [told, open] = [[] as unknown[], { count: 0 }];
  const found = await drained(
    toldAs(asPart(work(open), 0.2, 0.6, "half: "), ({ phase, fraction }) => told.push([phase, Number(fraction.toFixed(12))])),
  );
  expect([found, open.count]).toEqual(["done", 0]);
  expect(told).toEqual([
    ["half: first", 0.4],
    ["half: second", 0.6],
  ]);
});

test("whoever leaves early ends the steps inside, which give back what they hold", async () => {
  const open = { count: 0 };
  for await (const { fraction } of asPart(work(open), 0, 1)) {
    expect([fraction, open.count]).toEqual([0.5, 1]);
    break;
  }
  expect(open.count).toBe(0);
  await expect(drained(asPart(work(open, true), 0, 1))).rejects.toThrow("broken");
  expect(open.count).toBe(0);
});
