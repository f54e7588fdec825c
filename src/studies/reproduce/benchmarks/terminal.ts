/** Ours beside what is published, in a terminal. */
import { table } from "../../../basics/tables.js";
import type { ComparedBenchmark } from "../types.js";
import { begunOf, benchmarkHead, benchmarkRow } from "./words.js";

/** The last column, what others paid, is on the page. */
export function benchmarkWords(all: readonly ComparedBenchmark[]): string {
  const { begun, open } = begunOf(all);
  const lines = begun.map((one) => benchmarkRow(one).map((cell) => cell.join(" ")));
  const rows = [benchmarkHead, ...lines].map((row) => row.slice(0, -1));
  return `${begun.length > 0 ? table(rows) : ""}${open.map((line) => `${line}\n`).join("")}`;
}
