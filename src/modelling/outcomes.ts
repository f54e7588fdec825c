/** What a simulator says its outcomes can be: declared once or column by column, checked, and written down for those who measure. */

import type { Arrivals, Outcome } from "../contracts/simulator.js";
import { isPossible, largestOutcome, rangeWords } from "../portable/outcome.js";
import type { OutcomeRange } from "../portable/types.js";

const kinds: readonly OutcomeRange["kind"][] = ["continuous", "count", "binary", "category"];

/** One range a column; undefined where nothing is declared. */
export function outcomeRanges({ names, kind, low, high }: Outcome): OutcomeRange[] | undefined {
  if (kind === undefined) return undefined;
  return names.map((_, i) => {
    const own = at(kind, i) as OutcomeRange["kind"];
    const least = own === "continuous" ? -largestOutcome : 0;
    const most = own === "binary" ? 1 : largestOutcome;
    return { kind: own, low: at(low, i) ?? least, high: at(high, i) ?? most };
  });
}

const at = <T>(value: T | readonly T[] | undefined, i: number): T | undefined =>
  Array.isArray(value) ? (value as readonly T[])[i] : (value as T | undefined);

/** Why a declaration makes no sense, to be read after "its"; undefined when it does. */
export function outcomeProblem(outcome: Outcome): string | undefined {
  const { names, kind, low, high, passive } = outcome;
  if (kind === undefined && (low !== undefined || high !== undefined))
    return `outcome has low or high without a kind: add kind, one of ${kinds.join(", ")}`;
  for (const [name, value] of Object.entries({ kind, low, high }))
    if (Array.isArray(value) && value.length !== names.length)
      return `outcome.${name} has ${value.length} entries for ${names.length} columns; give one for all, or one for each`;
  const late = passive && arrivalsProblem(passive, names.length);
  if (late) return `outcome.passive ${late}`;
  for (const [i, name] of kind === undefined ? [] : names.entries()) {
    const problem = rangeProblem(at(kind, i), at(low, i), at(high, i));
    if (problem) return `outcome "${name}" ${problem}`;
  }
  return undefined;
}

function arrivalsProblem({ at, clock }: Arrivals, columns: number): string | undefined {
  if (clock !== "measurements" && clock !== "place")
    return `needs a clock, "measurements" or "place", got ${JSON.stringify(clock)}`;
  if (!Array.isArray(at) || at.length === 0 || at.length >= columns)
    return `needs at, when each of the last columns is known: 1 to ${columns - 1} numbers, as there are ${columns} columns`;
  const wrong = at.findIndex((time, i) => !Number.isFinite(time) || time <= 0 || time < (at[i - 1] ?? 0));
  if (wrong < 0) return undefined;
  return `must have ascending numbers above 0 in at, got ${at[wrong]}: what is known before the first decision belongs into the prior (floe infer, --given)`;
}

function rangeProblem(kind: unknown, low: number | undefined, high: number | undefined): string | undefined {
  if (!(kinds as readonly unknown[]).includes(kind))
    return `must be of a kind: one of ${kinds.join(", ")}, got ${JSON.stringify(kind)}`;
  const bad = [low, high].find((bound) => bound !== undefined && !Number.isFinite(bound));
  if (bad !== undefined) return `has a bound that is no finite number (${bad}); leave it out where there is none`;
  if (low !== undefined && high !== undefined && low > high) return `has its low, ${low}, above its high, ${high}`;
  if (kind === "binary" && (low !== undefined || high !== undefined)) return "is binary, 0 or 1: leave low and high out";
  if (kind === "category" && !Number.isInteger(high))
    return "is a category, so it needs high: its values are 0, 1, ... up to high";
  return undefined;
}

/** With fewer, or where one of the two is rarer, zeros and ones may be counts that happened to be small. */
const [leastSeen, leastShare] = [300, 0.2];

/**
 * The simulator's own ranges; and where it declares none and only ever answers yes or no, just that.
 * @param rows simulated outcomes, one row an experiment
 */
export function rangesOf(outcome: Outcome, rows: readonly (readonly number[])[]): OutcomeRange[] | undefined {
  const all = rows.flat();
  const ones = all.filter((value) => value === 1).length;
  const zeros = all.filter((value) => value === 0).length;
  const yesNo = ones + zeros === all.length && all.length >= leastSeen && Math.min(ones, zeros) >= leastShare * all.length;
  return outcomeRanges(yesNo && outcome.kind === undefined ? { ...outcome, kind: "binary" } : outcome);
}

/** Share of a bound that single precision loses of it. */
const rounding = 1e-6;

/**
 * The first simulated outcome that the declaration excludes, in words; undefined when all of them are possible.
 * @param values rows of outcomes one after the other, as many columns as there are names
 */
export function undeclared(outcome: Outcome, values: ArrayLike<number>): string | undefined {
  const { names, unit } = outcome;
  const ranges = outcomeRanges(outcome);
  if (!ranges) return undefined;
  for (let i = 0; i < values.length; i++) {
    const [value, name, range] = [values[i] as number, names[i % names.length], ranges[i % names.length] as OutcomeRange];
    const slack = rounding * Math.max(...[range.low, range.high].map(Math.abs).filter((bound) => bound < largestOutcome), 0);
    if (!isPossible(value, range, slack)) return `${value} for ${name}, which is declared as ${rangeWords(range, unit)}`;
  }
  return undefined;
}

/** Columns [from, to) of what is observed, as if there were no others. */
export function columnsOf({ passive: _, ...outcome }: Outcome, from: number, to?: number): Outcome {
  const own = <T>(given: T): T => (Array.isArray(given) ? (given.slice(from, to) as T) : given);
  const { names, units, kind, low, high } = outcome;
  return {
    ...outcome,
    names: names.slice(from, to),
    ...(units ? { units: units.slice(from, to) } : {}),
    ...(kind === undefined ? {} : { kind: own(kind) }),
    ...(low === undefined ? {} : { low: own(low) }),
    ...(high === undefined ? {} : { high: own(high) }),
  };
}
