/** Which column of a table is what: by the names that the simulator has for its design and outcome, or by those that a person would write. */

import { check, InputError } from "../../basics/errors.js";
import { didYouMean } from "../../basics/names.js";
import { enumerate } from "../../basics/text.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Simulator } from "../../contracts/simulator.js";
import { isSingle, outcomesOfOne, unitAt, widthOf } from "../../numbers/measurements.js";

export interface Columns {
  readonly design: readonly number[];
  readonly outcome: readonly number[];
  readonly subject?: number;
  /** The subjects' group, where each group counts its own: whose a row is, both tell. */
  readonly group?: number;
  readonly notes: readonly string[];
}

interface Head {
  readonly cell: string;
  readonly name: string;
  readonly unit?: string;
}

const subject = "subject";
const group = "group";

/** "time (h)" and "time [h]". */
function headOf(cell: string): Head {
  const [, name, unit] = /^(.*?)\s*[([]([^()[\]]*(?:\([^()]*\)[^()[\]]*)?)[)\]]$/.exec(cell) ?? [];
  return name && unit !== undefined ? { cell, name: name.trim(), unit: unit.trim() } : { cell, name: cell };
}

/** What all names have in front of their numbers: "t" of t1, t2; none where they have no such thing. */
function stemOf(names: readonly string[]): string | undefined {
  const stems = new Set(names.map((name) => /^(.*\D)\d+$/.exec(name)?.[1]));
  return stems.size === 1 ? [...stems][0] : undefined;
}

/** "yes" of yes(x1), yes(x2); none where they differ. */
function callOf(names: readonly string[]): string | undefined {
  const calls = new Set(names.map((name) => /^([^()]+)\(.*\)$/.exec(name)?.[1]));
  return calls.size === 1 ? [...calls][0] : undefined;
}

/** "time" of "time (h)", and "height" of "height of the line". */
function wordsOf(title: string | undefined): string[] {
  if (title === undefined) return [];
  const { name } = headOf(title);
  return [name, name.split(" ")[0] as string];
}

const distinct = (names: readonly (string | undefined)[]): string[] => [
  ...new Set(names.flatMap((name) => (name ? [name.trim()] : []))),
];

/** By which names a measurement's place, and what came out, may be called. */
export function measurementNames(simulator: Simulator): { readonly place: string[]; readonly outcome: string[] } {
  const { places, outcomes } = namesOfNumbers(simulator);
  return { place: places[0] as string[], outcome: outcomes[0] as string[] };
}

/** The same of each number of a measurement: "x" of x1, x2, ... */
function namesOfNumbers(simulator: Simulator): { readonly places: string[][]; readonly outcomes: string[][] } {
  if (isSingle(simulator)) {
    const { place, outcome } = namesOfOne(simulator);
    return { places: [place], outcomes: [outcome] };
  }
  const each = (names: readonly string[], count: number, word: string): string[][] =>
    Array.from({ length: count }, (_, j) => {
      const own = names.filter((_name, i) => i % count === j);
      const bare = own.length === 1 ? own[0]?.replace(/\.?1$/, "") : undefined;
      return distinct([
        stemOf(own)?.replace(/\.$/, ""),
        callOf(own),
        bare,
        own.length === 1 ? own[0] : undefined,
        count === 1 ? word : `${word}${j + 1}`,
      ]);
    });
  const { designs, outcome } = simulator;
  return {
    places: each(designs.names, widthOf(designs), "design"),
    outcomes: each(outcome.names, outcomesOfOne(simulator) ?? 1, "outcome"),
  };
}

function namesOfOne({ designs, outcome, curve }: Simulator): {
  readonly place: string[];
  readonly outcome: string[];
} {
  const own = (names: readonly string[]) => [stemOf(names), callOf(names), names.length === 1 ? names[0] : undefined];
  return {
    place: distinct([...wordsOf(curve?.xTitle), ...own(designs.names), "design"]),
    outcome: distinct([...wordsOf(curve?.yTitle), ...own(outcome.names), "outcome"]),
  };
}

const plainly = (text: string): string => text.toLowerCase();

/** @returns the column that is called by one of the names; undefined where none is */
function find(heads: readonly Head[], names: readonly string[], what: string, file: string): number | undefined {
  const wanted = new Set(names.map(plainly));
  const found = heads.flatMap(({ cell, name }, i) => (wanted.has(plainly(cell)) || wanted.has(plainly(name)) ? [i] : []));
  check(
    found.length < 2,
    `${file}, line 1: the columns ${enumerate(found.map((i) => `"${heads[i]?.cell}"`))} may all be ${what}; keep one of them`,
  );
  return found[0];
}

