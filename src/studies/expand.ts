/** From what varies to every combination, the first name slowest. */
import { check } from "../basics/errors.js";
import { counted } from "../basics/text.js";
import type { Sweep, Written } from "./types.js";

export type Assignment = Readonly<Record<string, Written>>;

type Block = readonly Assignment[];

/**
 * All combinations, before conditions: each of `vary` with each other, `zip` item by item, `cases` as they are, seeds fastest.
 * @param where the study's file, for messages @throws InputError
 */
export function assignments({ vary, zip, cases, seeds }: Sweep, where: string): Assignment[] {
  const varied = Object.entries(vary).map(([name, values]): Block => {
    check(values.length > 0, `${where}: "${name}" varies over an empty list; give it values, or leave it out`);
    return values.map((value) => ({ [name]: value }));
  });
  const blocks = [...varied, ...zip.map((group) => zipped(group, where)), ...(cases.length > 0 ? [cases] : [])];
  const seeded = seeds === undefined ? blocks : [...blocks, seeds.map((seed) => ({ seed }))];
  checkOnce(seeded, where);
  return seeded.reduce<Assignment[]>((all, block) => all.flatMap((one) => block.map((more) => ({ ...one, ...more }))), [{}]);
}

function zipped(group: Readonly<Record<string, readonly Written[]>>, where: string): Block {
  const lists = Object.entries(group);
  const [first] = lists;
  check(first !== undefined && first[1].length > 0, `${where}: "zip" needs lists that are not empty`);
  const other = lists.find(([, values]) => values.length !== first[1].length);
  check(
    other === undefined,
    `${where}: "zip" takes lists of the same length item by item: "${first[0]}" has ${counted(first[1].length, "value")}, "${other?.[0]}" has ${other?.[1].length}`,
  );
  return first[1].map((_, i) => Object.fromEntries(lists.map(([name, values]) => [name, values[i]])));
}

/** A name has one place where it varies. */
function checkOnce(blocks: readonly Block[], where: string): void {
  const names = blocks.flatMap((block) => [...new Set(block.flatMap(Object.keys))]);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  check(twice === undefined, `${where}: "${twice}" varies in two places (vary, zip, cases, seeds); leave it in one`);
}

/** Whether a cell has all that an exclusion says. */
export function matches(rule: Assignment, cell: Assignment): boolean {
  return Object.entries(rule).every(([name, wanted]) => {
    const any = Array.isArray(wanted) ? [wanted, ...wanted] : [wanted]; // a list may be the value itself
    return any.some((one) => JSON.stringify(one ?? null) === JSON.stringify(cell[name] ?? null));
  });
}
