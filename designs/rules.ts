/** Rules for the coordinates of one space: windows, grids and limits, each coordinate's own, in its unit; or why they cannot be kept. */
import { decimalOf } from "../src/basics/decimal.js";
import { check } from "../src/basics/errors.js";
import { didYouMean } from "../src/basics/names.js";
import { quantityIn } from "../src/basics/quantity.js";
import type { Quantity, SpaceRules, Window } from "../src/contracts/rules.js";
import type { DesignSpace } from "../src/contracts/space.js";
import type { Limit } from "../src/portable/spaces/inWindows.js";
import { ceilOn, floorOn, type Stretch } from "../src/portable/spaces/stretches.js";
import { show } from "./coordinates.js";

type About = Pick<DesignSpace, "names" | "unit" | "low" | "high">;

export interface OwnRules {
  readonly windows: readonly (readonly Stretch[])[];
  /** 0 where there is none. */
  readonly grid: readonly number[];
  readonly limits: readonly Limit[];
}

/** `t` means t1, t2, ... */
const means = (said: string, name: string): boolean => said === name || said === name.replace(/\d+$/, "");

/** What is said of each coordinate; undefined where nothing is. @throws InputError for a name that there is not */
export function perName<T>(
  what: string,
  said: T | Readonly<Record<string, T>>,
  names: readonly string[],
  isOne: (x: unknown) => boolean,
): (T | undefined)[] {
  if (isOne(said)) return names.map(() => said as T);
  const entries = Object.entries(said as Readonly<Record<string, T>>);
  const unknown = entries.find(([name]) => !names.some((one) => means(name, one)))?.[0];
  check(
    unknown === undefined,
    `${what}: no coordinate is called "${unknown}"${didYouMean(unknown ?? "", names) || `; there are ${names.join(", ")}`}`,
  );
  return names.map((one) => entries.find(([name]) => name === one)?.[1] ?? entries.find(([name]) => means(name, one))?.[1]);
}

export const isQuantity = (x: unknown): boolean => typeof x === "number" || typeof x === "string";

/** @param about names, unit and bounds of the coordinates @throws InputError that names the coordinate and says what there is */
export function ownRules(
  { windows = [[-Infinity, Infinity]], grid = {}, limits = [], budget }: SpaceRules,
  about: About,
): OwnRules {
  const { names, unit, low, high } = about;
  const steps = perName<Quantity>("grid", grid, names, isQuantity).map((step, i) => {
    if (step === undefined || low[i] === high[i]) return 0;
    const value = quantityIn(unit, step, "grid");
    check(Number.isFinite(value) && value > 0, `grid must be above 0, got ${step}.`);
    return value;
  });
  const said = perName<readonly Window[]>("windows", windows, names, Array.isArray);
  const own = names.map((name, i) =>
    stretchesOf(name, said[i] ?? [[-Infinity, Infinity]], {
      from: low[i] as number,
      to: high[i] as number,
      step: steps[i] as number,
      unit,
    }),
  );
  const all = [
    ...limits,
    ...(budget === undefined
      ? []
      : [{ weights: Object.fromEntries(names.map((name) => [name, 1])), most: quantityIn(unit, budget, "budget") }]),
  ];
  return { windows: own, grid: steps, limits: all.map(({ weights, most }) => limitOf(weights, most, names)) };
}

/** @throws InputError for rules of a coordinate that there is not */
export function checkNames({ windows, grid }: SpaceRules, names: readonly string[]): void {
  if (windows) perName<readonly Window[]>("windows", windows, names, Array.isArray);
  if (grid !== undefined) perName<Quantity>("grid", grid, names, isQuantity);
}

/** What of the rules is for a part of a design; undefined where nothing is. @param names what the part's coordinates are called in the whole */
export function rulesOfPart(
  { windows, grid, spacing }: SpaceRules,
  part: About & Pick<DesignSpace, "dim">,
  names: readonly string[],
): SpaceRules | undefined {
  const of = <T>(said: T | Readonly<Record<string, T>>, isOne: (x: unknown) => boolean): T | Record<string, T> | undefined => {
    if (isOne(said)) return said as T;
    const named = Object.entries(said as Record<string, T>);
    const own = names.flatMap((name, i): [string, T][] => {
      const found = named.find(([one]) => one === name) ?? named.find(([one]) => means(one, name));
      return found ? [[part.names[i] as string, found[1]]] : [];
    });
    return own.length > 0 ? Object.fromEntries(own) : undefined;
  };
  const own = {
    windows: windows && of<readonly Window[]>(windows, Array.isArray),
    grid: grid === undefined ? undefined : of<Quantity>(grid, isQuantity),
    spacing: part.dim > 1 ? spacing : undefined,
  };
  const said = Object.entries(own).filter(([, value]) => value !== undefined);
  return said.length > 0 ? (Object.fromEntries(said) as SpaceRules) : undefined;
}