/**
 * @param simulators of as many coordinates as the table may have, the likeliest first
 * @throws InputError for a head that lacks a column, has one twice, or another unit than the simulator's
 */
export function columnsOf(head: readonly string[], simulators: readonly Simulator[], file: string): Columns {
  const heads = head.map(headOf);
  const names = head.map(plainly);
  const twice = head.find((cell, i) => cell !== "" && names.indexOf(plainly(cell)) < i);
  check(twice === undefined, `${file}, line 1: the column "${twice}" is there twice`);
  const whose = find(heads, [subject], "the subject", file);
  const ofGroup = find(heads, [group], "the group", file);
  const { columns, simulator } = wide(heads, simulators, file) ?? long(heads, simulators[0] as Simulator, file);
  const notes = [
    ...columns.design.flatMap((i, j) => checkUnit(heads[i] as Head, unitAt(simulator.designs, j), file)),
    ...columns.outcome.flatMap((i, j) => checkUnit(heads[i] as Head, unitAt(simulator.outcome, j), file)),
  ];
  const used = [...columns.design, ...columns.outcome, whose, ofGroup];
  const others = heads.flatMap(({ cell }, i) => (used.includes(i) ? [] : [`"${cell}"`]));
  const passed = others.length > 0 ? [`columns that were not read: ${others.join(", ")} (${file})`] : [];
  const alone =
    ofGroup !== undefined && whose === undefined
      ? [
          `a column of groups and none of subjects: each group is taken for one person, who was measured so often (${file}). Name them in a column "subject"`,
        ]
      : [];
  return { ...columns, ...withoutGaps({ subject: whose, group: ofGroup }), notes: [...notes, ...passed, ...alone] };
}

type Found = { readonly columns: Pick<Columns, "design" | "outcome">; readonly simulator: Simulator };

/** A row for each experiment: a column for every coordinate, and one for every outcome. */
function wide(heads: readonly Head[], simulators: readonly Simulator[], file: string): Found | undefined {
  for (const simulator of simulators) {
    const at = (names: readonly string[]) => names.map((name) => find(heads, [name], name, file));
    const [design, outcome] = [at(simulator.designs.names), at(simulator.outcome.names)];
    const whole = (found: readonly (number | undefined)[]): found is number[] => found.every((i) => i !== undefined);
    if (whole(design) && whole(outcome)) return { columns: { design, outcome }, simulator };
  }
  return undefined;
}

/** A row for each measurement. */
function long(heads: readonly Head[], simulator: Simulator, file: string): Found {
  const { designs, outcome } = simulator;
  const cells = heads.map(({ cell }) => cell);
  const there = `the columns are ${enumerate(cells.map((cell) => `"${cell}"`))}`;
  if (outcomesOfOne(simulator) === undefined || (widthOf(designs) === 1 && !isSingle(simulator) && !simulator.measure)) {
    const missing = [...designs.names, ...outcome.names].filter((name) => find(heads, [name], name, file) === undefined);
    const near = didYouMean(missing[0] as string, cells);
    throw new InputError(`${file}, line 1: there is no column ${enumerate(missing)}${near}; ${there}`);
  }
  const names = namesOfNumbers(simulator);
  const lacking = (what: string, wanted: readonly string[]): never => {
    const near = cells.find((cell) => didYouMean(cell, wanted) !== "");
    const perhaps = near === undefined ? "" : ` (is it "${near}"?)`;
    throw new InputError(`${file}, line 1: no column tells ${what}: call it ${orOf(wanted)}${perhaps}; ${there}`);
  };
  const all = (of: readonly string[][], what: string) => of.map((one) => find(heads, one, what, file) ?? lacking(what, one));
  return {
    columns: { design: all(names.places, "where it was measured"), outcome: all(names.outcomes, "what came out") },
    simulator,
  };
}

const orOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;

/** Blanks and ways to write a power mean nothing. */
const unitOf = (unit: string): string =>
  unit.replaceAll(/\s/g, "").replaceAll("²", "^2").replaceAll("³", "^3").replaceAll("μ", "µ");

function checkUnit({ cell, unit }: Head, own: string, file: string): string[] {
  if (unit === undefined || unitOf(unit) === unitOf(own)) return [];
  if (own === "") return [`the unit ${unit} of the column "${cell}" was not checked: the simulator has none (${file})`];
  throw new InputError(
    `${file}, line 1: the column "${cell}" is in ${unit || "no unit"}, and the simulator's unit is ${own}: convert the numbers to ${own}, and write ${own} into the head`,
  );
}
