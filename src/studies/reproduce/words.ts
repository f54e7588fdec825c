/** Ours, the paper's and the truth in a terminal. */
import { short, withError } from "../../basics/digits.js";
import { table } from "../../basics/tables.js";
import { duration } from "../../basics/text.js";
import type { ComparedPart, Comparison, Ours } from "./types.js";

export function comparisonWords({ parts, reference, form, cells, seconds }: Comparison): string {
  const quick = form === "quick" ? "\nThe short form: fewer steps and smaller networks than the published numbers are of.\n" : "";
  return `${reference}\n${quick}\n${parts.map(partWords).join("\n")}\n${cells.done} of ${cells.all} runs, ${duration(seconds)} of computing\n`;
}

function partWords(part: ComparedPart): string {
  const { title, columns, along, truth, rows, words } = part;
  const head = [along, "", ...columns.map(String), "seconds"];
  const lines = rows.flatMap(({ label, ours, published, seconds }) => [
    [label, "ours", ...ours.map(oursWords), seconds === null ? "" : short(seconds, 3)],
    ...(published.some((one) => one !== null) ? [["", "published", ...published.map((one) => numberOr(one)), ""]] : []),
  ]);
  const known = truth ? [["", "truth", ...truth.map((one) => short(one, 4)), ""]] : [];
  return `${title}\n${table([head, ...known, ...lines])}${words.map((line) => `${line}\n`).join("")}`;
}

const oursWords = (ours: Ours | null): string => (ours ? withError(ours.value, ours.se ?? 0) : "-");

const numberOr = (value: number | null): string => (value === null ? "" : String(value));
