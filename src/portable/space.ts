/** From a network's raw value to a place where one can really measure. */
import { shareAt } from "./axis.js";
import { sigmoid } from "./matrix.js";
import { spaces } from "./spaces/index.js";
import { ceilOn, cut, floorOn, onGrid, type Stretch } from "./spaces/stretches.js";
import { type Axis, type Constraints, type PolicyData, PolicyError, type SpaceData, type SpaceKind } from "./types.js";
import { placeText } from "./words.js";

/** Of a space whose file was checked: its kind is known. */
const kindOf = ({ kind }: SpaceData): SpaceKind => spaces[kind] as SpaceKind;

/** The next coordinate as in training (designs/), after the ones that were really measured. */
export const placeOf = (space: SpaceData, raw: number, before: readonly number[], horizon: number): number =>
  kindOf(space).place(space, sigmoid(raw), before, horizon);

/** Range and scale of a measurement, as the experiment has them whatever was measured before. */
export const axisOf = (space: SpaceData, step: number): Axis => kindOf(space).axis(space, step);

/** Share of the range: so far may places be rounded that a person reads from a screen (`placeText`) and types. */
const rounding = 5e-5;
/** Share of the largest place, for ranges that are narrow beside it: what a few operations lose of a double. */
const lastDigits = 1e-12;

/** The bounds of a measurement, as the experiment has them whatever was measured before. */
export function rangeOf(space: SpaceData, step: number): [number, number] {
  const { low, high } = axisOf(space, step);
  return [low, high];
}

/** A matter of the range alone: days since an origin long ago are told apart as well as days since yesterday. */
const roundingIn = ([low, high]: readonly [number, number]): number =>
  rounding * (high - low) + lastDigits * Math.max(Math.abs(low), Math.abs(high));

/** @param before where was measured so far @throws PolicyError for a place outside of the experiment, or a time before the last one */
export function checkPlace({ space, designNames, designUnit }: PolicyData, before: readonly number[], place: number): void {
  const { low, high, scale } = axisOf(space, before.length);
  const isLog = scale === "log";
  const slack = roundingIn([low, high]);
  // A share of several decades is more than all of the lowest ones.
  const [below, above] = isLog ? [rounding * low, rounding * high] : [slack, slack];
  const said = (x: number) => `${placeText(x, isLog ? Math.abs(x) : high - low)}${designUnit && ` ${designUnit}`}`;
  const here = `${designNames[before.length]} = ${said(place)}`;
  if (place < low - below || place > high + above)
    throw new PolicyError(`${here} lies outside of this experiment, which goes from ${said(low)} to ${said(high)}`);
  const last = before.at(-1);
  const ascends = last !== undefined && kindOf(space).earliest?.(space, last) !== undefined;
  if (ascends && place < last - (isLog ? rounding * last : slack))
    throw new PolicyError(`${here} lies before the last measurement, at ${said(last)}: the times of this experiment increase`);
}

/** The bounds of the next measurement as the experiment itself has them. Increasing times never come twice. */
function boundsOf(space: SpaceData, before: readonly number[]): [number, number] {
  const [low, high] = rangeOf(space, before.length);
  const last = before.at(-1);
  const earliest = last === undefined ? undefined : kindOf(space).earliest?.(space, last);
  return [Math.max(low, earliest ?? low), high];
}

/** What is left of the stretches without [from, to], whose ends stay. @param least what is shorter is nothing */
function without(parts: readonly Stretch[], from: number, to: number, least: number): Stretch[] {
  return parts.flatMap(([a, b]): Stretch[] => {
    if (to <= a || from >= b) return [[a, b]];
    const left: Stretch[] = [
      [a, from],
      [to, b],
    ];
    return left.filter(([x, y]) => y - x >= least);
  });
}

/** What a measurement may be. */
function allowed(
  space: SpaceData,
  before: readonly number[],
  { low, high, spacing = 0, forbidden = [] }: Constraints,
): Stretch[] {
  const [first, last] = boundsOf(space, before);
  const whole: Stretch = [Math.max(first, low ?? first), Math.min(last, high ?? last)];
  const own = kindOf(space).allowed?.(space, before);
  let parts = own ? cut(own, low ?? own[0]?.[0] ?? 0, high ?? own.at(-1)?.[1] ?? 0) : whole[0] <= whole[1] ? [whole] : [];
  const least = roundingIn(rangeOf(space, before.length));
  for (const [from, to] of forbidden) parts = without(parts, from, to, least);
  if (spacing > 0) for (const x of before) parts = without(parts, x - spacing, x + spacing, 0);
  return parts;
}

