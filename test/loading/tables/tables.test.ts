/** Files as people and programs write them: read right, or refused with file, line and column. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { type CsvOptions, readDataTable } from "../../../src/loading/tables/index.js";
import { npy } from "./files.js";

const place = mkdtempSync(join(tmpdir(), "floe-tables-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

async function read(content: string | Buffer, options: CsvOptions = {}) {
  const file = join(place, "data.csv");
  writeFileSync(file, content);
  const { rows, columns } = await readDataTable(file, options);
  return {
    rows,
    ...Object.fromEntries(columns.map(({ name, values, words }) => [name, words ? values.join() + words.join() : [...values]])),
  };
}

const two = { rows: 2, x: [1, 3], y: [2.5, -4e-3] };

const same: readonly (readonly [string, string | Buffer, CsvOptions?])[] = [
  ["commas", "x,y\n1,2.5\n3,-4e-3\n"],
  ["no end of the last line", "x,y\n1,2.5\n3,-4e-3"],
  ["carriage returns", "x,y\r\n1,2.5\r\n3,-4e-3\r\n"],
  ["a byte order mark", "\uFEFFx,y\n1,2.5\n3,-4e-3\n"],
  ["UTF-16", Buffer.from("\uFEFFx,y\n1,2.5\n3,-4e-3\n", "utf16le")],
  ["quotation marks", '"x","y"\n"1","2.5"\n"3","-4e-3"\n'],
  ["blanks", "x , y\n 1 , 2.5\n3 ,-4e-3 \n"],
  ["semicolons", "x;y\n1;2.5\n3;-4e-3\n"],
  ["tabs", "x\ty\n1\t2.5\n3\t-4e-3\n"],
  ["decimal commas", "x;y\n1;2,5\n3;-4e-3\n", { decimalComma: true }],
  ["empty lines and comments at the head", "# of 2026\n\nx,y\n1,2.5\n\n3,-4e-3\n\n"],
  ["gzip", gzipSync("x,y\n1,2.5\n3,-4e-3\n")],
  ["JSON lines", '{"x": 1, "y": 2.5}\n{"y": -0.004, "x": 3}\n'],
  ["JSON lines, gzipped", gzipSync('{"x": 1, "y": 2.5}\n\n{"x": 3, "y": -0.004}')],
];

for (const [what, content, options] of same)
  test(`the same table: ${what}`, async () => expect(await read(content, options)).toEqual(two));

test("without a head, columns have their places for names", async () =>
  expect(await read("1,2\n3,4\n")).toEqual({ rows: 2, 1: [1, 3], 2: [2, 4] }));

test("words are kinds, in the order in which they first stand", async () =>
  expect(await read('g,y\ncontrol,1\n"drug, high",2\ncontrol,3\n')).toEqual({
    rows: 3,
    g: "0,1,0control,drug, high",
    y: [1, 2, 3],
  }));

test.each([
  ["rows first", npy("<f8", "(2, 3)", Buffer.from(Float64Array.of(1, 2, 3, 4, 5, 6).buffer))],
  ["columns first", npy("<f8", "(2, 3)", Buffer.from(Float64Array.of(1, 4, 2, 5, 3, 6).buffer), "True")],
  ["float32", npy("<f4", "(2, 3)", Buffer.from(Float32Array.of(1, 2, 3, 4, 5, 6).buffer))],
  ["int16, the other way round", npy(">i2", "(2, 3)", Buffer.from([0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6]))],
])("NumPy's own files: %s", async (_, bytes) => expect(await read(bytes)).toEqual({ rows: 2, 1: [1, 4], 2: [2, 5], 3: [3, 6] }));

const wrong: readonly (readonly [string, string | Buffer, RegExp])[] = [
  ["nothing", "", /data\.csv is empty/],
  ["a head alone", "x,y\n", /holds no rows/],
  ["a cell too many", "x,y\n1,2\n3,4,5\n", /line 3: 3 cells where the first line has 2/],
  ["a cell too few", "x,y\n1,2\n3\n", /line 3: 1 cell where/],
  ["an empty cell", "x,y\n1,2\n,4\n", /line 3, column x is empty/],
  ["nan", "x,y\n1,2\n3,NaN\n", /line 3, column y is NaN, which is no number/],
  ["a word among numbers", "x,y\n1,2\n3,four\n", /line 3, column y is "four", which is no number, and those above it are/],
  ["a decimal comma", "x;y\n1;2.5\n3;4,5\n", /is its comma a decimal one\? Say --decimal-comma/],
  ["a name twice", "x,x\n1,2\n", /line 1: the column "x" stands there twice/],
  ["an open quotation mark", 'x,y\n1,2\n"3,4\n5,6\n', /line 3: a quotation mark is opened there/],
  ["JSON that breaks off", '{"x": 1}\n{"x": \n', /line 2 is not JSON/],
  ["a key that is new", '{"x": 1}\n{"x": 2, "z": 3}\n', /line 2: "z" is not among the keys of the first row/],
  ["a key that is missing", '{"x": 1, "y": 2}\n{"x": 2}\n', /line 2, y is empty/],
  ["gzip cut off", gzipSync("1,2\n".repeat(1000)).subarray(0, 25), /is gzipped, and damaged/],
  ["NumPy cut off", npy("<f8", "(2, 3)", Buffer.alloc(40)), /ends before its 2 rows of 3 numbers do/],
  ["objects of Python's", npy("|O", "(2,)", Buffer.alloc(40)), /no plain numbers: save it as float64/],
  ["three dimensions", npy("<f8", "(2, 3, 1)", Buffer.alloc(48)), /3 dimensions: needed are rows and columns/],
];

test.each(wrong)("refused: %s", async (_, content, message) => {
  await expect(read(content)).rejects.toThrow(message);
  await expect(read(content)).rejects.toMatchObject({ name: "InputError" });
});

test("a file that is not there, and a folder", async () => {
  await expect(readDataTable(join(place, "none.csv"))).rejects.toThrow(/could not read .*none\.csv: /);
  await expect(readDataTable(place)).rejects.toThrow(/could not read/);
});
