/** Large arrays between processes. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lend, take } from "../../src/basics/processes/largeArrays.js";

const { TMPDIR } = process.env;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "floe-arrays-"));
  process.env.TMPDIR = folder;
});
afterEach(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  rmSync(folder, { recursive: true });
});

const small = Float32Array.of(1, 2);
// A view of a part: what lies around it does not go along.
const large = Float32Array.from({ length: 300_000 }, (_, i) => Math.sin(i)).subarray(1000);

test("a large array crosses by a file, which is gone once it was taken", () => {
  const files: string[] = [];
  const sent = structuredClone(lend({ theta: small, paths: large, size: 2, keys: { a: 1 } }, (file) => files.push(file)));
  expect(files).toEqual([join(folder, readdirSync(folder)[0] as string)]);
  expect(take(sent)).toEqual({ theta: small, paths: large, size: 2, keys: { a: 1 } });
  expect(readdirSync(folder)).toEqual([]);
});

test("what is no object of arrays is what it was", () => {
  for (const what of [undefined, null, 3, "text", [1, 2], small, new Map([[1, 2]])])
    expect(take(lend(what, () => {}))).toBe(what);
});

test("where no file can be written the array itself is sent", () => {
  process.env.TMPDIR = join(folder, "nowhere");
  const sent = lend({ paths: large }, () => {}) as { paths: Float32Array };
  expect(sent.paths).toBe(large);
  expect(existsSync(process.env.TMPDIR)).toBe(false);
});
