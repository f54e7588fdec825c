/**
 * What networks see of a family's x and y: the same numbers in whatever units and from whatever origins the family is written, so that
 * learning rates, penalties and steps mean the same for all of them. Conversions are in double precision; networks have single precision.
 */
import { errorOfMean, mean } from "../src/basics/statistics.js";
import { uniforms } from "../src/numbers/distributions.js";
import { fixedKey, split } from "../src/numbers/keys.js";
import type { Linear, Scaling } from "../src/portable/modelTypes.js";
import type { Seen, TaskFamily } from "./types.js";
import { drawTasks, valuesAt } from "./values.js";

/** Of families that say nothing else: x between -1 and 1, y of mean 0 and standard deviation 1. */
const usual: Seen = { x: { low: -1, high: 1 }, y: { mean: 0, sd: 1 } };

interface Moments {
  readonly mean: number;
  readonly sd: number;
}

/** For a family whose published numbers depend on what networks see: they see x and y as they are. */
export function seenAsItIs(family: Omit<TaskFamily, "seen">): TaskFamily {
  return { ...family, seen: { x: { low: family.low, high: family.high }, y: declaredMoments(family) } };
}

export const seenOf = ({ seen = usual }: Pick<TaskFamily, "seen">): Seen => seen;

interface Worked {
  readonly scaling: Scaling;
  readonly levelsHold: boolean;
}

const known = new WeakMap<TaskFamily, Worked>();

/** A function of the family alone, worked out once. */
function workedOut(family: TaskFamily): Worked {
  const found = known.get(family) ?? work(family);
  known.set(family, found);
  return found;
}

/** @throws InputError when the family gives what cannot be */
export const scalingOf = (family: TaskFamily): Scaling => workedOut(family).scaling;

/** Whether the declared levels can be taken for exact. @throws InputError as above */
export const levelsHold = (family: TaskFamily): boolean => workedOut(family).levelsHold;

/**
 * Mean and standard deviation of y over tasks and x are those of the levels, which is exact, unless tasks contradict them: a family that
 * nobody has rehearsed may carry those of another.
 */
function work(family: TaskFamily): Worked {
  const { x, y } = seenOf(family);
  const { low, high } = family;
  const scaleX = (high - low) / (x.high - x.low);
  const [declared, measured] = [declaredMoments(family), measuredMoments(family)];
  const holds = agree(declared, measured);
  const { mean, sd } = holds ? declared : measured;
  const scaleY = sd > 0 ? sd / y.sd : 1;
  const scaling = {
    x: { shift: (low + high) / 2 - scaleX * ((x.low + x.high) / 2), scale: scaleX },
    y: { shift: mean - scaleY * y.mean, scale: scaleY },
  };
  return { scaling, levelsHold: holds };
}

export const isIdentity = (linear: Linear): boolean => linear.shift === 0 && linear.scale === 1;

/** @returns what networks see, in double precision */
export const toSeen = (values: ArrayLike<number>, { shift, scale }: Linear): Float64Array =>
  Float64Array.from(values, (value) => (value - shift) / scale);

export const fromSeen = (values: ArrayLike<number>, { shift, scale }: Linear): Float64Array =>
  Float64Array.from(values, (value) => shift + scale * value);

/** Significant digits of a number in the family's units that tell as much as `digits` of what networks see. */
export const digitsFor = ({ shift, scale }: Linear, digits: number): number =>
  Math.min(17, digits + Math.max(0, Math.ceil(Math.log10(Math.abs(shift) / scale))));

/** Of Simpson's rule; even. */
const intervals = 2000;

/** E y = E mean(x), and the variance is the level of `mean` plus that of mean(x) over x: no difference of large numbers. */
function declaredMoments({ low, high, mean, levels }: Omit<TaskFamily, "seen">): Moments {
  const values = Array.from({ length: intervals + 1 }, (_, i) => mean(low + ((high - low) * i) / intervals));
  const origin = values[0] as number;
  const average = (of: (value: number) => number) =>
    values.reduce((sum, value, i) => sum + (i % intervals === 0 ? 1 : 2 + 2 * (i % 2)) * of(value), 0) / (3 * intervals);
  const above = average((value) => value - origin);
  return { mean: origin + above, sd: Math.sqrt(levels.mean + average((value) => (value - origin - above) ** 2)) };
}

interface Measured extends Moments {
  readonly errors: { readonly mean: number; readonly square: number };
}

const measuredTasks = 1000;
const measuredPoints = 10;

function measuredMoments(family: TaskFamily): Measured {
  const k = split(fixedKey("taskScaling"), "tasks", "points");
  const { low, high } = family;
  const x = Float64Array.from(uniforms(k.points, measuredTasks * measuredPoints), (u) => low + (high - low) * u);
  const y = valuesAt(family, drawTasks(family, k.tasks, measuredTasks), x, measuredPoints);
  const origin = y[0] as number;
  const byTask = (of: (value: number) => number) =>
    Array.from({ length: measuredTasks }, (_, t) =>
      y.subarray(t * measuredPoints, (t + 1) * measuredPoints).reduce((sum, value) => sum + of(value) / measuredPoints, 0),
    );
  const above = withSpread(byTask((value) => value - origin));
  const square = withSpread(byTask((value) => (value - origin - above.mean) ** 2));
  return {
    mean: origin + above.mean,
    sd: Math.sqrt(square.mean),
    errors: { mean: above.error, square: square.error },
  };
}

const withSpread = (values: readonly number[]) => ({ mean: mean(values), error: errorOfMean(values) });

/** Within six standard errors, and one percent for levels that were rounded: as families from files are held to them. */
function agree(declared: Moments, measured: Measured): boolean {
  const { mean, square } = measured.errors;
  return (
    Math.abs(declared.mean - measured.mean) <= 6 * mean + 0.01 * measured.sd &&
    Math.abs(declared.sd ** 2 - measured.sd ** 2) <= 6 * square + 0.01 * measured.sd ** 2
  );
}
