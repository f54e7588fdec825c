/** From what the cells gave to ours beside the paper's. */
import { enumerate, plusMinus, significant } from "../../basics/text.js";
import { version } from "../../basics/version.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import { meanOf } from "../results/compare.js";
import type { Row as ResultRow, StudyResults } from "../results/types.js";
import { comparedBenchmark } from "./benchmarks/compare.js";
import type { Benchmark, ComparedPart, ComparedRow, Comparison, Entry, Form, Ours, PaperTable, Part, Row } from "./types.js";

/** The column that every table's study reads: how long a cell took. */
export const secondsColumn = "seconds";

/** @param cells those of the form, done or not: a row none of whose cells are among them is left out */
export function compared(
  table: PaperTable,
  form: Form,
  results: StudyResults,
  cells: readonly Pick<ResultRow, "varied">[],
): Comparison {
  const { name, reference, protocol } = table;
  return {
    kind: "comparison",
    table: name,
    form,
    reference,
    protocol,
    parts: table.parts.flatMap((part) => partOf(part, form, results, cells) ?? []),
    ...(table.benchmarks ? { benchmarks: benchmarksOf(table.benchmarks, results, cells) } : {}),
    cells: results.cells,
    seconds: results.rows.reduce((sum, row) => sum + numberOf(row, secondsColumn), 0),
    version,
    warnings: results.warnings,
  };
}

/** Those of which the form, or what was asked for of it, has cells. */
function benchmarksOf(all: readonly Benchmark[], { rows }: StudyResults, cells: readonly Pick<ResultRow, "varied">[]) {
  const own = all.filter(({ cell }) => cells.some((one) => isOf(one, { cell })));
  return own.map((one) => comparedBenchmark(one, rows, (row, cell) => isOf(row, { cell })));
}

function partOf(
  whole: Part,
  form: Form,
  { rows: found }: StudyResults,
  cells: readonly Pick<ResultRow, "varied">[],
): ComparedPart | undefined {
  const { claims: said = [], ...part } = withinForm(whole, cells);
  const rows = part.rows.map((row) => rowOf(row, found));
  if (rows.length === 0) return undefined;
  const claims = said.map(({ says, holds }) => ({ says, ...withoutGaps({ answer: holds(rows, part.columns) }) }));
  return { ...part, rows, claims, words: [...barWords(part, rows, form), ...lowerWords(part, rows)] };
}

/** Without the rows and columns that the form has no cells for. */
function withinForm(part: Part, cells: readonly Pick<ResultRow, "varied">[]): Part {
  const has = (entry: Entry | undefined): boolean => entry !== undefined && cells.some((cell) => isOf(cell, entry));
  const rows = part.rows.filter(({ entries }) => entries.some(has));
  const kept = part.columns.map((_, i) => rows.some(({ entries }) => has(entries[i])));
  const within = <T>(all: readonly T[]): T[] => all.filter((_, i) => kept[i]);
  return {
    ...part,
    columns: within(part.columns),
    ...(part.truth ? { truth: within(part.truth) } : {}),
    rows: rows.map((row) => ({ ...row, entries: within(row.entries) })),
  };
}

const isOf = ({ varied }: Pick<ResultRow, "varied">, { cell }: Pick<Entry, "cell">): boolean =>
  Object.entries(cell).every(([name, value]) => (varied[name] ?? null) === value);

function rowOf({ label, entries }: Row, found: readonly ResultRow[]): ComparedRow {
  const own = [...new Set(entries.flatMap((entry) => found.filter((row) => isOf(row, entry))))];
  return {
    label,
    ours: entries.map((entry) => oursOf(entry, found)),
    published: entries.map(({ published }) => published),
    seconds: own.length === 0 ? null : own.reduce((sum, row) => sum + numberOf(row, secondsColumn), 0),
  };
}

function oursOf(entry: Entry, found: readonly ResultRow[]): Ours | null {
  const own = found.filter((row) => isOf(row, entry) && typeof row.values[entry.read] === "number");
  const [first] = own;
  if (!first) return null;
  const { value, n, se } = meanOf(own.map((row) => numberOf(row, entry.read)));
  const within = entry.se === undefined ? undefined : first.values[entry.se];
  return { value, runs: n, se: se ?? (typeof within === "number" ? within : null) };
}

const numberOf = ({ values }: ResultRow, name: string): number =>
  typeof values[name] === "number" ? (values[name] as number) : 0;

/** Whether the paper's values are reached. */
function barWords({ atLeastLess, columns, along }: Part, rows: readonly ComparedRow[], form: Form): string[] {
  if (atLeastLess === undefined || form !== "full") return [];
  const all = rows.flatMap(({ label, ours, published }) =>
    ours.flatMap((one, i) => {
      const paper = published[i] ?? null;
      return one === null || paper === null ? [] : [{ label, column: columns[i], ours: one.value, paper }];
    }),
  );
  if (all.length === 0) return [];
  const short = all.filter(({ ours, paper }) => ours < paper - atLeastLess);
  const reached = `At least the published value less ${atLeastLess}: ${all.length - short.length} of ${all.length}.`;
  const each = short.map(
    ({ label, column, ours, paper }) => `${label} at ${along} ${column} (${significant(ours, 3)}, published ${paper})`,
  );
  return [reached, ...(each.length > 0 ? [`Short of it: ${enumerate(each)}.`] : [])];
}

function lowerWords({ lower, columns, of, along }: Part, rows: readonly ComparedRow[]): string[] {
  const [a, b] = (lower ?? []).map((label) => rows.find((row) => row.label === label));
  if (!a || !b) return [];
  const said = columns.flatMap((column, i) => {
    const [one, other] = [a.ours[i], b.ours[i]];
    if (!one || !other) return [];
    return [`${column}: ${shown(one)} and ${shown(other)}${one.value < other.value ? "" : ", not lower"}`];
  });
  if (said.length === 0) return [];
  const count = said.filter((text) => !text.endsWith("not lower")).length;
  return [`${of}, ${a.label} and ${b.label} at each ${along}: ${said.join("; ")}. Lower at ${count} of ${said.length}.`];
}

const shown = ({ value, se }: Ours): string => plusMinus({ value, se: se ?? 0 });
