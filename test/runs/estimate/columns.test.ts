/** Which columns are meant, and what they are taken for. */
import { expect, test } from "vitest";
import type { FileTable } from "../../../src/loading/tables/index.js";
import { checkVaries, columnsOf, quantityOf, usualColumns } from "../../../src/runs/estimate/columns.js";

const tableOf = (...names: string[]): FileTable => ({
  file: "obs.csv",
  rows: 3,
  columns: names.map((name, i) => ({ name, values: Float64Array.of(i, i + 1, i + 2) })),
});
const genes = tableOf("x1", "x2", "y1", "y2", "age", "dose (mg)");
const named = (columns: readonly { name: string }[]) => columns.map(({ name }) => name);

test.each([
  ["x1,y2", ["x1", "y2"]],
  [" age , x2", ["age", "x2"]],
  ["1-3", ["x1", "x2", "y1"]],
  ["x2:age", ["x2", "y1", "y2", "age"]],
  ["x2-y2", ["x2", "y1", "y2"]],
  ["dose (mg)", ["dose (mg)"]],
  ["6,1-2", ["dose (mg)", "x1", "x2"]],
])("--x %s", (wanted, names) => expect(named(columnsOf(genes, wanted, "--x"))).toEqual(names));

test("a name goes before a place", () => expect(named(columnsOf(tableOf("2", "1"), "1", "--x"))).toEqual(["1"]));

test.each([
  ["agee", /--x: unknown column of obs\.csv "agee"; did you mean "age"\?/],
  ["7", /unknown column of obs\.csv "7".*or its place, 1 to 6/],
  ["x1,,y1", /--x must be columns with commas between/],
  ["4-2", /--x: 4-2 ends before it begins/],
  ["x1,1", /--x names the column x1 twice/],
])("--x %s is refused", (wanted, message) => expect(() => columnsOf(genes, wanted, "--x")).toThrow(message));

test("without words, those called x and y; of two columns the first and the second; else a question", () => {
  expect(named(usualColumns(genes, "x"))).toEqual(["x1", "x2"]);
  expect(named(usualColumns(genes, "y"))).toEqual(["y1", "y2"]);
  expect(named(usualColumns(tableOf("a", "b"), "y"))).toEqual(["b"]);
  expect(() => usualColumns(tableOf("a", "b", "c"), "x")).toThrow(
    /obs\.csv has no columns called x1, x2, \.\..*--x a\. It has a, b, c/,
  );
});

test("words, and numbers that come again and again, are kinds", () => {
  const many = (of: (i: number) => number) => ({ name: "x", values: Float64Array.from({ length: 400 }, (_, i) => of(i)) });
  expect(quantityOf(many((i) => i % 7))).toMatchObject({ kind: "discrete", kinds: 7 });
  expect(quantityOf(many((i) => Math.sin(i)))).toMatchObject({ kind: "continuous" });
  expect(quantityOf({ ...many((i) => i % 3), words: ["a", "b", "c"] })).toMatchObject({ kind: "discrete", kinds: 3 });
});

test("a column that is the same in all rows tells nothing", () =>
  expect(() => checkVaries({ name: "x", values: Float64Array.of(2, 2) }, "obs.csv")).toThrow(
    /the column x of obs\.csv is the same/,
  ));
