/** Own designs as they are typed, `protocol=0.5,4,18`, or in the rows of a CSV file. */
import { existsSync } from "node:fs";
import { basename, extname } from "node:path";
import { readTable } from "../basics/csv.js";
import { decimalOf } from "../basics/decimal.js";
import { check } from "../basics/errors.js";
import { readText } from "../basics/reading.js";
import type { Versus } from "../options/check.js";
import { roundedName } from "../records/comparedNames.js";

type Named = readonly [name: string, design: Versus[string]];

/** @param typed what stood behind each `--versus` @throws InputError naming the first that is wrong */
export function ownDesigns(typed: readonly string[], label: string): Versus {
  const all = typed.flatMap((text) => (text === roundedName ? [] : designsIn(text, label)));
  const twice = all.find(([name], i) => all.findIndex(([other]) => other === name) < i);
  check(twice === undefined, `${label}: two designs are called "${twice?.[0]}"; give each a name of its own`);
  return Object.fromEntries(all);
}

function designsIn(text: string, label: string): Named[] {
  const at = text.indexOf("=");
  if (at > 0 && !existsSync(text)) return [[text.slice(0, at).trim(), numbersOf(text.slice(at + 1), text, label)]];
  check(
    existsSync(text),
    `${label} ${text}: there is no such file. Write a design with a name, ${label} protocol=0.5,4,18, or the path of a CSV file whose first line names its columns`,
  );
  return designsOf(text);
}

function numbersOf(text: string, whole: string, label: string): number[] | number[][] {
  const lists = text.split(";").map((list) => list.split(",").map(decimalOf));
  check(
    lists.flat().every(Number.isFinite),
    `${label} must be a name, = and numbers with commas between (semicolons between groups), e.g. protocol=0.5,4,18, got "${whole}"`,
  );
  return lists.length === 1 ? lists.flat() : lists;
}

/** A design a row: its name in a column `name`, if there is one, and its numbers in columns called as the coordinates. */
function designsOf(file: string): Named[] {
  const { head, rows } = readTable(file, readText(file));
  check(rows.length > 0, `${file} holds no rows below its head: a design stands in a row`);
  const twice = head.find((name, i) => head.indexOf(name) < i);
  check(twice === undefined, `${file}: the first line names the column ${twice} more than once`);
  const called = head.indexOf("name");
  return rows.map(({ line, cells }, row): Named => {
    const entries = head.flatMap((name, i) =>
      i === called ? [] : [[name, numberIn(cells[i] as string, `${file}, line ${line}: ${name}`)] as const],
    );
    const name = (called < 0 ? "" : (cells[called] as string)) || `${basename(file, extname(file))} ${row + 1}`;
    return [name, Object.fromEntries(entries)];
  });
}

function numberIn(cell: string, where: string): number {
  const value = decimalOf(cell);
  check(Number.isFinite(value), `${where} must be a number, got "${cell}"`);
  return value;
}
