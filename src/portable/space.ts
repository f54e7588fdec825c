/** From a network's raw values to a place where one can really measure. */
import { shareAt } from "./axis.js";
import { pointsOf } from "./points.js";
import { spaces } from "./spaces/index.js";
import { ceilOn, cut, floorOn, onGrid, type Stretch } from "./spaces/stretches.js";
import {
  type Axis,
  type Constraints,
  type Point,
  type PointKind,
  type PolicyData,
  PolicyError,
  type SpaceData,
  type Widths,
} from "./types.js";
import { measurementsText, placeText } from "./words.js";

const kindOf = (space: SpaceData): PointKind => pointsOf(spaces, space);

/** Numbers of one measurement, and raw numbers that it is made from. */
export const widthsOf = (space: SpaceData): Widths => kindOf(space).widths(space);

/** The next measurement as in training (designs/), after the ones that were really taken. */
export const placeOf = (space: SpaceData, raw: ArrayLike<number>, before: readonly Point[], horizon: number): Point =>
  kindOf(space).place(space, raw, before, horizon);

/** All that can be measured after `before`, where it is a list. */
export const candidatesOf = (space: SpaceData, before: readonly Point[]): readonly Point[] | undefined =>
  kindOf(space).candidates?.(space, before);

/** Which of a list a place is, from 1, and what people call it; nothing where measurements are of none, or it is not on it. */
export function candidateAt(space: SpaceData, place: Point): { readonly candidate?: number; readonly label?: string } {
  const { points, labels, numbers } = kindOf(space).list?.(space) ?? { points: [] };
  const axes = points.length > 0 ? kindOf(space).axes(space, 0) : [];
  const far = points.map((point) => Math.hypot(...axes.map((axis, j) => between(axis, point[j] as number, place[j] as number))));
  const i = far.indexOf(Math.min(...far));
  const isIt = points[i]?.every(
    (x, j) => Math.abs(x - (place[j] as number)) <= slackOf(axes[j] as Axis, x) + single * Math.abs(x),
  );
  return isIt ? { candidate: numbers?.[i] ?? i + 1, ...(labels ? { label: labels[i] as string } : {}) } : {};
}

/** Range and scale of the i-th number of a whole design, as the experiment has them whatever was measured before. */
export function axisOf(space: SpaceData, i: number): Axis {
  const { width } = widthsOf(space);
  return kindOf(space).axes(space, Math.floor(i / width))[i % width] as Axis;
}

/** Share of the range: so far may places be rounded that a person reads from a screen (`placeText`) and types. */
const rounding = 5e-5;
/** Share of the largest place, for ranges that are narrow beside it: what a few operations lose of a double. */
const lastDigits = 1e-12;

/** What float32 loses of a number, in which networks and greedy searches compute. */
const single = 2 ** -24;

/** The bounds of the i-th number of a whole design, as the experiment has them whatever was measured before. */
export function rangeOf(space: SpaceData, i: number): [number, number] {
  const { low, high } = axisOf(space, i);
  return [low, high];
}

/** A matter of the range alone: days since an origin long ago are told apart as well as days since yesterday. */
const roundingIn = ([low, high]: readonly [number, number]): number =>
  rounding * (high - low) + lastDigits * Math.max(Math.abs(low), Math.abs(high));

type Named = Pick<PolicyData, "space" | "designNames" | "designUnit" | "designUnits">;

/** @param i of the numbers of a whole design */
export const designUnitAt = ({ designUnit, designUnits }: Pick<Named, "designUnit" | "designUnits">, i: number): string =>
  designUnits?.[i] ?? designUnit;

/** "t2 = 4.87 h" @param range width of what it may be */
function numberWords(data: Named, i: number, x: number, range: number): string {
  const unit = designUnitAt(data, i);
  return `${data.designNames[i]} = ${placeText(x, range)}${unit && ` ${unit}`}`;
}

/** A measurement in words, all of its numbers. @param step how many came before it */
export function pointWords(data: Named, step: number, place: Point): string {
  const { width } = widthsOf(data.space);
  const { label } = candidateAt(data.space, place);
  const words = place
    .map((x, j) => {
      const [low, high] = rangeOf(data.space, step * width + j);
      return numberWords(data, step * width + j, x, high - low);
    })
    .join(", ");
  return label === undefined ? words : `${label}: ${words}`;
}

/**
 * @param before where was measured so far
 * @throws PolicyError for a place outside of the experiment, one that is none of its candidates, or a time before the last one
 */
export function checkPlace(data: Named, before: readonly Point[], place: Point): void {
  const { space } = data;
  const { width } = widthsOf(space);
  const step = before.length;
  for (const [j, x] of place.entries()) checkNumber(data, step * width + j, x, width === 1 ? before.at(-1)?.[0] : undefined);
  const list = candidatesOf(space, before);
  const isIt = (candidate: Point) =>
    candidate.every((x, j) => Math.abs(x - (place[j] as number)) <= slackOf(axisOf(space, step * width + j), x));
  if (!list || list.some(isIt)) return;
  const near = (candidate: Point) =>
    Math.hypot(...candidate.map((x, j) => between(axisOf(space, step * width + j), x, place[j] as number)));
  const nearest = [...list].sort((a, b) => near(a) - near(b)).slice(0, 2);
  throw new PolicyError(
    `${pointWords(data, step, place)} is none of what can be measured here; nearest ${nearest.length > 1 ? "are" : "is"} ` +
      nearest.map((candidate) => pointWords(data, step, candidate)).join(" and "),
  );
}

const between = (axis: Axis, a: number, b: number): number => Math.abs(shareAt(axis, a) - shareAt(axis, b));

