/** What comes without being chosen, week by week: which of it is in when a measurement is decided, and whether it can be. */
import { isNumber, isPositive, isText, listOf, type Test } from "./fields.js";
import { isPossible, outcomeRange, rangeWords } from "./outcome.js";
import { type OutcomeRange, type PassiveData, type PolicyData, PolicyError } from "./types.js";

/** How many are in after so many measurements, the latest at that place. */
export function arrived({ at, clock }: Pick<PassiveData, "at" | "clock">, measurements: number, place: number): number {
  const now = clock === "measurements" ? measurements : place;
  return at.filter((time) => time <= now).length;
}

/** A report that should be in and was not told yet. */
export interface Wanted {
  readonly report: string;
  /** "" where it has none. */
  readonly unit: string;
  /** The how manieth it is, from 1. */
  readonly number: number;
}

/** The first of the reports that are in when the measurement after these is decided, and of which nothing was told. */
export function wantedReport(
  { passive }: Pick<PolicyData, "passive">,
  places: readonly (readonly number[])[],
  told: number,
): Wanted | undefined {
  const latest = places.at(-1)?.[0];
  if (!passive || latest === undefined || told >= arrived(passive, places.length, latest)) return undefined;
  return { report: passive.names[told] as string, unit: passive.units[told] as string, number: told + 1 };
}

/** @param value null where it never came @throws PolicyError for what cannot be */
export function checkReport(data: PolicyData, told: number, value: unknown): void {
  const { passive } = data;
  if (!passive) throw new PolicyError("nothing comes without being chosen in this experiment: it has no reports");
  if (told >= passive.names.length) throw new PolicyError(`all ${passive.names.length} reports are in`);
  if (value === null) return;
  if (!isNumber(value))
    throw new PolicyError(`a report is one finite number, or null where it never came, got ${JSON.stringify(value)}`);
  const { kinds, low, high } = passive;
  const range = outcomeRange(
    { ...(kinds && low && high ? { outcomeKinds: kinds, outcomeLow: low, outcomeHigh: high } : {}) },
    told,
  );
  if (isPossible(value as number, range)) return;
  const wanted = range && `: ${passive.names[told]} is ${rangeWords(range as OutcomeRange, passive.units[told] as string)}`;
  throw new PolicyError(`the report ${value} cannot come from this experiment${wanted ?? ""}`);
}

/** Of a policy's file. @param must refuses the field that does not fit */
export function checkPassive(passive: unknown, seen: unknown, must: (path: string, test: Test, what: string) => void): void {
  if (passive === undefined && seen === undefined) return;
  const { at } = (passive ?? {}) as Partial<PassiveData>;
  const count = Array.isArray(at) ? at.length : 0;
  must("passive.at", (value) => count > 0 && listOf(isNumber)(value), "numbers in brackets");
  must("passive.clock", (value) => value === "measurements" || value === "place", '"measurements" or "place"');
  for (const name of ["names", "units"]) must(`passive.${name}`, listOf(isText, count), `${count} texts`);
  for (const name of ["kinds", "low", "high"])
    must(
      `passive.${name}`,
      (value) => value === undefined || listOf(name === "kinds" ? isText : isNumber, count)(value),
      `a list of ${count}`,
    );
  must("seen.passive.mean", listOf(isNumber, count), `${count} numbers in brackets`);
  must("seen.passive.sd", listOf(isPositive, count), `${count} positive numbers in brackets`);
}
