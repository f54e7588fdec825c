/** What must hold in this use of a policy: --low, --high, --spacing, --forbidden and --budget. */

import { short } from "../../basics/digits.js";
import { check } from "../../basics/errors.js";
import { quantityIn } from "../../basics/quantity.js";
import { constraintOptions } from "../../options/table.js";
import type { Constraints, PolicyData } from "../../portable/policy.js";
import { rangeOf } from "../../portable/space.js";
import { placeText } from "../../portable/words.js";
import type { Given } from "../given.js";

/** What a policy keeps in use: all of these, and a grid. */
const known = { ...constraintOptions, grid: true };

/** Undefined where none were given. */
export function givenConstraints(
  { options }: Pick<Given, "options">,
  { designUnit }: Pick<PolicyData, "designUnit">,
): Constraints | undefined {
  const entries = Object.entries(options)
    .filter(([name]) => name in known)
    .map(([name, value]) => [name, typeof value === "string" ? quantityIn(designUnit, value, `--${name}`) : value]);
  for (const [name, value] of entries)
    check(name !== "spacing" || (value as number) >= 0, `--spacing must be a number of at least 0, got ${value}`);
  return entries.length > 0 ? (Object.fromEntries(entries) as Constraints) : undefined;
}

/** "from 5 days on, 2 days apart, not between 20 and 32 days, 3 measurements"; "" where there are none. */
export function constraintWords(
  constraints: Constraints,
  { designUnit, space }: Pick<PolicyData, "designUnit" | "space">,
): string {
  const { low, high, spacing, forbidden = [], budget, grid } = constraints;
  const [least, most] = rangeOf(space, 0);
  const place = (x: number) => placeText(x, most - least);
  const withUnit = (text: string) => `${text}${designUnit && ` ${designUnit}`}`;
  const said = (x: number) => withUnit(place(x));
  return [
    ...(low === undefined ? [] : [`from ${said(low)} on`]),
    ...(high === undefined ? [] : [`up to ${said(high)}`]),
    ...(spacing === undefined ? [] : [`${withUnit(short(spacing))} apart`]),
    ...(grid === undefined ? [] : [`at multiples of ${withUnit(short(grid))}`]),
    ...forbidden.map(([from, to]) => `not between ${place(from)} and ${said(to)}`),
    ...(budget === undefined ? [] : [`${budget} measurement${budget === 1 ? "" : "s"}`]),
  ].join(", ");
}
