/** Columns of CSV files, as spreadsheets and people write them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readColumns } from "../../src/basics/csv.js";

const place = mkdtempSync(join(tmpdir(), "floe-csv-"));
const file = join(place, "points.csv");
afterAll(() => rmSync(place, { recursive: true }));

function read(text: string): { x: number; y: number }[] {
  writeFileSync(file, text);
  return readColumns(file, ["x", "y"]);
}

const points = [
  { x: -2, y: 1.5 },
  { x: 0.5, y: -100 },
];

test.each([
  ["commas", "x,y\n-2,1.5\n0.5,-1e2\n"],
  ["semicolons", "x;y\n-2;1.5\n0.5;-1e2\n"],
  ["tabs", "x\ty\n-2\t1.5\n0.5\t-1e2\n"],
  ["blanks and empty lines", "x, y\r\n\r\n -2 , 1.5\r\n0.5,\t-1e2\r\n\r\n"],
  ["quotation marks everywhere", '"x","y"\n"-2","1.5"\n"0.5", "-1e2"\n'],
  ["quoted semicolons", '"x";"y"\n"-2";"1.5"\n"0.5";"-1e2"'],
  ["other columns, in any order", 'name,y,x\n"a, ""b"" c",1.5,-2\n,-1e2,0.5\n'],
  ["a separator inside a quoted head", '"a;b",x,y\n1,-2,1.5\n1,0.5,-1e2\n'],
  ["a byte order mark", "\uFEFFx,y\n-2,1.5\n0.5,-1e2\n"],
  ["empty last cells of a row", "x,y,note\n-2,1.5\n0.5,-1e2,\n"],
])("%s are read", (_, text) => {
  expect(read(text)).toEqual(points);
});

test.each([
  ["too many cells", "x,y\n1,2\n3,4,5\n", "line 3: 3 cells under a head of 2"],
  ["too many cells, one empty", "x;y\n1;2;\n", "line 2: 3 cells under a head of 2"],
  ["decimal commas between commas", "x,y\n1,5,2,5\n", "are its commas decimal ones? Write decimals with a point"],
  ["decimal commas between semicolons", "x;y\n1,5;2\n", 'line 2: x must be a number, got "1,5": write decimals with a point'],
  ["a column that is there twice", "x,y,x\n1,2,3\n", "names the column x more than once"],
  ["a missing column", "x;z\n1;2\n", "it lacks y"],
  ["a missing cell", "x,y\n1\n", 'line 2: y must be a number, got ""'],
  ["words", 'x,y\n1,"two"\n', 'line 2: y must be a number, got "two"'],
  ["an open quotation mark", 'x,y\n1,"2\n', "line 2: y must be a number"],
  ["a head alone", "x,y\n", "holds no rows below its head"],
  ["nothing", "", "it lacks x and y"],
])("%s: refused in words", (_, text, words) => {
  expect(() => read(text)).toThrow(words);
});
