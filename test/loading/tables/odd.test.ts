/** Files as spreadsheets, data frames, old programs and mistakes leave them: the same table, whatever it is written like. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { type CsvOptions, readDataTable, tableOf } from "../../../src/loading/tables/index.js";
import { doubles, npy } from "./files.js";

const place = mkdtempSync(join(tmpdir(), "floe-odd-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

type Cells = Record<string, readonly (number | string)[]>;
const two: Cells = { x: [1, 3], y: [2.5, -4] };

const odd: readonly (readonly [what: string, content: string | Buffer, holds: Cells, options?: CsvOptions])[] = [
  ["ends of lines of old Macs", "x,y\r1,2.5\r3,-4\r", two],
  ["two kinds of ends of lines", "x,y\r\n1,2.5\n3,-4\r\n", two],
  ["two kinds of ends of lines, in quotation marks", '"x","y"\r\n"1","2.5"\n"3","-4"\r\n', two],
  ["a separator that Excel announces", "sep=;\r\nx;y\r\n1;2.5\r\n3;-4\r\n", two],
  ["a separator that nothing announces", "x/y\n1/2.5\n3/-4\n", two, { separator: "/" }],
  ["tabs that are named", "x\ty z\n1\t2.5\n3\t-4\n", { x: [1, 3], "y z": [2.5, -4] }, { separator: "tab" }],
  ["bars", "x|y\n1|2.5\n3|-4\n", two],
  ["columns that blanks align", "   x     y\n 1.0   2.5\n   3  -4.0\n", two],
  ["rows without cells below the table", "x,y\n1,2.5\n3,-4\n,\n,\n", two],
  ["a column without cells beside the table", "x,y,\n1,2.5,\n3,-4,\n", two],
  ["a column of row numbers without a name", ",x,y\n0,1,2.5\n1,3,-4\n", { 1: [0, 1], ...two }],
  ["lines of blanks", "\n  \nx,y\n1,2.5\n \t \n3,-4\n", two],
  ["blanks that do not break", "x,y\n1\u00a0,2.5\n\u00a03,-4\n", two],
  ["numbers as programs write them", "x,y\n+1,.25E1\n3.,-4e0\n", two],
  ["a comma in a name", '"x, y","z;w"\n1,2\n', { "x, y": [1], "z;w": [2] }],
  ["a quotation mark in a name", '"x ""new""",y\n1,2\n', { 'x "new"': [1], y: [2] }],
  ["a line's end in a name", '"x\n(mm)",y\n1,2\n', { "x\n(mm)": [1], y: [2] }],
  ["names with units, and letters of every language", "größe (mm),温度\n1,2\n", { "größe (mm)": [1], 温度: [2] }],
  ["columns whose names are numbers", "x,2001,2002\n1,2,3\n", { x: [1], 2001: [2], 2002: [3] }],
  ["quotation marks now and then, and no end of the last line", 'x,y\n"1","2.5"\n\n3,-4', two],
  ["a mark of the order of bytes before quotation marks", '\uFEFF"x";"y"\n1;2.5\n3;-4\n', two],
  ["UTF-16, the other way round", Buffer.from("\uFEFFx,y\n1,2.5\n3,-4\n", "utf16le").swap16(), two],
  ["gzip within gzip", gzipSync(gzipSync("x,y\n1,2.5\n3,-4\n")), two],
  ["decimal commas in quotation marks, between bars", 'x|y\n"1,0"|"2,5"\n"3"|"-4,0"\n', two, { decimalComma: true }],
  ["yes and no", '{"x": true, "y": 2.5}\n{"x": false, "y": -4}\n', { x: [1, 0], y: [2.5, -4] }],
  ["lists on lines", "[1, 2.5]\n[3, -4]\n", { 1: [1, 3], 2: [2.5, -4] }],
  ["a list of objects on one line", '[{"x":1,"y":2.5},{"x":3,"y":-4}]', two],
  ["a list of objects on many lines", '[\n  {\n    "x": 1,\n    "y": 2.5\n  },\n  {"y": -4, "x": 3}\n]\n', two],
  ["a list of lists", "[[1, 2.5], [3, -4]]", { 1: [1, 3], 2: [2.5, -4] }],
  ["words in JSON", '{"x": "a, b", "y": 1}\n{"x": "c", "y": 2}\n', { x: ["a, b", "c"], y: [1, 2] }],
  ["words that look like numbers now and then", "x,y\na,1\n7,2\n", { x: ["a", "7"], y: [1, 2] }],
  ["one dimension of NumPy's", npy("<f8", "(3,)", doubles(1, 2, 3)), { 1: [1, 2, 3] }],
  ["int64 and uint8 of NumPy's", npy("<i8", "(2, 1)", Buffer.from(BigInt64Array.of(-5n, 7n).buffer)), { 1: [-5, 7] }],
  ["true and false of NumPy's", npy("|b1", "(2, 1)", Buffer.from([1, 0])), { 1: [1, 0] }],
  [
    "NumPy's, columns first, gzipped",
    gzipSync(npy("<f8", "(2, 2)", doubles(1, 3, 2.5, -4), "True")),
    { 1: [1, 3], 2: [2.5, -4] },
  ],
];

for (const [what, content, holds, options = {}] of odd)
  test(`the table is read right: ${what}`, async () => {
    const file = join(place, "data");
    writeFileSync(file, content);
    const table = await readDataTable(file, options);
    const found = table.columns.map(({ name, values, words }) => [name, Array.from(values, (v) => (words ? words[v] : v))]);
    expect(Object.fromEntries(found)).toEqual(holds);
    expect(table.rows).toBe(Object.values(holds)[0]?.length);
  });

test("columns in memory are read as strictly", () => {
  const { rows, columns } = tableOf({ x: [1, 2], g: ["a", "b"], z: Float32Array.of(3, 4) });
  expect([rows, columns.map(({ name, values, words }) => [name, [...values], words])]).toEqual([
    2,
    [
      ["x", [1, 2], undefined],
      ["g", [0, 1], ["a", "b"]],
      ["z", [3, 4], undefined],
    ],
  ]);
  expect(() => tableOf({})).toThrow(/data holds no columns/);
  expect(() => tableOf({ x: [1, 2], y: [1] })).toThrow(/the column y has 1 row, and x has 2/);
  expect(() => tableOf({ x: [1, Number.NaN] })).toThrow(/data, row 2, column x is NaN, which is no number/);
  expect(() => tableOf({ x: [1, Number.POSITIVE_INFINITY] })).toThrow(/is Infinity, which is no number/);
});