function limitOf(weights: Readonly<Record<string, number>>, most: number, names: readonly string[]): Limit {
  const own = perName<number>("limits", weights, names, () => false).map((weight) => weight ?? 0);
  check(
    Number.isFinite(most) && own.every(Number.isFinite),
    `limits: weights and the most must be finite numbers, got ${JSON.stringify({ weights, most })}.`,
  );
  return { weights: own, most };
}

/** Merged where they overlap, cut to the range, with ends on the grid; what lies outside, or between two steps of the grid, is left out. */
function stretchesOf(
  name: string,
  said: readonly Window[],
  { from, to, step, unit }: { from: number; to: number; step: number; unit: string },
): Stretch[] {
  const given = said.map((window): [number, number] => {
    check(window.length === 2, `windows: a window is [from, to], got ${JSON.stringify(window)} for ${name}.`);
    const [a, b] = [quantityIn(unit, window[0], "windows"), quantityIn(unit, window[1], "windows")];
    check(a <= b, `windows: a window goes from its start to its end, got ${window.join(" to ")} for ${name}.`);
    return [a, b];
  });
  check(given.length > 0, `windows: there is none for ${name}; give at least one, or leave windows out.`);
  const inside = given
    .sort(([a], [b]) => a - b)
    .map(([a, b]): [number, number] => [ceilOn(Math.max(a, from), step), floorOn(Math.min(b, to), step)])
    .filter(([a, b]) => a <= b);
  const merged: [number, number][] = [];
  for (const [a, b] of inside) {
    const last = merged.at(-1);
    if (last && a <= last[1]) last[1] = Math.max(last[1], b);
    else merged.push([a, b]);
  }
  const place = `${name}, which is between ${show(from)} and ${show(to, unit)}`;
  check(
    merged.length > 0,
    `windows: none of ${windowWords(given, "")} has a place for ${place}${step > 0 ? `, on a grid of ${show(step, unit)}` : ""}; give windows that overlap with the range.`,
  );
  return merged;
}

/** "0 to 4, 8 to 10 h" */
export function windowWords(stretches: readonly Stretch[], unit: string): string {
  const said = (x: number) => show(x);
  const list = stretches.map(([a, b]) => (a === b ? said(a) : `${said(a)} to ${said(b)}`));
  return `${list.length > 6 ? [...list.slice(0, 5), "..", list.at(-1)].join(", ") : list.join(", ")}${unit && ` ${unit}`}`;
}

const example = 'e.g. "0:4,8:10,24:26", "0:90min,8:10", or "t=0:4,8:10; dose=5:20" for some coordinates only';

/** Windows as they are typed. @throws InputError */
export function windowsIn(text: string): NonNullable<SpaceRules["windows"]> {
  const parts = text.split(";").map((part) => part.trim());
  const one = (list: string): Window[] =>
    list.split(",").map((window) => {
      const [from = "", to = "", ...more] = window.split(":").map((end) => end.trim());
      const fine = from !== "" && to !== "" && more.length === 0;
      check(fine, `--windows must be from:to with commas between, ${example}; got "${window.trim()}"`);
      return [endIn(from), endIn(to)];
    });
  if (parts.length === 1 && !text.includes("=")) return one(text);
  return Object.fromEntries(parts.map((part) => named(part, "--windows", example)).map(([name, list]) => [name, one(list)]));
}

/** A number, or one with a unit, which the design's own unit will explain. */
function endIn(text: string): Quantity {
  const value = decimalOf(text);
  return Number.isNaN(value) ? text : value;
}

/** A grid as it is typed: "5min", or "t=5min; dose=0.5". @throws InputError */
export function gridIn(text: Quantity): NonNullable<SpaceRules["grid"]> {
  if (typeof text === "number" || !text.includes("=")) return text;
  return Object.fromEntries(text.split(";").map((part) => named(part.trim(), "--grid", 'e.g. "5min", or "t=5min; dose=0.5"')));
}

function named(part: string, label: string, example: string): [string, string] {
  const at = part.indexOf("=");
  check(
    at > 0,
    `${label} must be one list for all coordinates, or name=list for each with semicolons between, ${example}; got "${part}"`,
  );
  return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
}