/** A share of several decades is more than all of the lowest ones. */
const slackOf = ({ low, high, scale }: Axis, x: number): number =>
  scale === "log" ? rounding * Math.abs(x) : roundingIn([low, high]);

function checkNumber(data: Named, i: number, place: number, last: number | undefined): void {
  const axis = axisOf(data.space, i);
  const { low, high, scale } = axis;
  const isLog = scale === "log";
  const unit = designUnitAt(data, i);
  const said = (x: number) => `${placeText(x, isLog ? Math.abs(x) : high - low)}${unit && ` ${unit}`}`;
  const here = `${data.designNames[i]} = ${said(place)}`;
  if (place < low - slackOf(axis, low) || place > high + slackOf(axis, high))
    throw new PolicyError(`${here} lies outside of this experiment, which goes from ${said(low)} to ${said(high)}`);
  if (last === undefined || kindOf(data.space).earliest?.(data.space, last, i) === undefined) return;
  if (place < last - slackOf(axis, last))
    throw new PolicyError(`${here} lies before the last measurement, at ${said(last)}: the times of this experiment increase`);
}

/** The bounds of the next measurement of one number as the experiment itself has them. Increasing times never come twice. */
function boundsOf(space: SpaceData, before: readonly Point[]): [number, number] {
  const step = before.length;
  const [low, high] = rangeOf(space, step);
  const last = before.at(-1)?.[0];
  const earliest = last === undefined ? undefined : kindOf(space).earliest?.(space, last, step);
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

/** What a measurement of one number may be. */
function allowed(space: SpaceData, before: readonly Point[], { low, high, spacing = 0, forbidden = [] }: Constraints): Stretch[] {
  const [first, last] = boundsOf(space, before);
  const whole: Stretch = [Math.max(first, low ?? first), Math.min(last, high ?? last)];
  const own = kindOf(space).allowed?.(space, before);
  const list = candidatesOf(space, before);
  // What a list leaves is known from the list: sums of its numbers would leave out one that is just as far as it has to be.
  const listed = list?.flatMap(([x]): Stretch[] => {
    const at = x as number;
    return at >= (low ?? at) && at <= (high ?? at) ? [[at, at]] : [];
  });
  let parts =
    listed ?? (own ? cut(own, low ?? own[0]?.[0] ?? 0, high ?? own.at(-1)?.[1] ?? 0) : whole[0] <= whole[1] ? [whole] : []);
  const least = roundingIn(rangeOf(space, before.length));
  for (const [from, to] of forbidden) parts = without(parts, from, to, least);
  if (spacing > 0) for (const [x] of before) parts = without(parts, (x as number) - spacing, (x as number) + spacing, 0);
  return parts;
}

/** The allowed place nearest to `place`, where something constrains it; undefined when there is none left. */
export function project(place: Point, space: SpaceData, before: readonly Point[], constraints: Constraints): Point | undefined {
  if (place.length > 1) return place; // its own space has made it feasible, and nothing else is asked of several numbers
  const axis = axisOf(space, before.length);
  const [wanted] = place as [number];
  let best: number | undefined;
  const step = constraints.grid ?? kindOf(space).gridOf?.(space, before.length) ?? 0;
  for (const [a, b] of allowed(space, before, constraints)) {
    const near = settable(Math.min(b, Math.max(a, wanted)), a, b, step);
    if (near === undefined) continue;
    if (best === undefined || between(axis, near, wanted) < between(axis, best, wanted)) best = near; // ratios count where the scale is one of ratios
  }
  return best === undefined ? undefined : [best];
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
export function forbidding(space: SpaceData, before: readonly Point[], constraints: Constraints): Constraints {
  const { budget: _, ...places } = constraints;
  const { width } = widthsOf(space);
  const lows = Array.from({ length: width }, (_, j) => axisOf(space, before.length * width + j).low);
  const isOpen = (some: Constraints) => project(lows, space, before, some) !== undefined;
  if (!isOpen({})) return {};
  const entries = Object.entries(places);
  const alone = entries.filter(([name]) => isOpen(Object.fromEntries(entries.filter(([other]) => other !== name))));
  return Object.fromEntries(alone.length > 0 ? alone : entries);
}

const known = ["low", "high", "spacing", "forbidden", "budget", "grid"];

/**
 * @param horizon the most measurements that the policy can lead through @param width numbers of each
 * @throws PolicyError for constraints that make no sense
 */
export function checkConstraints(constraints: Constraints, horizon: number, width: number): void {
  if (typeof constraints !== "object" || constraints === null || Array.isArray(constraints))
    throw new PolicyError(`constraints are an object with ${known.join(", ")}, got ${JSON.stringify(constraints)}`);
  const unknown = Object.keys(constraints).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new PolicyError(`unknown constraint "${unknown}": known are ${known.join(", ")}`);
  const { low, high, spacing, forbidden = [], budget, grid } = constraints;
  const ofOne =
    width > 1 ? Object.entries(constraints).find(([name, value]) => name !== "budget" && value !== undefined) : undefined;
  if (ofOne)
    throw new PolicyError(
      `constraint "${ofOne[0]}" is about one number, and a measurement of this experiment has ${width}: "budget" is all that can be asked here. ` +
        "Bounds for each number stand in the design space that the policy is trained in",
    );
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
      `constraint "budget" is ${budget}, and this policy was trained for ${measurementsText(horizon)}: a budget can only be fewer. ` +
        `For ${budget}, train one with horizon ${budget}`,
    );
  for (const window of Array.isArray(forbidden) ? forbidden : [forbidden])
    if (!Array.isArray(window) || window.length !== 2 || !window.every(Number.isFinite) || window[0] > window[1])
      throw new PolicyError(
        `constraint "forbidden" must be a list of [from, to] with from before to, got ${JSON.stringify(window)}`,
      );
}
