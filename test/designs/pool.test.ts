/** A list of the user's in place of ranges: how it is typed, what is refused, and which candidates are left as measurements go on. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, expect, test } from "vitest";
import { box, choice, constrained, increasingTimes, mixed, repeated, spacedTimes } from "../../designs/index.js";
import { candidatesIn, candidatesText } from "../../designs/pool.js";
import { InputError } from "../../src/basics/errors.js";
import type { SpaceRules } from "../../src/contracts/rules.js";
import type { DesignSpace } from "../../src/contracts/space.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { candidateAt, placeOf } from "../../src/portable/space.js";
import type { SpaceData } from "../../src/portable/types.js";

const folder = mkdtempSync(join(tmpdir(), "floe-pool-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("candidates as they are typed, with names and with several numbers, and from a table", () => {
  expect(candidatesIn("0.5, 1,30min")).toEqual({ candidates: [[0.5], [1], ["30min"]] });
  expect(candidatesIn("A1=5:1,A2=5:4")).toEqual({ candidates: [[5, 1], [5, 4]], labels: ["A1", "A2"] }); // biome-ignore format: pairs
  const file = join(folder, "wells.csv");
  writeFileSync(file, "label,dose,time\nA1,5,1\nB2,20,4\n");
  expect(candidatesText(file)).toBe("A1=5:1,B2=20:4");
  expect(candidatesText(file, ["time1", "dose1"])).toBe("A1=1:5,B2=4:20");
  expect(candidatesText(file, ["x1", "y1"])).toBe("A1=5:1,B2=20:4");
  expect(() => candidatesText(file, ["time1", "amount1"])).toThrow(
    'there is no "dose" in a measurement; give a column for each of time1, amount1',
  );
  for (const [text, message] of [
    ["", "there is none"],
    ["A1=1,2", "some have a name and some have none"],
    ["1,,2", 'got ""'],
    ["1:,2", 'got "1:"'],
  ] as const)
    expect(() => candidatesIn(text)).toThrow(message);
  writeFileSync(file, "dose,time\n5,much\n");
  expect(() => candidatesIn(file)).toThrow(/line 2: time must be a number, got "much"/);
});

const times = box({ low: 0.1, high: 20, dim: 3, unit: "h", exchangeable: true });
const refused: readonly (readonly [DesignSpace, SpaceRules, string])[] = [
  [times, { candidates: [] }, "the list of candidates is empty"],
  [times, { candidates: "1,2" } as unknown as SpaceRules, 'candidates must be a list, such as [0.5, 1, 2] or [[5, 1], [5, 4]], got "1,2"'],
  [times, { candidates: [1, 2, 3], labels: "abc" } as unknown as SpaceRules, 'labels must be a list of names, a text that is not empty for each candidate, got "abc"'],
  [times, { candidates: [1, 2], labels: ["a", ""] }, 'got ["a",""]'],
  [times, { candidates: [1, 2, 3], once: "no" } as unknown as SpaceRules, 'once must be true or false, got "no"'],
  [times, { candidates: [1, null] } as unknown as SpaceRules, "candidates"],
  [times, { candidates: [1, true] } as unknown as SpaceRules, "candidates"],
  [times, { candidates: [1, 2, 1] }, "candidate 3 repeats candidate 1"],
  [times, { candidates: [1, [2, 3]] }, "number 2 has 2 numbers, and a measurement has 1 (d1)"],
  [times, { candidates: [1, 30] }, "number 2 has d1 = 30, which must be between 0.1 and 20"],
  [times, { candidates: [1, 2], once: true }, "3 different choices need at least 3 candidates, got 2"],
  [times, { once: true }, "once is about candidates"],
  [times, { candidates: [1, 2], labels: ["a"] }, "1 names for 2 candidates"],
  [times, { candidates: [1, 2, 3], spacing: 2 }, "no 3 of the candidates ascend at least 2 h apart"],
  [box({ low: [0, 0], high: [1, 1], dim: 2 }), { candidates: [0, 1], spacing: 1 }, "their order" ],
  [choice({ candidates: [1, 2, 3], dim: 2 }), { candidates: [1, 2] }, "listed already"],
  [mixed([choice({ candidates: [1, 2], dim: 1 }), spacedTimes({ low: 0, high: 9, dim: 2, spacing: 1 })]), { candidates: [1, 2] }, "side by side"],
]; // biome-ignore format: a row each

test.each(refused)("what cannot be is refused in words that say why: %#", (space, rules, message) => {
  const said = message === "their order" ? "the order of these measurements means something" : message;
  expect(() => constrained(space, rules)).toThrow(said);
  expect(() => constrained(space, rules)).toThrow(InputError);
});

test("pairs keep their names, and without repetition none comes twice, with tensors and without", () => {
  const points = [[5, 1], [5, 4], [20, 1], [20, 8]]; // biome-ignore format: pairs
  const range = repeated(box({ low: [0, 0], high: [20, 24], dim: 2, names: ["dose", "time"] }), 3);
  const space = constrained(range, { candidates: points, labels: ["A", "B", "C", "D"], once: true });
  expect([space.pool?.labels, space.width, space.rawWidth]).toEqual([["A", "B", "C", "D"], 2, 4]);
  const raw = [0.1, 2, 1, -1];
  const before: number[][] = [];
  const next = space.next as NonNullable<DesignSpace["next"]>;
  for (const wanted of [1, 2, 0]) {
    const at = tidied(() => rowsOf(next(tf.tensor2d([raw]), before.map((place) => tf.tensor2d([place])), tf.scalar(1)))[0]); // biome-ignore format: one thing
    expect(at).toEqual(points[wanted]);
    expect(placeOf(space.portable as SpaceData, raw, before, 3)).toEqual(points[wanted]);
    expect(candidateAt(space.portable as SpaceData, at as number[])).toEqual({ candidate: wanted + 1, label: "ABCD"[wanted] });
    before.push(points[wanted] as number[]);
  }
});

test("times that ascend leave room for those to come", () => {
  const space = constrained(spacedTimes({ low: 0, high: 24, dim: 3, spacing: 1 }), { candidates: [24, 0.5, 1, 2, 2.5, 8] });
  const late = [-1, -1, -1, -1, -1, 5]; // the network wants the last one at once
  const chain = tidied(() => rowsOf((space.decide as NonNullable<DesignSpace["decide"]>)(tf.tensor2d([[...late, ...late, ...late]]), tf.scalar(1)))[0]); // biome-ignore format: one thing
  expect(chain).toEqual([0.5, 2, 24]); // of equal logits the first; the last time of three is all that may be 24
  expect(space.finish([1, 1.4, 2])).toEqual([1, 2, 8]);
  expect(space.violation([1, 2, 2.5])).toMatch(/follows/);
  expect(space.violation([1, 2, 8])).toBeUndefined();
});

const far = (from: number) => [0, 0.1, 0.2, 0.3, 0.4, 0.5].map((x) => from + x);
test.each([
  ["tenths from 0", far(0)],
  ["tenths from 100", far(100)],
  ["Julian days", far(2460000.5).map((_, i) => 2460000.5 + i)],
  ["months of a year", [0, 1, 2, 5, 9, 10].map((month) => 2020 + month / 12)],
  ["doses over decades", [0.001, 0.002, 0.003, 1, 100, 1000]],
] as const)("none comes twice, however far from 0 a list is: %s", (_, candidates) => {
  const range = increasingTimes({ low: candidates[0] as number, high: candidates[5] as number, dim: 3 });
  const space = constrained(range, { candidates: [...candidates], once: true });
  const raws = Array.from({ length: 300 }, (_, n) => Array.from({ length: 18 }, (_, i) => Math.sin(1 + 18 * n + i * i)));
  const made = tidied(() => rowsOf((space.decide as NonNullable<DesignSpace["decide"]>)(tf.tensor2d(raws), tf.scalar(1))));
  for (const [n, design] of made.entries()) {
    const before: number[][] = [];
    for (let t = 0; t < 3; t++)
      before.push([...placeOf(space.portable as SpaceData, (raws[n] as number[]).slice(6 * t, 6 * t + 6), before, 3)]);
    expect(design).toEqual(before.map(([x]) => Math.fround(x as number)));
    expect(space.violation(design)).toBeUndefined();
    expect(new Set(design).size).toBe(3);
  }
  const [first, second] = candidates;
  expect(space.violation([first, first, second])).toBeDefined();
});

test("a place is the candidate that is nearest, by its number in the list as it was given", () => {
  const named = (space: DesignSpace, place: number) => candidateAt(space.portable as SpaceData, [place]);
  const rising = (low: number, high: number) => spacedTimes({ low, high, dim: 2, spacing: 0 });
  const days = constrained(rising(2460000, 2460009), { candidates: [2460000.5, 2460001.5, 2460002.5] });
  expect([2460000.5, 2460001.5, 2460002.5].map((day) => named(days, day).candidate)).toEqual([1, 2, 3]);
  expect(named(days, 2460002)).toEqual({});
  const { candidates, labels = [] } = candidatesIn("D=20,A=0.5,B=2,C=5");
  const letters = constrained(rising(0, 24), { candidates, labels });
  expect(letters.pool).toMatchObject({ points: [[0.5], [2], [5], [20]], labels: ["A", "B", "C", "D"], numbers: [2, 3, 4, 1] });
  expect([20, 2].map((x) => named(letters, x))).toEqual([{ candidate: 1, label: "D" }, { candidate: 3, label: "B" }]); // biome-ignore format: pairs
  const some = constrained(rising(0, 24), { ...candidatesIn("0.1,0.5,1,2,5"), windows: [[0.4, 6]] });
  expect([named(some, 1), some.pool?.points.length]).toEqual([{ candidate: 3 }, 4]);
  expect(named(constrained(some, { windows: [[0, 24]] }), 1)).toEqual({ candidate: 3 });
  expect(constrained(rising(0, 24), candidatesIn("1,2,5")).pool).not.toHaveProperty("numbers");
  expect(named(constrained(rising(0, 24), { candidates: [0.1] }), Math.fround(0.1))).toEqual({ candidate: 1 });
});
