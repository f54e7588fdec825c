/** Ours, the paper's and the truth in a terminal. */
import { short, withError } from "../../basics/digits.js";
import { table } from "../../basics/tables.js";
import { duration } from "../../basics/text.js";
import { benchmarkWords } from "./benchmarks/terminal.js";
import { answerWords } from "./claims.js";
import type { ComparedPart, ComparedRow, Comparison, Ours } from "./types.js";

export function comparisonWords({ parts, benchmarks = [], reference, form, cells, seconds }: Comparison): string {
  const quick = form === "quick" ? "\nThe short form: fewer steps and smaller networks than the published numbers are of.\n" : "";
  return `${reference}\n${quick}\n${benchmarkWords(benchmarks)}${parts.map(partWords).join("\n")}\n${cells.done} of ${cells.all} runs, ${duration(seconds)} of computing\n`;
}

function partWords(part: ComparedPart): string {
  const { title, columns, along, truth, words, claims } = part;
  const { done: rows, open } = doneIn(part);
  const head = [along, "", ...columns.map(String), "seconds"];
  const lines = rows.flatMap(({ label, ours, published, seconds }) => [
    [label, "ours", ...ours.map(oursWords), seconds === null ? "" : short(seconds, 3)],
    ...(published.some((one) => one !== null) ? [["", "published", ...published.map((one) => numberOr(one)), ""]] : []),
  ]);
  const known = truth ? [["", "truth", ...truth.map((one) => short(one, 4)), ""]] : [];
  const numbers = rows.length > 0 ? table([head, ...known, ...lines]) : "";
  return `${title}\n${numbers}${[...words, ...claims.map(answerWords), ...open].map((line) => `${line}\n`).join("")}`;
}

/** Rows of which something is done, and in words those of which nothing is. */
export function doneIn({ rows }: ComparedPart): { readonly done: readonly ComparedRow[]; readonly open: readonly string[] } {
  const isDone = ({ ours }: ComparedRow) => ours.some((one) => one !== null);
  const waiting = rows.filter((row) => !isDone(row)).map(({ label }) => label);
  return { done: rows.filter(isDone), open: waiting.length > 0 ? [`Not run, or without a number: ${waiting.join("; ")}.`] : [] };
}

export const hasErrors = (rows: readonly ComparedRow[]): boolean => rows.some(({ ours }) => ours.some((one) => one?.se));

export const oursWords = (ours: Ours | null): string => (ours ? withError(ours.value, ours.se ?? 0) : "-");

const numberOr = (value: number | null): string => (value === null ? "" : String(value));
