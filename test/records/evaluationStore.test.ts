/** What an evaluation keeps: read back as it was, whatever was cut off, and by no other evaluation. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openEvaluation } from "../../src/records/evaluationStore.js";

const folder = mkdtempSync(join(tmpdir(), "floe-evaluation-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, "kept.jsonl");
const about = { simulator: "linear", seed: 3 };
const bounds = (x: number) => ({ lower: [x, -Infinity], upper: [Infinity, 1 / 3], reach: [0, x], upperOfParts: [[[x], [0.1]]] });

test("groups come back bit for bit, infinities too; a line that was cut off counts as not written", () => {
  const first = openEvaluation(file, about);
  expect(first.known("0", 4)).toBeUndefined();
  first.keep("0", 4, bounds(Math.PI));
  first.keep("1", 4, bounds(-2e-17));
  first.close();
  appendFileSync(file, '{"subject":"0","group":5,"bounds":{"lower":[1,');
  const second = openEvaluation(file, about);
  expect([second.known("0", 4), second.known("1", 4)]).toEqual([bounds(Math.PI), bounds(-2e-17)]);
  expect(second.known("0", 5)).toBeUndefined();
  second.keep("0", 5, bounds(7));
  second.close();
  const third = openEvaluation(file, about);
  expect(third.known("0", 5)).toEqual(bounds(7));
  third.close();
  expect(readFileSync(file, "utf8").split("\n")).toHaveLength(5);
});

test("the file of another evaluation is refused, and one that another has open", () => {
  expect(() => openEvaluation(file, { ...about, seed: 4 })).toThrow(/holds what was done of another evaluation/);
  const open = openEvaluation(file, about);
  expect(() => openEvaluation(file, about)).toThrow(/is writing to/);
  open.close();
});
