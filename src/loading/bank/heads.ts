/** What the columns of a bank of simulations are: parameters, or an outcome at a point of the design. */
import { check } from "../../basics/errors.js";
import type { FileColumn, FileTable } from "../tables/index.js";

/** One parameter, or one outcome at all points. */
export interface Named<Columns> {
  readonly name: string;
  readonly unit: string;
  readonly columns: Columns;
}

export interface BankColumns {
  readonly file: string;
  readonly rows: number;
  /** In the file's order. */
  readonly parameters: readonly Named<FileColumn>[];
  /** Where the outcomes were simulated, ascending; what that is called, and its unit. */
  readonly points: readonly number[];
  readonly design: { readonly name: string; readonly unit: string };
  /** A column for each point. */
  readonly outcomes: readonly Named<readonly FileColumn[]>[];
  /** Columns that are neither. */
  readonly unused: readonly string[];
}

interface Place {
  readonly column: FileColumn;
  readonly outcome: string;
  readonly design: string;
  readonly point: number;
  readonly unit: string;
}

/** "y@0.5", "t=0.5", "conc (mg/L)@t=0.5 h", or the number alone. */
const placed =
  /^(?:(?<outcome>[^@]+)@)?\s*(?:(?<design>[^=@]+)=)?\s*(?<point>[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*(?<unit>[^\d\s@=].*)?$/i;

function placeOf(column: FileColumn): Place | undefined {
  const { outcome = "", design = "", point, unit = "" } = placed.exec(column.name)?.groups ?? {};
  return point === undefined
    ? undefined
    : { column, outcome: outcome.trim(), design: design.trim(), point: Number(point), unit: unit.trim() };
}

/** "ka (1/h)" */
function withUnit(text: string): { readonly name: string; readonly unit: string } {
  const [, name, unit] = /^(.*?)\s*[([]([^()[\]]*)[)\]]$/.exec(text) ?? [];
  return name && unit !== undefined ? { name, unit } : { name: text, unit: "" };
}

const conventions =
  'an outcome is called by the point of the design that it was simulated at, "y@0.5", "t=0.5", "conc@t=0.5 h" or 0.5 alone; all other columns are parameters';

/**
 * @param theta which columns are parameters, with commas between; "": those called theta, theta1, .., and where there are none, all that are no outcomes
 * @throws InputError naming the column that is wrong
 */
export function bankColumns({ file, rows, columns }: FileTable, theta: string): BankColumns {
  const asked = theta.split(",").flatMap((name) => (name.trim() ? [name.trim()] : []));
  const called = ({ name }: FileColumn) => asked.includes(name) || asked.includes(withUnit(name).name);
  const outcomes = columns.flatMap((column) => (called(column) ? [] : (placeOf(column) ?? [])));
  const others = columns.filter((column) => !outcomes.some((one) => one.column === column));
  check(outcomes.length > 0, `${file} has no column of outcomes: ${conventions}. Its columns: ${shownNames(columns)}`);
  const parameters = asked.length > 0 ? others.filter(called) : usual(others);
  const missing = asked.find((name) => !parameters.some((one) => one.name === name || withUnit(one.name).name === name));
  check(missing === undefined, `${file} has no column "${missing}", which --set theta names; it has ${shownNames(others)}`);
  check(parameters.length > 0, `${file} has no column of parameters: ${conventions}, or say --set theta=NAME,NAME`);
  for (const { name, words } of [...parameters, ...outcomes.map(({ column }) => column)])
    check(!words, `${file}: the column "${name}" holds words; parameters and outcomes are numbers`);
  return {
    file,
    rows,
    parameters: parameters.map((column) => ({ ...withUnit(column.name), columns: column })),
    unused: others.filter((column) => !parameters.includes(column)).map(({ name }) => name),
    ...byPoints(file, outcomes),
  };
}

const shownNames = (columns: readonly FileColumn[]): string =>
  `${columns
    .slice(0, 8)
    .map(({ name }) => name)
    .join(", ")}${columns.length > 8 ? ", ..." : ""}`;

function usual(others: readonly FileColumn[]): readonly FileColumn[] {
  const named = others.filter(({ name }) => /^theta/i.test(name));
  return named.length > 0 ? named : others;
}

/** Every outcome at every point. @throws InputError where one is missing, or there twice */
function byPoints(file: string, places: readonly Place[]): Pick<BankColumns, "points" | "design" | "outcomes"> {
  const points = [...new Set(places.map(({ point }) => point))].sort((a, b) => a - b);
  const one = (what: "design" | "unit") => {
    const [first = "", second] = new Set(places.map((place) => place[what]).filter(Boolean));
    check(
      second === undefined,
      `${file}: the ${what === "unit" ? "unit of the design" : "design"} is called ${first}, and ${second}`,
    );
    return first;
  };
  const names = [...new Set(places.map(({ outcome }) => outcome))];
  const outcomes = names.map((name) => {
    const own = places.filter(({ outcome }) => outcome === name);
    const columns = points.map((point) => {
      const at = own.filter((place) => place.point === point);
      check(at.length < 2, `${file}: the columns ${shownNames(at.map(({ column }) => column))} are of the same point`);
      check(at.length > 0, `${file} has no column "${name}@${point}", and others are of that point`);
      return (at[0] as Place).column;
    });
    return { ...withUnit(name || "y"), columns };
  });
  return { points, design: { name: one("design") || "x", unit: one("unit") }, outcomes };
}
