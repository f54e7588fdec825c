/** The user's own designs beside the one found: checked against the space, and the one found as a person would carry it out. */

import { short } from "../basics/digits.js";
import { check } from "../basics/errors.js";
import { didYouMean } from "../basics/names.js";
import { counted } from "../basics/text.js";
import type { NamedGain } from "../contracts/gain.js";
import type { Simulator } from "../contracts/simulator.js";
import type { DesignSpace } from "../contracts/space.js";
import { axesOf, isFixed } from "../numbers/scales.js";
import type { Versus } from "../options/check.js";
import { roundedName, takenNames } from "../records/comparedNames.js";

/** A design of the user's. */
export type Rival = Required<Pick<NamedGain, "name" | "rival">> &
  Pick<NamedGain, "violation"> & { readonly design: readonly number[] };

/** Beyond an end of a range by no more than this share of it, a number is that end, printed with few digits. */
const tolerance = 1e-5;

/** @throws InputError for a design that cannot be simulated: with other numbers, or outside of its ranges; what breaks a constraint is marked */
export function rivalsOf({ name, designs: space }: Pick<Simulator, "name" | "designs">, versus: Versus): Rival[] {
  return Object.entries(versus).map(([rival, given]) => {
    const label = `--versus ${rival}`;
    check(
      !takenNames.includes(rival),
      `--versus: a design cannot be called "${rival}", which Floe uses itself; give it another name`,
    );
    check(
      /\S/.test(rival) && !/\p{Cc}/u.test(rival),
      `--versus: a design needs a name, e.g. protocol=0.5,4,18, got ${JSON.stringify(rival)}`,
    );
    const design = forGroups(isList(given) ? given : inOrder(given, space, label), space, label);
    check(
      design.length === space.dim,
      `${label} has ${counted(design.length, "number")}, and a design of ${name} has ${space.dim}: ${space.names.join(", ")}`,
    );
    checkWithin(design, space, label);
    return { name: rival, design, rival: "own", ...brokenBy(space, design) };
  });
}

/** As `rivalsOf` gives them, in a form that config.json keeps. */
export const keptRivals = (rivals: readonly Rival[]): Record<string, readonly number[]> =>
  Object.fromEntries(rivals.map(({ name, design }) => [name, design]));

const shown = (x: number, unit = ""): string => `${short(x, 9)}${unit && ` ${unit}`}`;
const isList = (given: Versus[string]): given is Lists => Array.isArray(given);

type Lists = readonly number[] | readonly (readonly number[])[];

/** One list for all groups, a list for each, or all numbers in a row. */
function forGroups(given: Lists, { grouped }: DesignSpace, label: string): readonly number[] {
  const { groups, one } = grouped ?? { groups: 1, one: undefined };
  const lists = given.filter((list): list is readonly number[] => Array.isArray(list));
  if (lists.length === 0) {
    const numbers = given as readonly number[];
    return numbers.length === one?.dim ? Array.from({ length: groups }, () => numbers).flat() : numbers;
  }
  check(
    lists.length === groups && lists.length === given.length,
    `${label} has ${counted(lists.length, "list")}, and ${groups === 1 ? "there is one group only" : `there are ${groups} groups`}: give one list for all, or one for each`,
  );
  const wrong = lists.findIndex(({ length }) => one && length !== one.dim);
  check(
    wrong < 0,
    `${label}: group ${wrong + 1} has ${counted(lists[wrong]?.length ?? 0, "number")}, and a group is measured at ${one?.dim}`,
  );
  return lists.flat();
}

/** By the names of the coordinates, "t1" or "t1 (h)". */
function inOrder(given: Readonly<Record<string, number>>, space: DesignSpace, label: string): number[] {
  const one = space.grouped?.one;
  const forAll =
    one && Object.keys(given).every((key) => one.names.some((name) => key === name || key === `${name} (${one.unit})`));
  const { names, unit } = forAll ? one : space;
  const heads = names.map((name) => [name, `${name} (${unit})`]);
  const unknown = Object.keys(given).find((key) => !heads.flat().includes(key));
  check(
    unknown === undefined,
    `${label}: there is no coordinate "${unknown}"${didYouMean(unknown ?? "", names) || "."} Known: ${names.join(", ")}${unit && ` (${unit})`}`,
  );
  return heads.map((both, i) => {
    const [key = "", twice] = both.filter((one) => Object.hasOwn(given, one));
    check(key !== "", `${label} lacks ${names[i]}: a design has ${names.join(", ")}`);
    check(twice === undefined, `${label} says ${names[i]} twice, as "${key}" and as "${twice}"`);
    return given[key] as number;
  });
}

/** Nothing is known of what the simulator does outside of its ranges. */
function checkWithin(design: readonly number[], { names, unit, low, high }: DesignSpace, label: string): void {
  for (const [i, x] of design.entries()) {
    const [least, most] = [low[i] as number, high[i] as number];
    const slack = tolerance * (most - least || Math.abs(most));
    check(
      x >= least - slack && x <= most + slack,
      `${label}: ${names[i]} is ${shown(x, unit)}, and can be ${least === most ? shown(least, unit) : `from ${shown(least)} to ${shown(most, unit)}`} only`,
    );
  }
}

function brokenBy(space: DesignSpace, design: readonly number[]): Pick<NamedGain, "violation"> {
  const violation = space.violation(design);
  return violation === undefined ? {} : { violation };
}

/** A person reads a clock, a ruler or a scale to this share of its range at best; where ratios matter, to this share of the number. */
const readOff = 0.01;

/**
 * The design in as many digits as a person works with: to the power of ten that is not above a hundredth of the range (0.1 h of 24 h), or, on a logarithmic
 * scale, of the number itself. undefined where that is the design.
 */
export function roundedDesign(space: DesignSpace, design: readonly number[]): Rival | undefined {
  const rounded = axesOf(space).map((axis, i) => {
    const x = design[i] as number;
    if (isFixed(axis) || x === 0) return x;
    const size = axis.scale === "log" ? Math.abs(x) : axis.high - axis.low;
    const place = -Math.floor(Math.log10(readOff * size * (1 + Number.EPSILON)));
    return Math.min(axis.high, Math.max(axis.low, toPlace(x, place)));
  });
  if (rounded.every((x, i) => x === design[i])) return undefined;
  const broken = brokenBy(space, rounded);
  // Of a list the nearest candidates are meant, and they are the design.
  if (broken.violation !== undefined && space.finish(rounded).every((x, i) => x === design[i])) return undefined;
  return { name: roundedName, design: rounded, rival: "rounded", ...broken };
}

/** Through decimal text, so that 0.403 becomes 0.4 and not 0.40000000000000002. */
function toPlace(x: number, place: number): number {
  if (place >= 0 && place <= 100) return Number(x.toFixed(place));
  const unit = 10 ** -place;
  return Math.round(x / unit) * unit;
}
