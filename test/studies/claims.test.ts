/** Claims of another machine: nobody can ask whether its process lives, so that its file must go on changing. */
import { existsSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cellFolder, claim, makePlaces, runHolder } from "../../src/studies/folder.js";
import { temporaryFolder } from "../cli/support.js";

const cell = { name: "cell-0123456789" };
const patience = { every: 2_000, patience: 100 };
const elsewhere = "4242 99 cellar pid:[1]\n";

let folder: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  makePlaces(folder);
  file = join(folder, "claims", cell.name);
  writeFileSync(file, elsewhere);
  mkdirSync(cellFolder(folder, cell));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("one that goes on changing is left alone", async () => {
  for (let i = 1; i < 8; i++) {
    expect(claim(folder, cell, patience)).toBeUndefined();
    await setTimeout(40);
    utimesSync(file, i, i);
  }
});

test("one that has not changed for so long is taken, with the lock of its run; locks of others stay", async () => {
  const lock = join(cellFolder(folder, cell), "lock");
  writeFileSync(lock, "4243 100 cellar pid:[1]\n");
  expect(claim(folder, cell, patience)).toBeUndefined();
  expect(claim(folder, cell, patience)).toBeUndefined(); // it has just been looked at for the first time
  await setTimeout(150);
  const giveBack = claim(folder, cell, patience);
  expect([giveBack === undefined, existsSync(lock), runHolder(folder, cell)]).toEqual([false, false, undefined]);
  expect(claim(folder, cell, patience)).toBeUndefined();
  giveBack?.();
  writeFileSync(lock, "7 8 attic pid:[1]\n"); // somebody has typed floe resume there
  const again = claim(folder, cell, patience);
  expect([again === undefined, existsSync(lock)]).toEqual([false, true]);
  again?.();
});

test("whoever has one touches it", async () => {
  rmSync(file);
  const giveBack = claim(folder, cell, { every: 20, patience: 100 });
  const before = statSync(file).mtimeMs;
  await setTimeout(100);
  expect(statSync(file).mtimeMs).toBeGreaterThan(before);
  giveBack?.();
  expect(existsSync(file)).toBe(false);
});
