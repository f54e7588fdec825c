/** What a cell is called: the same for the same question, another for another. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kinds } from "../../src/cli/kinds.js";
import { openStudy, withNames } from "../../src/studies/folder.js";
import { hashByPlace, hashIn, hashOf, nameOf } from "../../src/studies/name.js";
import type { CellOptions } from "../../src/studies/types.js";
import { type KindName, smallest } from "../cli/kinds.js";
import { temporaryFolder } from "../cli/support.js";
import { planned, runs } from "./sweeps.js";

const cell: CellOptions = { command: "design", subject: "linear", options: { steps: 5, set: { noise: "rate", low: "1" } } };

test("the order of options and how the work is shared change no name; everything else does", () => {
  const same = { ...cell, options: { set: { low: "1", noise: "rate" }, processes: 7, steps: 5 } };
  expect(hashOf(same)).toBe(hashOf(cell));
  const others = [
    { ...cell, command: "train" },
    { ...cell, subject: "sir" },
    { ...cell, options: { ...cell.options, steps: 6 } },
    { ...cell, options: { ...cell.options, seed: 0 } },
    { ...cell, options: { steps: 5, set: { noise: "scale", low: "1" } } },
  ];
  expect(new Set([cell, ...others].map(hashOf)).size).toBe(6);
});

test("a file counts by what it holds, a program with what it imports", () => {
  const place = temporaryFolder();
  const [data, model, part] = [join(place, "data.csv"), join(place, "model.ts"), join(place, "part.ts")];
  const hash = () => hashOf({ command: "infer", subject: model, options: { data } });
  writeFileSync(part, "export const a = 1;");
  writeFileSync(model, 'import { a } from "./part.js";\nexport default a;');
  writeFileSync(data, "time,y\n1,2\n");
  const first = hash();
  writeFileSync(data, "time,y\n1,3\n");
  const second = hash();
  writeFileSync(part, "export const a = 2;");
  expect(new Set([first, second, hash()]).size).toBe(3);
  rmSync(place, { recursive: true });
});

test("a run counts by what its records hold, wherever it lies and however long it took; a study that was begun by places keeps its cells", () => {
  const place = temporaryFolder();
  const run = (name: string, gain: number, seconds: number) => {
    mkdirSync(join(place, name));
    writeFileSync(join(place, name, "config.json"), '{"kind":"design"}');
    writeFileSync(join(place, name, "result.json"), JSON.stringify({ gain, seconds, one: { seconds } }));
    return join(place, name);
  };
  const runs = [run("a", 1, 2), run("b", 1, 3), run("c", 2, 2)];
  const asked = (subject: string, options = {}): CellOptions => ({ command: "evaluate", subject, options });
  const [a, b, c] = runs.map((subject) => hashOf(asked(subject)));
  expect([a === b, a === c]).toEqual([true, false]);
  const [from, same, other] = runs.map((one) => hashOf(asked("linear", { from: one })));
  expect([from === same, from === other]).toEqual([true, false]);
  // What is no run is its name.
  expect(hashOf(asked("linear"))).toBe(hashByPlace(asked("linear")));
  const cell = { ...asked(join(place, "a")), varied: {}, hash: a as string, name: `new-${a}` };
  const before = hashByPlace(cell);
  expect(before).not.toBe(a);
  for (const there of [`old-${before}`, `newer-${a}`]) {
    mkdirSync(join(place, "cells", there), { recursive: true });
    expect(withNames(place, { cells: [cell] }).cells).toEqual([{ ...cell, name: there, hash: hashIn(there) }]);
  }
  rmSync(place, { recursive: true });
});

test("a name is a folder's on every system, whatever varies", () => {
  const name = nameOf(
    { file: "a b/ü:c.csv", "set.noise": "rate", hidden: "8,8", seed: 3, check: true, x: null },
    "",
    "0123456789",
  );
  expect(name).toBe("_c-rate-hidden8_8-seed3-check-xDefault-0123456789");
  expect(hashIn(name)).toBe("0123456789");
  expect(nameOf({}, "simulators/mine.ts", "0123456789")).toBe("mine-0123456789");
  expect(nameOf({ x: "y".repeat(300) }, "", "0123456789").length).toBeLessThan(100);
});

test("a study that has grown keeps its cells' folders", async () => {
  const place = temporaryFolder();
  const small = openStudy(place, await planned({ run: "design linear", options: { steps: 5 }, seeds: 2 }));
  for (const { name } of small.cells) mkdirSync(join(place, "cells", name));
  const grown = openStudy(place, await planned({ run: "design linear --designs 1", vary: { steps: [5, 6] }, seeds: 2 }));
  expect(grown.cells.slice(0, 2).map(({ name }) => name)).not.toEqual(small.cells.map(({ name }) => name)); // other designs
  const larger = openStudy(place, await planned({ run: "design linear", vary: { steps: [5, 6] }, seeds: 2 }));
  expect(larger.cells.slice(0, 2).map(({ name }) => name)).toEqual(small.cells.map(({ name }) => name));
  expect(larger.cells[2]?.name).toMatch(/^steps6-seed0-/);
  rmSync(place, { recursive: true });
});

test.each(Object.entries(smallest))("options of a %s run, typed, are these options", async (kind, { subject, options }) => {
  const { command } = kinds[kind as KindName];
  const study = await planned({ run: `${command} ${subject}`, options });
  const [only] = study.cells;
  const words = runs.words(only as CellOptions);
  const read = await runs.parse(words, "the words");
  expect(read).toEqual({ command: only?.command, subject: only?.subject, options: only?.options });
  expect(hashOf(read)).toBe(only?.hash);
});
