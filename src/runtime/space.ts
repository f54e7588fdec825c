/** From a network's raw value to a place where one can really measure. */
import { sigmoid } from "./matrix.js";
import { type Constraints, PolicyError, type SpaceData } from "./types.js";

/** The next coordinate as in training (designs/), after the ones that were really measured. */
export function placeOf(space: SpaceData, raw: number, before: readonly number[], horizon: number): number {
  const step = before.length;
  const share = sigmoid(raw);
  if (space.kind === "box") {
    const [low, high] = [space.low[step] as number, space.high[step] as number];
    return low + (high - low) * share;
  }
  const { low, high, spacing } = space;
  const slack = high - low - (horizon - 1) * spacing;
  const offset = (i: number) => low + i * spacing;
  const last = step === 0 ? 0 : ((before[step - 1] as number) - offset(step - 1)) / slack;
  const position = last + share * Math.max(0, 1 - last);
  return position * slack + offset(step);
}

/** The bounds of the next measurement as the experiment itself has them. */
function boundsOf(space: SpaceData, before: readonly number[]): [number, number] {
  if (space.kind === "box") return [space.low[before.length] as number, space.high[before.length] as number];
  const last = before.at(-1);
  return [last === undefined ? space.low : Math.max(space.low, last + space.spacing), space.high];
}

/** What a measurement may be: stretches in ascending order. */
function allowed(
  space: SpaceData,
  before: readonly number[],
  { low, high, spacing = 0, forbidden = [] }: Constraints,
): [number, number][] {
  const [first, last] = boundsOf(space, before);
  const around = spacing > 0 ? before.map((x): [number, number] => [x - spacing, x + spacing]) : [];
  let parts: [number, number][] = [[Math.max(first, low ?? first), Math.min(last, high ?? last)]];
  for (const [from, to] of [...forbidden, ...around])
    parts = parts.flatMap(([a, b]): [number, number][] => [
      [a, Math.min(b, from)],
      [Math.max(a, to), b],
    ]);
  return parts.filter(([a, b]) => a <= b);
}

/** The allowed place nearest to `place`; undefined when there is none left. */
export function project(
  place: number,
  space: SpaceData,
  before: readonly number[],
  constraints: Constraints,
): number | undefined {
  let best: number | undefined;
  for (const [a, b] of allowed(space, before, constraints)) {
    const near = Math.min(b, Math.max(a, place));
    if (best === undefined || Math.abs(near - place) < Math.abs(best - place)) best = near;
  }
  return best;
}

/** @throws PolicyError for constraints that make no sense */
export function checkConstraints(constraints: Constraints): void {
  if (typeof constraints !== "object" || constraints === null)
    throw new PolicyError(`constraints must be an object, got ${JSON.stringify(constraints)}`);
  const { low, high, spacing, budget, forbidden = [], ...others } = constraints;
  const [unknown] = Object.keys(others); // a mistyped constraint would not hold
  if (unknown !== undefined)
    throw new PolicyError(`there is no constraint "${unknown}": choose among low, high, spacing, forbidden and budget`);
  for (const [name, value] of Object.entries({ low, high, spacing, budget }))
    if (value !== undefined && !Number.isFinite(value))
      throw new PolicyError(`constraint "${name}" must be a number, got ${value}`);
  if (spacing !== undefined && spacing < 0) throw new PolicyError(`constraint "spacing" must be 0 or more, got ${spacing}`);
  if (budget !== undefined && (budget < 0 || !Number.isInteger(budget)))
    throw new PolicyError(`constraint "budget" must be a whole number of measurements, got ${budget}`);
  for (const window of Array.isArray(forbidden) ? forbidden : [forbidden])
    if (!Array.isArray(window) || window.length !== 2 || !window.every(Number.isFinite) || window[0] > window[1])
      throw new PolicyError(
        `constraint "forbidden" must be a list of [from, to] with from before to, got ${JSON.stringify(window)}`,
      );
}
