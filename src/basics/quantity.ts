/** Numbers with a unit of their own: "5min" of a design in hours. */
import { decimalOf } from "./decimal.js";
import { InputError } from "./errors.js";

/** Of each word the kind of unit, and how many of its smallest. */
const known: Readonly<Record<string, readonly [kind: string, size: number]>> = {
  ...all("time", 1e-3, "ms"),
  ...all("time", 1, "s", "sec", "second", "seconds"),
  ...all("time", 60, "min", "mins", "minute", "minutes"),
  ...all("time", 3600, "h", "hr", "hrs", "hour", "hours"),
  ...all("time", 86_400, "d", "day", "days"),
  ...all("time", 604_800, "wk", "week", "weeks"),
  ...all("mass", 1e-6, "ug", "µg", "mcg"),
  ...all("mass", 1e-3, "mg"),
  ...all("mass", 1, "g"),
  ...all("mass", 1000, "kg"),
  ...all("length", 1e-3, "mm"),
  ...all("length", 1e-2, "cm"),
  ...all("length", 1, "m"),
  ...all("length", 1000, "km"),
};

function all(kind: string, size: number, ...words: string[]): Record<string, readonly [string, number]> {
  return Object.fromEntries(words.map((word) => [word, [kind, size]]));
}

const unitOf = (word: string): readonly [string, number] | undefined => (Object.hasOwn(known, word) ? known[word] : undefined);

/** How many `unit` one `of` is; undefined where they are not two units of the same kind. */
export function unitsIn(unit: string, of: string): number | undefined {
  if (unit === of) return 1;
  const [ours, theirs] = [unitOf(unit), unitOf(of)];
  return ours && theirs && ours[0] === theirs[0] ? theirs[1] / ours[1] : undefined;
}

/**
 * "5min" in hours is 1/12, and 0.25 is 0.25.
 * @param unit of the design @param label where it was written, for messages @throws InputError
 */
export function quantityIn(unit: string, given: number | string, label: string): number {
  if (typeof given === "number") return given;
  const [, number = "", word = ""] = /^\s*([-+.\deE]*\d\.?)\s*([^\d\s.].*?)?\s*$/.exec(given) ?? [];
  const value = decimalOf(number);
  const factor = word === "" ? 1 : unitsIn(unit, word);
  if (Number.isNaN(value))
    throw new InputError(`${label} must be a number, with a unit or in the design's own${unit && ` (${unit})`}, got "${given}"`);
  if (factor === undefined)
    throw new InputError(
      `${label}: "${given}" has the unit ${word}, and the design ${unit ? `is in ${unit}` : "has none"}; give a number in the design's own unit`,
    );
  return value * factor;
}
