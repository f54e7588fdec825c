/** Ours beside what is published, in a terminal. */
import { table } from "../../../basics/tables.js";
import type { ComparedBenchmark } from "../types.js";
import { begunOf, benchmarkHead, benchmarkRow, costHead, costRow } from "./words.js";

/** What others paid, and how it is done, is on the page. */
export function benchmarkWords(all: readonly ComparedBenchmark[]): string {
  const { begun, open } = begunOf(all);
  const lines = begun.map((one) => [...benchmarkRow(one), ...costRow(one).slice(1, -1)].map((cell) => cell.join(" ")));
  const rows = [[...benchmarkHead, ...costHead.slice(1, -1)], ...lines];
  return `${begun.length > 0 ? table(rows) : ""}${open.map((line) => `${line}\n`).join("")}`;
}
