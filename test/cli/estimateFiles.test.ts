/** Files and columns that cannot be estimated from: one line that says what is wrong, where, and what to do. */
import { mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { opened } from "../../src/runs/estimate/asked.js";
import type { EstimateInput } from "../../src/runs/estimate/index.js";
import { doubles, npy } from "../loading/tables/files.js";
import { inProcess, openWorkplace } from "./support.js";

const { at, close } = openWorkplace();
afterAll(close);

/** A head, and so many rows of what `row` says. */
const tableOf = (head: string, row: (i: number) => string, n = 60): string =>
  [head, ...Array.from({ length: n }, (_, i) => row(i))].join("\n");
const fine = tableOf("a,b,c", (i) => `${Math.sin(i)},${Math.cos(3 * i)},${i % 4}`);
const zip = Buffer.from("PK\x03\x04\x14\x00\x00\x00", "latin1");

const wrong: readonly (readonly [what: string, content: string | Buffer, says: RegExp, options?: Partial<EstimateInput>])[] = [
  ["nothing at all", "", /obs\.csv is empty: needed are rows of numbers/],
  ["nothing, gzipped", gzipSync(""), /obs\.csv is empty/],
  ["comments only", "# one\n# two\n", /obs\.csv is empty/],
  ["a head only", "x,y\n", /holds no rows below its first line/],
  ["one row", "x,y\n1,2\n", /obs\.csv has 1 row: at least 40 are needed/],
  ["too few rows", tableOf("x,y", (i) => `${i},${i * i}`, 39), /has 39 rows: at least 40/],
  ["a cell too many", "x,y\n1,2\n3,4,5\n", /obs\.csv, line 3: 3 cells where the first line has 2/],
  ["a cell too few", "x,y\n1,2\n\n3\n", /obs\.csv, line 4: 1 cell where the first line has 2/],
  ["a note between the rows", "x,y\n1,2\n# new batch\n3,4\n", /obs\.csv, line 3: 1 cell where/],
  ["an empty cell", "x,y\n1,2\n3,\n", /obs\.csv, line 3, column y is empty: leave out rows that are not whole/],
  ["an empty cell in quotation marks", 'x,y\n1,2\n"",4\n', /obs\.csv, line 3, column x is empty/],
  ["nan", "x,y\n1,nan\n", /obs\.csv, line 2, column y is nan, which is no number/],
  ["NA", "x,y\n1,2\nNA,4\n", /obs\.csv, line 3, column x is NA, which is no number/],
  ["minus infinity", "x,y\n1,2\n3,-inf\n", /obs\.csv, line 3, column y is -inf, which is no number/],
  ["a number beyond all numbers", "x,y\n1,2\n1e999,4\n", /obs\.csv, line 3, column x is 1e999, which is too large a number/],
  ["a word among numbers", "x,y\n1,2\n3,n.d.\n", /line 3, column y is "n\.d\.", which is no number, and those above it are/],
  ["a second head in the middle", "x,y\n1,2\nx,y\n3,4\n", /line 3, column x is "x", which is no number/],
  ["a number with its unit", "x,y\n1,2\n3,4 mg\n", /line 3, column y is "4 mg", which is no number/],
  ["a hexadecimal number", "x,y\n1,2\n0x10,4\n", /line 3, column x is "0x10"/],
  ["thousands with commas", 'x,y\n1,2\n3,"1,234.5"\n', /line 3, column y is "1,234\.5", which is no number/],
  [
    "decimal commas that nobody announced",
    "x;y\n1;2,5\n",
    /line 2, column y is "2,5", .*is its comma a decimal one\? Say --decimal-comma/,
  ],
  ["a decimal comma in one row", "x;y\n1;2.5\n3;4,5\n", /line 3, column y is "4,5".*decimal-comma/],
  [
    "decimal points where commas were announced",
    "x;y\n1,5;2\n1.000,5;2\n",
    /line 3, column x is "1\.000,5"/,
    { decimalComma: true },
  ],
  ["decimal commas between commas", "x,y\n1,5,2,5\n", /line 2: 4 cells where the first line has 2/, { decimalComma: true }],
  [
    "a separator that is not there",
    "x;y\n1;2\n",
    /line 2, column x;y is "1;2", which is no number|has no columns called/,
    { separator: "," },
  ],
  ["a separator that is none", "x;y\n1;2\n", /--separator must be what stands between cells/, { separator: '"' }],
  [
    "a comma for two things",
    "x;y\n1;2\n",
    /--separator , and --decimal-comma contradict/,
    { separator: ",", decimalComma: true },
  ],
  ["a name twice", "x,y,x\n1,2,3\n", /obs\.csv, line 1: the column "x" stands there twice/],
  ["an open quotation mark", 'x,y\n1,2\n"3,4\n5,6\n', /obs\.csv, line 3: a quotation mark is opened there/],
  ["cells in a column without a name", "x,y,\n1,2,\n3,4,5\n", /line 3, column 3 is 5, and the column has no name/],
  [
    "UTF-16 without its mark",
    Buffer.from("x,y\n1,2\n", "utf16le"),
    /is no text \(it holds NUL characters\): save it as CSV in UTF-8/,
  ],
  ["a workbook", zip, /obs\.csv is an archive \(\.xlsx, .*save the table in it as CSV/],
  ["an old workbook", Buffer.from("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "latin1"), /is an old Excel file/],
  ["Parquet", Buffer.from("PAR1\x15\x04", "latin1"), /is a Parquet file: save the table as CSV/],
  ["HDF5", Buffer.from("\x89HDF\r\n\x1a\n", "latin1"), /is an HDF5 file/],
  ["bzip2", Buffer.from("BZh91AY&SY", "latin1"), /is packed with bzip2: unpack it first, or use gzip/],
  ["gzip that is cut off", gzipSync("1,2\n".repeat(1000)).subarray(0, 25), /is gzipped, and damaged/],
  ["JSON that breaks off", '{"x": 1, "y": 2}\n{"x": \n', /obs\.csv, line 2 is not JSON/],
  ["JSON with NaN", '{"x": 1, "y": NaN}\n', /obs\.csv, line 1 is not JSON/],
  ["a key that is missing", '{"x": 1, "y": 2}\n{"x": 2}\n', /obs\.csv, line 2, y is empty/],
  ["null", '{"x": 1, "y": null}\n', /obs\.csv, line 1, y is empty/],
  ["a key that is new", '{"x": 1}\n{"x": 2, "z": 3}\n', /line 2: "z" is not among the keys of the first row/],
  ["a key twice", '{"x": 1, "x": 2}\n', /line 1 is not JSON: .*stands twice/],
  ["columns as objects", '{"x": {"0": 1}, "y": {"0": 2}}\n', /line 1: "x" is no number/],
  ["a list that breaks off", '[{"x": 1},\n{"x": 2}\n', /obs\.csv is not JSON/],
  ["a row of a list that is none", '[{"x": 1, "y": 2}, 7]', /obs\.csv, row 2 is neither an object nor a list of numbers/],
  ["complex numbers", npy("<c16", "(1,)", doubles(1, 2)), /holds numbers of the kind c16: save it as float64/],
  ["records of NumPy's", Buffer.concat([npy("|V8", "(1,)", doubles(1))]), /holds no plain numbers: save it as float64/],
  ["three dimensions", npy("<f8", "(2, 1, 1)", doubles(1, 2)), /holds an array of 3 dimensions: needed are rows and columns/],
  ["no rows of NumPy's", npy("<f8", "(0, 2)", doubles()), /holds no rows/],
  ["nan of NumPy's", npy("<f8", "(2, 2)", doubles(1, 2, Number.NaN, 4)), /obs\.csv, row 2, column 1 is NaN/],
  ["NumPy's, cut off", npy("<f8", "(9, 2)", doubles(1, 2)), /ends before its 9 rows of 2 numbers do/],
  ["one column", tableOf("a", (i) => String(Math.sin(i))), /has no columns called x1, x2, \.\.: say which are x\. It has a/],
  ["columns called otherwise", fine, /say which are x, e\.g\. --x a\. It has a, b, c/],
  ["a column that is not there", fine, /--y: unknown column of .*obs\.csv "bb"; did you mean "b"\?/, { x: "a", y: "bb" }],
  ["a place that is not there", fine, /--y: unknown column of .*"4".*or its place, 1 to 3/, { x: "a", y: "4" }],
  ["a range the wrong way round", fine, /--x: 2-1 ends before it begins/, { x: "2-1", y: "c" }],
  ["a column on two sides", fine, /the column b is asked for on two sides/, { x: "a,b", y: "b" }],
  ["a column that is known and asked for", fine, /the column b is asked for on two sides/, { x: "a", y: "b", given: "2" }],
  ["a column that is always the same", tableOf("x,y", (i) => `${i * i},7`), /the column y of .*obs\.csv is the same in all rows/],
  ["a word that is always the same", tableOf("x,y", (i) => `${i * i},ok`), /the column y of .*obs\.csv is the same in all rows/],
  [
    "names of rows",
    tableOf("x,y", (i) => `${i * i},patient ${i}`),
    /holds 60 different words in 60 rows, "patient 0" first: names of rows, dates/,
  ],
  ["thousands of words", tableOf("x,y", (i) => `${i},w${i}`, 5000), /line 4098, column y: more than 4096 different words/],
];

for (const [what, content, says, options = {}] of wrong)
  test(`refused: ${what}`, async () => {
    writeFileSync(at("obs.csv"), content);
    const found = opened({ file: at("obs.csv"), ...options });
    await expect(found).rejects.toThrow(says);
    await expect(found).rejects.toMatchObject({ name: "InputError", message: expect.not.stringContaining("\n") });
  });

test("the command says it in one line, and exits with 2", async () => {
  writeFileSync(at("obs.csv"), "x,y\n1,2\n3,\n");
  const { code, stdout, stderr } = await inProcess(["estimate", at("obs.csv")]);
  expect(stderr).toMatch(/^floe: .*obs\.csv, line 3, column y is empty: leave out rows that are not whole, or fill them\n$/);
  expect([code, stdout]).toEqual([2, ""]);
});

test("a file that is not there, and a folder", async () => {
  mkdirSync(at("folder"));
  for (const name of ["none.csv", "folder"]) {
    const { code, stderr } = await inProcess(["estimate", at(name)]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(new RegExp(`could not read .*${name}`))]);
  }
});

test.each([
  ["--estimator ksq", /unknown estimator "ksq"; did you mean "ksg"\?/],
  ["--estimator pce", /pce needs a simulator's likelihood or prior, which a file does not have/],
  ["--estimator-setting k=5", /--estimator-setting is of one estimator: name it with --estimator/],
  ["--estimator ksg --estimator-setting kk=5", /unknown setting of estimator "ksg" "kk"; did you mean "k"/],
  ["--critic separabel", /unknown critic "separabel"/],
  ["--scale log", /--scale must be one of rank, standard, none, got "log"/],
  ["--rows 10", /--rows must be a whole number of at least 40/],
  ["--shuffles -1", /--shuffles must be a whole number of at least 0/],
])("wrong options: %s", async (options, says) => {
  writeFileSync(at("obs.csv"), fine);
  const { code, stderr } = await inProcess(["estimate", at("obs.csv"), "--x", "a", "--y", "b", ...options.split(" ")]);
  expect(stderr).toMatch(says);
  expect(code).toBe(2);
});
