/** The one page of names says all that is exported, and nothing else. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { members } from "../../src/basics/missingMember.js";
import { root } from "../support/sourceFiles.js";

test("docs/api.md has every public name in a table, and every name in a table is public", () => {
  const rows = readFileSync(join(root, "docs", "api.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|") as [string, string, string]);
  const first = rows.flatMap(([, cell]) => [...cell.matchAll(/`([A-Za-z]+)[^`]*`/g)].map(([, name]) => name as string));
  const anywhere = rows.flatMap(([, ...cells]) => [...cells.join(" ").matchAll(/`([A-Za-z]+)[^`]*`/g)].map(([, name]) => name));
  expect(first.filter((name) => !members.floe.includes(name))).toEqual([]);
  expect(members.floe.filter((name) => !anywhere.includes(name))).toEqual([]);
});