/** The allowed place nearest to `place`; undefined when there is none left. */
export function project(
  place: number,
  space: SpaceData,
  before: readonly number[],
  constraints: Constraints,
): number | undefined {
  const axis = axisOf(space, before.length);
  const far = (x: number) => Math.abs(shareAt(axis, x) - shareAt(axis, place)); // ratios count where the scale is one of ratios
  let best: number | undefined;
  const step = constraints.grid ?? kindOf(space).gridOf?.(space, before.length) ?? 0;
  for (const [a, b] of allowed(space, before, constraints)) {
    const near = settable(Math.min(b, Math.max(a, place)), a, b, step);
    if (near === undefined) continue;
    if (best === undefined || far(near) < far(best)) best = near;
  }
  return best;
}

/** The multiple of `step` nearest to `place` between a and b; undefined where there is none. Without a step (0), the place itself. */
function settable(place: number, a: number, b: number, step: number): number | undefined {
  if (step === 0) return place;
  const near = onGrid(place, step);
  const kept = near < a ? ceilOn(a, step) : near > b ? floorOn(b, step) : near;
  return kept < a - step * 1e-6 || kept > b + step * 1e-6 ? undefined : kept;
}

/**
 * Of the constraints, those without which there would be a place: each that alone leaves none where the others leave some, else all that bound
 * places, which leave none between them. None where the experiment itself has no place left. To be asked where `project` finds nothing.
 */
export function forbidding(space: SpaceData, before: readonly number[], constraints: Constraints): Constraints {
  const { budget: _, ...places } = constraints;
  const isOpen = (some: Constraints) => project(axisOf(space, before.length).low, space, before, some) !== undefined;
  if (!isOpen({})) return {};
  const entries = Object.entries(places);
  const alone = entries.filter(([name]) => isOpen(Object.fromEntries(entries.filter(([other]) => other !== name))));
  return Object.fromEntries(alone.length > 0 ? alone : entries);
}

const known = ["low", "high", "spacing", "forbidden", "budget", "grid"];

/** @throws PolicyError for constraints that make no sense @param horizon the most measurements that the policy can lead through */
export function checkConstraints(constraints: Constraints, horizon: number): void {
  if (typeof constraints !== "object" || constraints === null || Array.isArray(constraints))
    throw new PolicyError(`constraints are an object with ${known.join(", ")}, got ${JSON.stringify(constraints)}`);
  const unknown = Object.keys(constraints).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new PolicyError(`unknown constraint "${unknown}": known are ${known.join(", ")}`);
  const { low, high, spacing, forbidden = [], budget, grid } = constraints;
  for (const [name, value] of Object.entries({ low, high, spacing, budget, grid }))
    if (value !== undefined && !Number.isFinite(value))
      throw new PolicyError(`constraint "${name}" must be a number, got ${value}`);
  if (low !== undefined && high !== undefined && low > high)
    throw new PolicyError(`constraint "low" must not be above "high", got ${low} and ${high}`);
  if (spacing !== undefined && spacing < 0) throw new PolicyError(`constraint "spacing" must be 0 or more, got ${spacing}`);
  if (grid !== undefined && grid <= 0) throw new PolicyError(`constraint "grid" must be above 0, got ${grid}`);
  if (budget !== undefined && (budget < 0 || !Number.isInteger(budget)))
    throw new PolicyError(`constraint "budget" must be a whole number of measurements, got ${budget}`);
  if (budget !== undefined && budget > horizon)
    throw new PolicyError(
      `constraint "budget" is ${budget}, and this policy was trained for ${horizon} measurement${horizon === 1 ? "" : "s"}: a budget can only be fewer. ` +
        `For ${budget}, train one with horizon ${budget}`,
    );
  for (const window of Array.isArray(forbidden) ? forbidden : [forbidden])
    if (!Array.isArray(window) || window.length !== 2 || !window.every(Number.isFinite) || window[0] > window[1])
      throw new PolicyError(
        `constraint "forbidden" must be a list of [from, to] with from before to, got ${JSON.stringify(window)}`,
      );
}
